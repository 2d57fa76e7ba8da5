import type { Check, Outcome } from '../../../fixtures/check.js';
import { defineCheck, kept, notApplicable, notVerifiable, violated } from '../../../fixtures/check.js';
import { sameAuthority } from '../../../protocol/address.js';
import { formsOfInvite, type InviteForm, readInvite } from '../../../protocol/invite-string.js';
import { isAtLeast } from '../../../spec/ledger.js';
import type { ClauseId } from '../../../vocabulary.js';
import { hasCapability } from '../support/in-force.js';
import { withoutInvites } from './claims.js';
import { given, isGiven } from './given.js';

const NEEDS: Check['needs'] = ['session'];

/** Fewer characters than this can be tried out. */
const SHORTEST = 16;
/** Invites that are compared. */
const COMPARED = 3;

const hardToGuess = defineCheck({
  id: 'invite/tokens-are-hard-to-guess',
  clauses: ['OCM-INV-001'],
  role: 'invite-sender',
  needs: NEEDS,
  impact: 'breaks',
  title: 'Tokens of invites are long, and none tells another',
  async run(ctx) {
    const stopped = withoutInvites(ctx, ['OCM-INV-001']);
    if (stopped) return stopped;
    const tokens: string[] = [];
    for (let count = 0; count < COMPARED; count += 1) {
      const invite = await given(ctx);
      if (!isGiven(invite)) return invite;
      tokens.push(invite.token);
    }
    const wrong = guessable(tokens);
    if (wrong === undefined) return kept();
    return violated({
      expected: `tokens of at least ${SHORTEST} characters, no two alike, that nobody can count`,
      received: wrong,
      reason: 'Whoever guesses a token takes the invite, and is a trusted contact.',
      exchanges: [],
    });
  },
});

/** What makes tokens guessable; undefined when nothing seen does. Says nothing of the tokens themselves. */
export function guessable(tokens: readonly string[]): string | undefined {
  if (new Set(tokens).size < tokens.length) return 'the same token for several invites';
  const short = tokens.find(({ length }) => length < SHORTEST);
  if (short !== undefined) return `a token of ${short.length} characters`;
  const [first = '', ...others] = tokens;
  const alike = others.map((token) => differing(first, token));
  return alike.some((count) => count < SHORTEST / 4)
    ? `tokens that differ in ${Math.min(...alike)} characters`
    : undefined;
}

function differing(a: string, b: string): number {
  let count = Math.abs(a.length - b.length);
  for (let at = 0; at < Math.min(a.length, b.length); at += 1) if (a[at] !== b[at]) count += 1;
  return count;
}

const namesBoth = defineCheck({
  id: 'invite/string-names-token-and-host',
  clauses: ['OCM-INV-002'],
  role: 'invite-sender',
  needs: NEEDS,
  impact: 'breaks',
  title: 'What is handed over with an invite names the token and the server',
  async run(ctx) {
    const stopped = withoutInvites(ctx, ['OCM-INV-002']);
    if (stopped) return stopped;
    const invite = await given(ctx);
    if (!isGiven(invite)) return invite.kind === 'blocked' ? unreadable() : invite;
    const { text } = invite.invite;
    const parts = readInvite(text);
    const isFound = parts ? sameAuthority(parts.provider, ctx.target.authority) : namesHost(text, ctx.target.authority);
    return isFound
      ? kept()
      : violated({
          expected: `the token and ${ctx.target.authority}`,
          received: parts ? `an invite of "${parts.provider}"` : 'a text that does not name the server',
          reason: 'Whoever gets the invite cannot tell which server gave it.',
          exchanges: [],
        });
  },
});

function namesHost(text: string, authority: string): boolean {
  return URL.canParse(text) && sameAuthority(new URL(text).host, authority);
}

const unreadable = (): Outcome =>
  violated({
    expected: 'the token and the host of the server that gave it',
    received: 'a text in which no token can be found',
    reason: 'Whoever gets the invite cannot take it.',
    exchanges: [],
  });

const ENCODED: [ClauseId, ...ClauseId[]] = ['OCM-INV-029'];

const encoded = defineCheck({
  id: 'invite/string-is-encoded',
  clauses: ENCODED,
  role: 'invite-sender',
  needs: NEEDS,
  impact: 'breaks',
  title: 'The invite string is `token@host` in the encoding of the version',
  async run(ctx) {
    const stopped = withoutInvites(ctx, ENCODED);
    if (stopped) return stopped;
    const invite = await given(ctx);
    if (!isGiven(invite)) return invite;
    const forms = formsOfInvite(invite.invite.text);
    const due: InviteForm = isAtLeast(ctx.target.spec, 'draft-06') ? 'base64url' : 'base64';
    // Where no letter tells the encodings apart, it is in both.
    if (forms.includes(due)) return kept(`hands over token@host in ${due}`);
    return violated({
      expected: due === 'base64' ? 'token@host in base64, with padding' : 'token@host in base64url, without padding',
      received: forms.length === 0 ? 'a text of another kind' : `token@host in ${forms.join(' or ')}`,
      reason: 'Servers that read invites as the text says cannot read this one.',
      exchanges: [],
    });
  },
});

const LINK: [ClauseId, ...ClauseId[]] = ['OCM-INV-032', 'OCM-INV-039'];

const link = defineCheck({
  id: 'invite/link-names-token',
  clauses: LINK,
  role: 'invite-sender',
  needs: NEEDS,
  impact: 'degrades',
  title: 'The link of an invite carries the token as parameter `token`',
  async run(ctx) {
    const stopped = withoutInvites(ctx, LINK);
    if (stopped) return stopped;
    if (!hasCapability(ctx, 'invite-wayf'))
      return notApplicable('its discovery document does not list invite-wayf: it has no page for visitors');
    const invite = await given(ctx);
    if (!isGiven(invite)) return invite;
    const { link: url } = invite.invite;
    if (url === undefined) return notVerifiable('the driver of the target gives no link with an invite');
    const named = URL.canParse(url) ? new URL(url).searchParams.get('token') : null;
    if (named === invite.token) return kept();
    return violated({
      expected: 'a URL with the query parameter token, which is the token of the invite',
      received: named === null ? 'a link without that parameter' : 'another token in the link',
      reason: 'The page for visitors, and every server that reads such links, finds no token.',
      exchanges: [],
    });
  },
});

/** What the target hands over when its people invite somebody. */
export const made: Check[] = [hardToGuess, namesBoth, encoded, link];
