import type { Check, CheckContext, Outcome } from '../../../fixtures/check.js';
import { defineCheck, kept, notApplicable, violated } from '../../../fixtures/check.js';
import type { PeerExchange } from '../../../peer/contract.js';
import { isAccess, openAtTarget } from '../receive/access.js';
import { objectOf, requestInWords } from '../support/answer.js';
import { INSIDE } from '../support/deliver.js';
import { onHost, otherHost } from '../support/hosts.js';
import { appliesAt, noProtocolObject } from '../support/in-force.js';

const RECEIVER = {
  role: 'receiver',
  needs: ['account', 'session', 'callback'],
  impact: 'breaks',
} satisfies Partial<Check>;

const nothingAsked = (): Outcome => ({
  kind: 'blocked',
  by: 'receive/reads-the-bytes',
  reason: 'the recipient opened the share, and the target asked our server for nothing',
});

const isDiscovery = ({ request }: PeerExchange): boolean =>
  request.method === 'GET' && /\/(\.well-known\/ocm|ocm-provider)\/?$/.test(new URL(request.url).pathname);

/** On a host of its own, which nobody can know from before. */
const looksUp = defineCheck({
  ...RECEIVER,
  id: 'access/sender-is-looked-up',
  clauses: ['OCM-DAV-001'],
  title: 'The server in `sender` is asked for its discovery document before a share of it is opened',
  async run(ctx) {
    const source = appliesAt(ctx, 'OCM-DAV-001');
    if (source !== undefined) return notApplicable(source);
    const host = await otherHost(ctx, 'fresh');
    const opened = await openAtTarget(onHost(ctx, host), {});
    if ('kind' in opened) return opened;
    const [first] = opened.requests;
    if (!first) return nothingAsked();
    const all = await ctx.peer.exchanges({ host: host.id, direction: 'in' });
    const before = all.slice(
      0,
      all.findIndex(({ id }) => id === first.id),
    );
    if (before.some(isDiscovery)) return kept();
    return violated({
      expected: `a discovery document of ${host.authority} is read before ${requestInWords(first)}`,
      received: all.map(requestInWords).join(', '),
      reason: 'The target guesses where the shares of a server are, which is right for servers of its own kind only.',
      exchanges: [opened.delivery.exchange, ...opened.requests],
    });
  },
});

/** Path of the root of a share, as its message says, or below our WebDAV path. */
async function rootOf(ctx: CheckContext, creation: PeerExchange['request']): Promise<string> {
  const body = objectOf(creation.body) as { protocol?: { webdav?: { uri?: string } } } | undefined;
  const uri = body?.protocol?.webdav?.uri ?? '';
  if (URL.canParse(uri)) return pathOf(uri);
  const { response } = await ctx.peer.send(ctx.host.id, {
    method: 'GET',
    url: `https://${ctx.host.authority}/.well-known/ocm`,
  });
  const document = (response && objectOf(response.body)) as
    | { resourceTypes?: { protocols?: { webdav?: string } }[] }
    | undefined;
  const base = document?.resourceTypes?.[0]?.protocols?.webdav ?? '';
  return `${base.replace(/\/+$/, '')}/${uri.replace(/^\/+/, '')}`;
}

const pathOf = (url: string): string => decodeURI(new URL(url).pathname).replace(/\/+$/, '');

const appended = defineCheck({
  ...RECEIVER,
  id: 'access/inside-is-appended',
  clauses: ['OCM-DAV-012'],
  title: 'What lies in a shared folder is asked for at the address of the share with the path in it appended',
  async run(ctx) {
    const source = appliesAt(ctx, 'OCM-DAV-012') ?? noProtocolObject(ctx);
    if (source !== undefined) return notApplicable(source);
    const opened = await openAtTarget(ctx, { kind: 'folder', form: 'multi' });
    if ('kind' in opened) return opened;
    const requests = opened.requests.filter(isAccess);
    if (requests.length === 0) return nothingAsked();
    const root = (await rootOf(ctx, opened.delivery.exchange.request)).replace(/\/+$/, '');
    const paths = requests.map(({ request }) => pathOf(request.url));
    if (paths.includes(`${root}/${INSIDE}`)) return kept();
    const text = opened.bytes === undefined ? undefined : Buffer.from(opened.bytes).toString();
    if (text === opened.delivery.content) return kept('reads what is in the folder in another way');
    return violated({
      expected: `a request for ${root}/${INSIDE}`,
      received: requests.map(requestInWords).join(', '),
      reason: 'What lies in a shared folder is looked for where it is not.',
      exchanges: requests,
    });
  },
});

/** Where the target looks for what it was given. */
export const opened: Check[] = [looksUp, appended];
