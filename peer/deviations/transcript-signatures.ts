import { jsonOf } from '../../protocol/exchange.js';
import { examine, rulesOf } from '../../protocol/signatures/index.js';
import type { SignatureEdit } from '../contract.js';
import type { LocalPeer } from '../peer.js';

/** Versions that the host that may deviate speaks, in the order in which most is seen soonest: keys of the old form take long to make. */
const VERSIONS = [{ speaks: '1.5' }, { speaks: '1.4' }, { speaks: '1.2', signs: 'cavage' }] as const;

/** Shares whose signatures are right, or wrong in one way each. */
const EDITS: SignatureEdit[] = [
  {},
  { none: true },
  { label: 'sig1' },
  { beside: 'garbage' },
  { adds: ['content-type'] },
  { parameters: { alg: null } },
  { parameters: { alg: 'rsa-pss-sha512' } },
  { parameters: { created: null } },
  { parameters: { keyid: null } },
  { parameters: { tag: null }, label: 'sig1' },
  { beside: 'second' },
  { key: 'unknown' },
  { key: 'unpublished' },
  { key: { host: 'c' } },
  { age: 86_400 },
  { age: -86_400 },
  { digests: ['sha-256', 'sha-512'], sends: { body: { replace: 'file.txt', with: 'File.txt' } } },
  ...['@method', '@target-uri', 'content-digest', 'content-length', 'date'].map((name) => ({ omits: [name] })),
];

/** What one host and a partner say to each other about signatures, version by version, without what differs from run to run. */
export async function* signatureTranscript(peer: LocalPeer, deviations: string[]): AsyncGenerator<string> {
  for (const version of VERSIONS) {
    const host = await peer.openHost({ id: 'x', ...version, insecure: true, deviations });
    const partner = await peer.openHost({ id: 'm', ...version, insecure: true });
    const third = await peer.openHost({ id: 'c', ...version, insecure: true });
    for (const id of ['x', 'm', 'c']) {
      await peer.addAccount(id, { user: 'alice' });
      await peer.put(id, 'alice', '/file.txt', 'bytes of a file');
    }
    const share = (from: string, to: string, signature: SignatureEdit, owner?: string) =>
      peer.sendShare(from, {
        from: 'alice',
        to: `alice@${to}`,
        path: '/file.txt',
        permission: 'read',
        signature,
        ...(owner === undefined ? {} : { edit: [{ set: '/owner', value: owner }] }),
      });
    try {
      const { providerId, exchange } = await share('x', partner.authority, {});
      const { request, response } = exchange;
      const { signature, problems } = examine(
        { ...request, body: Buffer.from(request.body.text) },
        { rules: rulesOf(host.signs ?? 'jwk') },
      );
      const { label, alg, keyid, components } = signature ?? {};
      const named = keyid?.replaceAll(host.authority, '<host>');
      yield JSON.stringify([
        response?.status,
        label,
        alg,
        named,
        components,
        request.headers.date !== undefined,
        problems.map(({ kind, part }) => [kind, part]),
      ]);
      const about = { sent: providerId };
      const told = await peer.sendNotification('x', { type: 'SHARE_UNSHARED', about });
      yield JSON.stringify([told.response?.status, told.request.headers.signature !== undefined]);
      const path =
        version.speaks === '1.5' ? `${host.endPoint}/jwks` : `http://${host.authority}/.well-known/jwks.json`;
      const set = (await peer.send('m', { method: 'GET', url: path })).response;
      const keys = (jsonOf(set?.body) as { keys?: Record<string, unknown>[] } | undefined)?.keys ?? [];
      yield JSON.stringify([set?.status, keys.map((key) => [Object.keys(key).sort(), key.alg, String(key.x).length])]);
      // In the old form only what is sent is of its own.
      if (version.speaks === '1.2') continue;
      for (const edit of EDITS) yield String((await share('m', host.authority, edit)).exchange.response?.status);
      yield String((await share('m', host.authority, {}, `alice@${third.authority}`)).exchange.response?.status);
    } finally {
      for (const id of ['x', 'm', 'c']) await peer.closeHost(id);
    }
  }
}
