import { jsonOf } from '../../protocol/exchange.js';
import { API_PATH } from '../host/discovery-document.js';
import type { LocalPeer } from '../peer.js';

/** Token requests that are right, or wrong in one way each. */
const FORMS: Record<string, string | undefined>[] = [
  {},
  { state: 'x' },
  { grant_type: undefined },
  { grant_type: 'other' },
  { code: undefined },
  { code: 'unknown' },
  { client_id: undefined },
];
const TYPE = 'application/x-www-form-urlencoded';

/** What one host and two partners say to each other about tokens, without what differs from run to run. */
export async function* tokenTranscript(peer: LocalPeer, deviations: string[]): AsyncGenerator<string> {
  const open = (id: string, more: object): ReturnType<LocalPeer['openHost']> =>
    peer.openHost({ id, speaks: '1.5', insecure: true, ...more });
  const host = await open('x', { deviations, tokenLifetime: 1 });
  const partners = [
    await open('m', {}),
    await open('c', { demands: ['token'], tokenLifetime: 1, deviations: ['tokens-are-long'] }),
    await open('d', { deviations: ['token-end-point-elsewhere'] }),
    await open('e', { deviations: ['token-end-point-fails'] }),
    await open('f', { tokens: false }),
    await open('i', { demands: ['invite', 'token'] }),
  ];
  const plain = await open('p', { tokens: false, deviations });
  const all = [host, ...partners, plain];
  for (const { id } of all) {
    await peer.addAccount(id, { user: 'alice' });
    await peer.put(id, 'alice', '/file.txt', 'bytes of a file');
    await peer.put(id, 'alice', '/other.txt', 'bytes of another file');
  }
  try {
    const [partner, strict] = partners;
    if (!partner || !strict) return;
    const share = (from: string, to: string, path = '/file.txt'): ReturnType<LocalPeer['sendShare']> =>
      peer.sendShare(from, { from: 'alice', to: `alice@${to}`, path, permission: 'read' });
    const dav = async (id: string, shareId: string, bearer?: string): Promise<string> => {
      const headers: Record<string, string> = bearer === undefined ? {} : { authorization: `Bearer ${bearer}` };
      const { request, response } = await peer.dav(id, 'alice', shareId, { method: 'GET', headers });
      return `${request.method} ${new URL(request.url).search.length} ${response?.status}`;
    };
    // What it gives out.
    const document = await peer.send('m', { method: 'GET', url: `${host.url}/.well-known/ocm` });
    yield String(JSON.stringify(jsonOf(document.response?.body))).replaceAll(host.authority, '<host>');
    const { sharedSecret, exchange } = await share('x', partner.authority);
    yield exchange.request.body.text
      .replace(/"(sharedSecret|providerId|uri)":"[^"]*"/g, '')
      .replaceAll(/:\d{4,5}/g, '');
    const ask = async (
      form: Record<string, string | undefined>,
      by = 'm',
      none = false,
      type = TYPE,
    ): Promise<string> => {
      const client = partners.find(({ id }) => id === by)?.authority;
      const right = { grant_type: 'authorization_code', client_id: client, code: sharedSecret };
      const parts = Object.entries({ ...right, ...form }).filter(
        (part): part is [string, string] => part[1] !== undefined,
      );
      const body = type === TYPE ? new URLSearchParams(parts).toString() : '{}';
      const request = { method: 'POST', url: `${host.url}${API_PATH}/token`, headers: { 'content-type': type }, body };
      const { response } = await peer.send(by, { ...request, signature: none ? { none } : {} });
      lastToken = (jsonOf(response?.body) as { access_token?: string } | undefined)?.access_token ?? lastToken;
      return `${response?.status} ${response?.body.text.replace(/"access_token":"([^"]*)"/, (_, token: string) => String(token.length))}`;
    };
    let lastToken = '';
    for (const form of FORMS) yield ask(form);
    yield ask({ grant_type: undefined, client_id: undefined, code: undefined });
    yield ask({}, 'm', true);
    yield ask({}, 'm', false, 'application/json');
    yield ask({}, 'c');
    yield ask({});
    const received = await peer.received('m', 'alice');
    yield dav('m', received[0]?.id ?? '', lastToken);
    yield ask({});
    await share('x', partner.authority, '/other.txt');
    const second = (await peer.received('m', 'alice')).at(-1)?.id ?? '';
    yield dav('m', second, lastToken);
    yield dav('m', second, sharedSecret);
    const demanding = await share('x', strict.authority);
    yield demanding.exchange.request.body.text.includes('must-exchange-token') ? 'demands' : 'demands nothing';
    yield dav('c', (await peer.received('c', 'alice'))[0]?.id ?? '', demanding.sharedSecret);
    const free = await share('x', partners[4]?.authority ?? '');
    yield String(free.exchange.request.body.text.includes('must-exchange-token'));
    // What it asks for.
    for (const { id } of partners.slice(0, 4)) {
      await share(id, host.authority);
      const since = await peer.mark();
      const [latest] = (await peer.received('x', 'alice')).slice(-1);
      if (!latest) continue;
      yield dav('x', latest.id);
      const asked = await peer.exchanges({ host: id, direction: 'in', since });
      yield asked
        .map(({ request: { method, url, headers, body }, response }) =>
          [
            method,
            new URL(url).pathname.split('/').slice(0, 3),
            headers['content-type'],
            body.text,
            response?.status,
          ].join(' '),
        )
        .join('\n')
        .replaceAll(host.authority, '<host>')
        .replaceAll(encodeURIComponent(host.authority), '<host>')
        .replaceAll(/code=[^&\s]{20,}|\/[^/\s]{18}\b/g, '');
    }
    // The ends of tokens and shares.
    const before = lastToken;
    const [provider] = [(await peer.received('m', 'alice'))[0]];
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    yield dav('m', provider?.id ?? '', before);
    const [latest] = (await peer.received('x', 'alice')).filter(({ senderHost }) => senderHost === strict.authority);
    if (latest) yield dav('x', latest.id);
    yield ask({});
    const providerId = String(provider?.body.providerId);
    await peer.unshare('x', providerId, false);
    yield dav('m', provider?.id ?? '', lastToken);
    yield ask({});
  } finally {
    for (const { id } of all) await peer.closeHost(id);
  }
}
