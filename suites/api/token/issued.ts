import type { Check, CheckContext, Outcome } from '../../../fixtures/check.js';
import { defineCheck, kept, notApplicable, notVerifiable, violated } from '../../../fixtures/check.js';
import type { PeerHostInfo } from '../../../peer/contract.js';
import type { Exchange } from '../../../protocol/exchange.js';
import type { ClauseId } from '../../../vocabulary.js';
import { answerInWords, inconclusive, isSuccess, objectOf, statusOf, valueInWords } from '../support/answer.js';
import { isOpen, type Opened, open } from '../support/open.js';
import { isOutcome, makeTargetSend, type OwnShare } from '../support/own-share.js';
import { judge, rightRequest } from './refused.js';
import { ask, bearer, type Code, codeFrom, ISSUED, knownCode, notFor, tokenFor, tokenIn } from './request.js';

const SENT = { role: 'sender', needs: ['session', 'send', 'callback'], impact: 'breaks' } satisfies Partial<Check>;
/** Longest lifetime of a token, in seconds, that is waited for. */
const PATIENCE = 30;

/** A share of the target's that is this check's alone, and the code that came with it. */
export interface Given {
  own: OwnShare;
  code: Code;
  /** Opens the share with a token, or whatever stands in the header. */
  open(headers: Record<string, string>): Promise<Exchange>;
}

async function given(ctx: CheckContext, host: PeerHostInfo): Promise<Given | Outcome> {
  const own = await makeTargetSend({ ...ctx, host });
  if (isOutcome(own)) return own;
  const code = codeFrom(ctx, own.creation, host);
  if ('kind' in code) return code;
  const opened = (headers: Record<string, string>): Promise<Opened> =>
    open((request) =>
      ctx.peer.dav(host.id, own.user, own.receivedId, { ...request, headers: { ...request.headers, ...headers } }),
    );
  return { own, code, open: async (headers) => (await opened(headers)).answer };
}

function ofShare(check: {
  id: string;
  clauses: [ClauseId, ...ClauseId[]];
  title: string;
  order?: number;
  judge: (given: Given, ctx: CheckContext) => Promise<Outcome>;
}): Check {
  const { judge: look, ...named } = check;
  return defineCheck({
    ...SENT,
    ...named,
    async run(ctx) {
      const source = notFor(ctx, check.clauses);
      if (source !== undefined) return notApplicable(source);
      const share = await given(ctx, ctx.host);
      return 'kind' in share ? share : look(share, ctx);
    },
  });
}

/** What is wrong with the answer to a right request; `none` when nothing is. */
function flawOf(answer: Exchange): string | undefined {
  if (statusOf(answer) !== 200) return `it is answered ${statusOf(answer)}, not 200`;
  const body = objectOf(answer.response?.body);
  if (!body) return 'the answer is no JSON object';
  if (tokenIn(answer) === undefined) return 'there is no access_token';
  if (String(body.token_type).toLowerCase() !== 'bearer') return `token_type is ${valueInWords(body.token_type)}`;
  if (typeof body.expires_in !== 'number' || body.expires_in <= 0)
    return `expires_in is ${valueInWords(body.expires_in)}, not a number of seconds`;
  return undefined;
}

const issued = ofShare({
  id: ISSUED,
  clauses: ['OCM-TOKEN-010', 'OCM-TOKEN-003', 'OCM-TOKEN-031'],
  title: 'The secret of a share is exchanged for a token by a right request',
  order: 22,
  async judge({ code }, ctx) {
    const answer = await ask(ctx, code);
    const open = inconclusive(answer);
    if (open) return open;
    const flaw = flawOf(answer);
    if (flaw !== undefined)
      return violated({
        expected: 'status 200, and JSON with access_token, token_type Bearer and expires_in in seconds',
        received: answerInWords(answer),
        reason: `A right token request fails: ${flaw}.`,
        exchanges: [answer],
      });
    const type = objectOf(answer.response?.body)?.token_type;
    return kept(type === 'Bearer' ? undefined : `spells token_type ${valueInWords(type)}`);
  },
});

const noRefresh = defineCheck({
  ...SENT,
  id: 'token/no-refresh-token',
  clauses: ['OCM-TOKEN-011'],
  impact: 'harmless',
  title: 'With a token comes no refresh token',
  async run(ctx) {
    const source = notFor(ctx, ['OCM-TOKEN-011']);
    if (source !== undefined) return notApplicable(source);
    const code = await knownCode(ctx);
    if ('kind' in code) return code;
    const got = await rightRequest(ctx, code);
    if ('kind' in got) return got;
    if (objectOf(got.answer.response?.body)?.refresh_token === undefined) return kept();
    return violated({
      expected: 'no member refresh_token: the request is repeated instead',
      received: 'a refresh_token',
      reason: 'The answer holds a second credential, which lives on when the token is over.',
      exchanges: [got.answer],
    });
  },
});

const extras = ofShare({
  id: 'token/other-parameters-ignored',
  clauses: ['OCM-TOKEN-008'],
  title: 'Parameters of the grant that OCM has no use for are ignored',
  async judge({ code }, ctx) {
    const form = { redirect_uri: `${code.host.url}/back`, state: 'x', scope: 'read' };
    const answer = await ask(ctx, code, { form });
    if (tokenIn(answer) !== undefined) return kept();
    const plain = await tokenFor(ctx, code);
    if ('kind' in plain) return plain;
    return (
      inconclusive(answer) ??
      violated({
        expected: 'redirect_uri, state and scope are ignored',
        received: answerInWords(answer),
        reason: 'A right token request is refused because of parameters that are to be ignored.',
        exchanges: [answer],
      })
    );
  },
});

/** A token opens what it was given for. */
async function opensWith(share: Given, token: string, what: string): Promise<Outcome> {
  const answer = await share.open(bearer(token));
  if (isOpen(answer)) return kept();
  return (
    inconclusive(answer) ??
    violated({
      expected: `${answer.request.method} with ${what} as Bearer is answered ${answer.request.method === 'PROPFIND' ? 207 : 200}`,
      received: answerInWords(answer),
      reason: `The share does not open with ${what}.`,
      exchanges: [answer],
    })
  );
}

const opens = ofShare({
  id: 'token/opens-the-share',
  clauses: ['OCM-TOKEN-015'],
  title: 'A token opens the share that it was given for',
  order: 23,
  async judge(share, ctx) {
    const got = await tokenFor(ctx, share.code);
    return 'kind' in got ? got : opensWith(share, got.token, 'a token');
  },
});

const again = ofShare({
  id: 'token/exchanged-again',
  clauses: ['OCM-TOKEN-013'],
  title: 'The secret of a share is exchanged again and again',
  async judge(share, ctx) {
    const first = await tokenFor(ctx, share.code);
    if ('kind' in first) return first;
    const answer = await ask(ctx, share.code);
    const second = tokenIn(answer);
    if (second !== undefined) return kept(second === first.token ? 'gives the same token' : undefined);
    return (
      inconclusive(answer) ??
      violated({
        expected: 'a token, whenever the secret of a living share is shown',
        received: answerInWords(answer),
        reason: 'When its first token is over, the receiver has no way to go on.',
        exchanges: [first.answer, answer],
      })
    );
  },
});

const otherShare = ofShare({
  id: 'token/opens-no-other-share',
  clauses: ['OCM-DAV-016', 'OCM-SEC-008'],
  title: 'A token for one share opens no other',
  async judge(share, ctx) {
    const got = await tokenFor(ctx, share.code);
    if ('kind' in got) return got;
    const other = await given(ctx, ctx.host);
    if ('kind' in other) return other;
    const answer = await other.open(bearer(got.token));
    if (!isSuccess(answer)) return inconclusive(answer) ?? kept();
    // In the oldest form all shares have one address, and the credential says which is meant.
    if (await isOwn(share, got.token, answer))
      return notApplicable('its shares have no addresses of their own: the credential says which is meant');
    return violated({
      expected: 'a token shown at the address of another share is refused',
      received: answerInWords(answer),
      reason: 'Whoever has a token for one share can read the others.',
      exchanges: [answer],
    });
  },
});

/** Whether what came is the share of the token, at the same address. */
async function isOwn(share: Given, token: string, answer: Exchange): Promise<boolean> {
  const own = await share.open(bearer(token));
  return own.request.url === answer.request.url;
}

const shut = ofShare({
  id: 'token/shut-after-unshare',
  clauses: ['OCM-DAV-017'],
  title: 'After the owner took the share back its token opens nothing',
  async judge(share, ctx) {
    const got = await tokenFor(ctx, share.code);
    if ('kind' in got) return got;
    await share.own.session.unshare(share.own.share);
    const answer = await share.open(bearer(got.token));
    if (!isSuccess(answer)) return inconclusive(answer) ?? kept();
    return violated({
      expected: 'the token of a share that was taken back is refused',
      received: answerInWords(answer),
      reason: 'The receiver keeps access after the owner took the share back, as long as its token lives.',
      exchanges: [answer],
    });
  },
});

const endedCode = ofShare({
  id: 'token/ended-code-refused',
  clauses: ['OCM-TOKEN-016', 'OCM-TOKEN-017', 'OCM-DAV-017'],
  title: 'After the owner took the share back its secret is exchanged no more',
  async judge(share, ctx) {
    const got = await tokenFor(ctx, share.code);
    if ('kind' in got) return got;
    await share.own.session.unshare(share.own.share);
    const answer = await ask(ctx, share.code);
    const what = 'with the code of a share that was taken back';
    return inconclusive(answer) ?? judge(answer, { what, errors: ['invalid_grant'] });
  },
});

const ends = ofShare({
  id: 'token-life/ends',
  clauses: ['OCM-TOKEN-031'],
  title: 'A token opens nothing after the seconds that it was given for',
  async judge(share, ctx) {
    const got = await tokenFor(ctx, share.code);
    if ('kind' in got) return got;
    const seconds = Number(objectOf(got.answer.response?.body)?.expires_in);
    if (!(seconds > 0))
      return { kind: 'blocked', by: ISSUED, reason: 'the answer does not say how long a token lives' };
    if (seconds > PATIENCE)
      return notVerifiable(
        `its tokens live for ${seconds} seconds: let them live for no more than ${PATIENCE} to have this tried`,
      );
    const fresh = await opensWith(share, got.token, 'a fresh token');
    if (fresh.kind !== 'kept') return { kind: 'blocked', by: opens.id, reason: 'a fresh token opens nothing either' };
    await over(seconds);
    const answer = await share.open(bearer(got.token));
    if (!isSuccess(answer)) return inconclusive(answer) ?? kept();
    return violated({
      expected: `a token that was given for ${seconds} seconds is refused after that`,
      received: answerInWords(answer),
      reason: 'The token lives on after its time.',
      exchanges: [got.answer, answer],
    });
  },
});

/** Lets the time of a token pass, and a moment more. */
export const over = (seconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, seconds * 1000 + 250));

/** What a right request gives, and what that is good for. */
export const issuing: Check[] = [issued, noRefresh, extras, opens, again, otherShare, shut, endedCode, ends];
