import type { Check, CheckContext, Outcome } from '../../../fixtures/check.js';
import { defineCheck, kept, notVerifiable, violated } from '../../../fixtures/check.js';
import type { PeerHostInfo } from '../../../peer/contract.js';
import type { Administration } from '../../../targets/abilities.js';
import { resolveSecret } from '../../../targets/secrets.js';
import type { ClauseId } from '../../../vocabulary.js';
import { undriven, withoutPage } from '../invite/claims.js';
import { given, isGiven } from '../invite/given.js';

const USED: [ClauseId, ...ClauseId[]] = ['OCM-DIR-011', 'OCM-DIR-010'];

/** A page for visitors offers the servers of directories; not those of one whose signature does not hold. */
const verified = defineCheck({
  id: 'directory/wrongly-signed-not-used',
  clauses: USED,
  role: 'invite-sender',
  needs: ['session', 'callback'],
  impact: 'breaks',
  title: 'A directory that is not signed by its key is not offered to visitors',
  async run(ctx) {
    const stopped = withoutPage(ctx, USED, 'OCM-DIR-002');
    if (stopped) return stopped;
    const administration = await administer(ctx);
    if ('kind' in administration) return administration;
    const lacking = await undriven(ctx, 'useDirectory', 'followInvite');
    if (lacking) return lacking;
    const good = await directoryOf(ctx, 'good', []);
    const bad = await directoryOf(ctx, 'bad', ['directory-signed-by-nobody']);
    for (const { directory } of [good, bad]) {
      if (!directory) return notVerifiable('the reference peer serves no directory');
      await administration.useDirectory?.(directory.url, directory.key);
      ctx.cleanup(`directory ${directory.url} at the target`, async () =>
        administration.dropDirectory?.(directory.url),
      );
    }
    const invite = await given(ctx);
    if (!isGiven(invite)) return invite;
    const { link } = invite.invite;
    if (link === undefined) return notVerifiable('the driver of the target gives no link with an invite');
    const offered = (await ctx.cloud?.followInvite?.(link))?.offered ?? [];
    if (!offered.includes(listed('good'))) return kept('does not offer the servers of a directory');
    if (!offered.includes(listed('bad'))) return kept('offers the servers of a directory');
    return violated({
      expected: 'the servers of the directory whose signature holds, and no others',
      received: `${listed('bad')} among the servers that are offered`,
      reason: 'Whoever comes between directory and server can put servers of their own before visitors.',
      exchanges: [],
    });
  },
});

async function administer(ctx: CheckContext): Promise<Administration | Outcome> {
  const { admin } = ctx.target.profile;
  if (!admin?.password || !ctx.cloud?.administer)
    return notVerifiable('the profile names no administrator, who could have the target use a directory');
  return ctx.cloud.administer({ user: admin.user, password: resolveSecret(admin.password, 'admin') });
}

const listed = (name: string): string => `https://${name}.example.org`;

async function directoryOf(ctx: CheckContext, name: string, deviations: string[]): Promise<PeerHostInfo> {
  const host = await ctx.peer.openHost({
    id: ctx.unique(`directory-${name}`),
    speaks: '1.3',
    directory: { federation: `Federation ${name}`, servers: [{ url: listed(name), displayName: `Server ${name}` }] },
    deviations,
    allow: [ctx.target.authority],
  });
  ctx.cleanup(`host ${host.id} of ours`, () => ctx.peer.closeHost(host.id));
  return host;
}

/** What the target does with directories of others. */
export const used: Check[] = [verified];
