import type { Check, CheckContext, Outcome } from '../../../fixtures/check.js';
import { defineCheck, kept, notVerifiable, violated } from '../../../fixtures/check.js';
import type { HostOptions, PeerExchange, PeerHostInfo } from '../../../peer/contract.js';
import { ProductThrottled } from '../../../targets/cloud.js';
import { requestInWords } from '../support/answer.js';
import { otherHost } from '../support/hosts.js';
import { introduceRecipient } from '../support/introduce.js';
import { nothingArrived } from '../support/own-share.js';

/** What reached a server of ours that the target was told to share with. */
export interface Reached {
  host: PeerHostInfo;
  posts: PeerExchange[];
  all: PeerExchange[];
  /** What the product said when it did not share. */
  refusal: string | undefined;
}

const isMessage = ({ request }: PeerExchange): boolean =>
  !['GET', 'HEAD', 'OPTIONS', 'PROPFIND'].includes(request.method) &&
  !/^\/(\.well-known|ocm-provider)\b/.test(new URL(request.url).pathname);

/** A further server of ours: what it is called in names, and its own kind. */
type Kind = [what: string, options: Partial<HostOptions>];

/** Opens further servers of ours, and makes the target share a fresh file with somebody at each. What then comes is waited for once. */
async function shareWithEach(ctx: CheckContext, kinds: Kind[]): Promise<Reached[] | Outcome> {
  if (!(await ctx.sentShare('file')).creation) return nothingArrived();
  const asked: Pick<Reached, 'host' | 'refusal'>[] = [];
  for (const kind of kinds) asked.push(await share(ctx, kind));
  await ctx.settle();
  return Promise.all(
    asked.map(async ({ host, refusal }) => {
      await ctx.peer.idle(host.id);
      const all = await ctx.peer.exchanges({ host: host.id, direction: 'in' });
      return { host, posts: all.filter(isMessage), all, refusal };
    }),
  );
}

export async function shareWith(
  ctx: CheckContext,
  what: string,
  options: Partial<HostOptions>,
): Promise<Reached | Outcome> {
  const reached = await shareWithEach(ctx, [[what, options]]);
  if (!Array.isArray(reached)) return reached;
  const [only] = reached;
  return only ?? nothingArrived();
}

async function share(ctx: CheckContext, [what, options]: Kind): Promise<Pick<Reached, 'host' | 'refusal'>> {
  const host = await otherHost(ctx, what, options);
  const { address, user } = await ctx.peer.addAccount(host.id, { user: ctx.unique('to') });
  const session = await ctx.session(0);
  const path = `/${ctx.unique(what)}.txt`;
  await session.putFile(path, Buffer.from('for another server\n'));
  ctx.cleanup(`${path} at the target`, () => session.remove(path));
  // Whoever demands an invite first is there to be tried without one.
  if (!options.demands?.includes('invite')) await introduceRecipient(ctx, host, user);
  let refusal: string | undefined;
  try {
    const sent = await session.share(path, address, 'read');
    ctx.cleanup(`share of ${path} with ${address}`, async () => {
      if ((await session.listSent(path)).some(({ id }) => id === sent.id)) await session.unshare(sent);
    });
  } catch (error) {
    if (error instanceof ProductThrottled) throw error;
    refusal = error instanceof Error ? error.message : String(error);
  }
  return { host, refusal };
}

const NEEDS: Check['needs'] = ['session', 'send', 'callback'];
export const isReached = (value: Reached | Outcome): value is Reached => 'posts' in value;

const olderPath = defineCheck({
  id: 'sent-share/finds-older-servers',
  clauses: ['OCM-DISC-007'],
  role: 'sender',
  needs: NEEDS,
  impact: 'degrades',
  title: 'A server that serves /ocm-provider only is found and shared with',
  async run(ctx) {
    const reached = await shareWith(ctx, 'older', { speaks: '1.0', signs: 'none' });
    if (!isReached(reached)) return reached;
    if (reached.posts.length > 0) return kept('shares with a server that announces OCM 1.0, at /ocm-provider only');
    if (reached.all.length === 0)
      return notVerifiable(
        `the target asked nothing at ${reached.host.authority}: ${reached.refusal ?? 'no reason given'}`,
      );
    return violated({
      expected: 'GET /ocm-provider after /.well-known/ocm gave nothing, and then the share',
      received: reached.all.map(requestInWords).join(', '),
      reason:
        'The target does not look for a server at the older path, so servers of before 1.2 cannot be shared with.',
      exchanges: reached.all,
    });
  },
});

/** Servers whose document cannot be had. */
const WITHOUT_DOCUMENT: [string, string[]][] = [
  ['404 on both paths', ['well-known-is-404', 'ocm-provider-is-404']],
  ['pages on both paths', ['well-known-is-a-page', 'ocm-provider-is-a-page']],
  ['a document that ends in the middle', ['discovery-is-cut']],
];

const noGuess = defineCheck({
  id: 'sent-share/nothing-without-discovery',
  // Whether plain HTTP is tried is left free (OCM-DISC-009).
  clauses: ['OCM-DISC-008', 'OCM-DISC-009'],
  role: 'sender',
  needs: NEEDS,
  impact: 'degrades',
  title: 'Nothing is sent to a server that gives no discovery document',
  async run(ctx) {
    const kinds = WITHOUT_DOCUMENT.map(([, deviations]): Kind => ['mute', { deviations }]);
    const reached = await shareWithEach(ctx, [...kinds, ['plain', { insecure: true }]]);
    if (!Array.isArray(reached)) return reached;
    for (const [at, [what]] of WITHOUT_DOCUMENT.entries()) {
      const { posts = [], all = [] } = reached[at] ?? {};
      if (posts.length === 0) continue;
      return violated({
        clauses: ['OCM-DISC-008'],
        expected: `no message to a server with ${what}`,
        received: posts.map(requestInWords).join(', '),
        reason: 'The target goes on with guesses where discovery failed.',
        exchanges: all,
      });
    }
    const tries = (reached.at(-1)?.all.length ?? 0) > 0;
    const scheme = tries ? 'looks for servers over plain HTTP, too' : 'looks for servers over TLS only';
    // The older path was dropped in 1.4.0, and old servers know no other (OCM-AMB-031).
    const asked = reached[0]?.all ?? [];
    if (asked.length === 0) return kept(scheme);
    const older = asked.some(({ request }) => /^\/ocm-provider\/?$/.test(new URL(request.url).pathname));
    return kept(`${scheme}; ${older ? 'asks for /ocm-provider' : 'does not ask for /ocm-provider'}`);
  },
});

const inviteFirst = defineCheck({
  id: 'sent-share/invite-first-where-demanded',
  clauses: ['OCM-DISC-055'],
  role: 'sender',
  needs: NEEDS,
  impact: 'degrades',
  title: 'No share goes to a stranger at a server that demands an invite first',
  async run(ctx) {
    const reached = await shareWith(ctx, 'strict', { demands: ['invite'] });
    if (!isReached(reached)) return reached;
    if (ctx.cloud?.traits.sharesWithMet && reached.refusal !== undefined && reached.posts.length === 0)
      return kept('shares with nobody whom its people have not met');
    if (reached.all.length === 0)
      return notVerifiable(
        `the target asked nothing at ${reached.host.authority}: ${reached.refusal ?? 'no reason given'}`,
      );
    if (reached.posts.length === 0) return kept();
    return violated({
      expected: 'no share before an invite was exchanged',
      received: reached.posts.map(requestInWords).join(', '),
      reason: 'The target sends shares that the receiver says it will refuse: nobody was invited.',
      exchanges: reached.all,
    });
  },
});

/** What the target does with servers that are unlike the usual one. */
export const counterparts: Check[] = [olderPath, noGuess, inviteFirst];
