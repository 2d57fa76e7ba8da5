import { randomUUID } from 'node:crypto';
import type { Broken, Check, CheckContext, Outcome } from '../../../fixtures/check.js';
import { defineCheck, kept, notVerifiable } from '../../../fixtures/check.js';
import type { OutgoingAcceptance } from '../../../peer/contract.js';
import type { Exchange } from '../../../protocol/exchange.js';
import type { ClauseId } from '../../../vocabulary.js';
import { answerInWords, isSuccess, statusOf } from '../support/answer.js';
import { refusesUs } from '../support/deliver.js';
import { otherHost } from '../support/hosts.js';
import { judgeRefusal } from '../support/refusal.js';
import { withoutInvites } from './claims.js';
import { accept, given, isGiven, notTaken } from './given.js';

type Changes = Omit<Partial<OutgoingAcceptance>, 'token' | 'provider' | 'from'>;

/** One rung: an acceptance that is refused, in one or several variants. */
interface Rung {
  id: string;
  clauses: [ClauseId, ...ClauseId[]];
  title: string;
  /** Statuses that the text names; other 4xx are a reading. Default 400. */
  names?: number[];
  /** Who makes sense of it may take it; then only a crash is wrong. */
  mayBeTaken?: true;
  /** Whose invite: nobody's, so that no account is needed; a good one; one that has ended, or was taken. Default nobody's. */
  invite?: 'good' | 'ended' | 'taken';
  /** The text, over time, names several statuses (OCM-AMB-018), or leaves both ways open: what is done is always recorded. */
  tells?: true;
  /** No other status is as good: the text tells it apart from the others. */
  strict?: true;
  /** Only toward targets that sign: what is wrong is the signature. */
  signed?: true;
  variants: Variant[];
}

interface Variant {
  what: string;
  changes: Changes | ((ctx: CheckContext) => Promise<Changes>);
}

const without = (field: string): Variant => ({
  what: `an acceptance without \`${field}\``,
  changes: { edit: [{ remove: `/${field}` }] },
});
const mistyped = (field: string): Variant[] =>
  [7, ['a'], { a: 1 }].map((value) => ({
    what: `an acceptance with \`${field}\` ${JSON.stringify(value)}`,
    changes: { edit: [{ set: `/${field}`, value }] },
  }));

/** One row, one check. */
const RUNGS: Rung[] = [
  {
    id: 'invite/unknown-token',
    clauses: ['OCM-INV-019'],
    title: 'A token that nobody gave is refused with 400',
    names: [400, 404],
    tells: true,
    variants: [{ what: 'a token that nobody gave', changes: {} }],
  },
  {
    id: 'invite/missing-token',
    clauses: ['OCM-INV-019'],
    title: 'An acceptance without token is refused with 400',
    variants: [
      without('token'),
      { what: 'an acceptance with an empty token', changes: { edit: [{ set: '/token', value: '' }] } },
    ],
  },
  {
    id: 'invite/mistyped-token',
    clauses: ['OCM-INV-019'],
    title: 'An acceptance whose token is no string is refused with 400',
    variants: mistyped('token'),
  },
  {
    id: 'invite/body-not-json',
    clauses: ['OCM-INV-019'],
    title: 'An acceptance that is no JSON object is refused with 400',
    variants: ['{"token": "', 'take me', '', '[]', 'null', '"token"'].map((rawBody) => ({
      what: rawBody === '' ? 'an empty body' : `the body ${rawBody}`,
      changes: { rawBody },
    })),
  },
  {
    id: 'invite/foreign-content-type',
    clauses: ['OCM-INV-024'],
    title: 'An acceptance in XML does not make the server fail',
    names: [400, 415],
    variants: [
      {
        what: 'an acceptance in XML',
        changes: { rawBody: '<accept token="x"/>', headers: { 'content-type': 'application/xml' } },
      },
    ],
  },
  ...(['recipientProvider', 'userID', 'email', 'name'] as const).map(
    (field): Rung => ({
      id: `invite/odd-${field.toLowerCase()}`,
      clauses: ['OCM-INV-024'],
      title: `An acceptance without \`${field}\`, or with another type of it, does not make the server fail`,
      mayBeTaken: true,
      invite: 'good',
      variants: [without(field), ...mistyped(field)],
    }),
  ),
  {
    id: 'invite/provider-as-url',
    clauses: ['OCM-INV-024'],
    title: 'An acceptance whose `recipientProvider` is a URL, as in 1.1.0, is taken or refused, without a crash',
    mayBeTaken: true,
    tells: true,
    invite: 'good',
    variants: [
      {
        what: 'a `recipientProvider` with a scheme',
        changes: async ({ host }) => ({ edit: [{ set: '/recipientProvider', value: `https://${host.authority}` }] }),
      },
    ],
  },
  {
    id: 'invite/ended-token',
    clauses: ['OCM-INV-019'],
    title: 'A token whose time is over is refused with 400',
    invite: 'ended',
    variants: [{ what: 'a token whose time is over', changes: {} }],
  },
  {
    id: 'invite/taken-token',
    // Who is refused is no contact: it is those who took an invite that may become one (OCM-INV-025).
    clauses: ['OCM-INV-021', 'OCM-INV-025'],
    title: 'An invite that was taken already is answered 409',
    names: [409],
    strict: true,
    tells: true,
    invite: 'taken',
    variants: [{ what: 'an invite that was taken already', changes: {} }],
  },
  ...(
    [
      [
        'body-changed',
        'whose body was changed after it was signed',
        { sends: { body: { replace: '@example.org', with: '@example.net' } } },
      ],
      ['wrong-key', 'signed with another key than the published one', { key: 'unpublished' }],
      ['unknown-key', 'signed with a key that nobody publishes', { key: 'unknown' }],
    ] as const
  ).map(
    ([slug, what, signature]): Rung => ({
      id: `invite/signature-${slug}`,
      clauses: ['OCM-INV-022'],
      title: `An acceptance ${what} is refused`,
      names: [400, 401, 403],
      invite: 'good',
      signed: true,
      variants: [{ what: `an acceptance ${what}`, changes: { signature } }],
    }),
  ),
  {
    id: 'invite/signature-of-another-host',
    clauses: ['OCM-INV-022'],
    title: 'An acceptance signed by another server than the one that it names is refused',
    names: [400, 401, 403],
    invite: 'good',
    signed: true,
    variants: [
      {
        what: 'an acceptance signed by another server',
        changes: async (ctx) => ({ signature: { key: { host: (await otherHost(ctx)).id } } }),
      },
    ],
  },
];

function climb(rung: Rung): Check {
  return defineCheck({
    id: rung.id,
    clauses: rung.clauses,
    role: 'invite-sender',
    needs: rung.invite ? ['session', 'callback'] : ['callback'],
    impact: rung.mayBeTaken || rung.clauses[0] === 'OCM-INV-024' ? 'degrades' : 'breaks',
    title: rung.title,
    async run(ctx) {
      const stopped = withoutInvites(ctx, rung.clauses);
      if (stopped) return stopped;
      if (rung.signed && ctx.host.signs === undefined)
        return {
          kind: 'not-applicable',
          source: 'the target does not say that it signs: neither capability http-sig nor publicKey',
        };
      return tryAll(ctx, rung);
    },
  });
}

async function tryAll(ctx: CheckContext, rung: Rung): Promise<Outcome> {
  const broken: Broken[] = [];
  const readings = new Set<string>();
  for (const { what, changes } of rung.variants) {
    const token = await tokenFor(ctx, rung.invite);
    if (typeof token !== 'string') return token;
    const change = typeof changes === 'function' ? await changes(ctx) : changes;
    const { exchange, address } = await accept(ctx, token, change);
    // 401 and 403 speak about our server, where nothing is wrong with who we are.
    const unwelcome = rung.names?.includes(403) || rung.mayBeTaken ? undefined : refusesUs(exchange);
    if (unwelcome) return unwelcome;
    const judged = judgeRefusal(exchange, what, rung);
    if (judged.outcome) return judged.outcome;
    if (judged.reading !== undefined && rung.strict && !rung.names?.includes(statusOf(exchange) ?? 0))
      judged.broken = {
        expected: `${what} is answered ${rung.names?.join(' or ')}`,
        received: answerInWords(exchange),
        reason: `Status ${statusOf(exchange)} says something else than what is the matter.`,
        exchanges: [exchange],
      };
    if (judged.broken) broken.push(judged.broken);
    else if (judged.reading !== undefined) readings.add(judged.reading);
    if (judged.broken || judged.taken || rung.invite === undefined) continue;
    const trace = await traceOf(ctx, rung, { token, exchange, address, what });
    if (trace && 'kind' in trace) return trace;
    if (trace) broken.push(trace);
  }
  const [first, ...rest] = broken;
  if (first) return { kind: 'violated', violations: [first, ...rest] };
  return kept(readings.size > 0 ? [...readings].join('; ') : undefined);
}

/** A refused acceptance leaves nothing behind: nobody is met by it, and a good invite can still be taken. */
async function traceOf(
  ctx: CheckContext,
  rung: Rung,
  { token, exchange, address, what }: { token: string; exchange: Exchange; address: string; what: string },
): Promise<Broken | Outcome | undefined> {
  const contacts = await (await ctx.session(0)).listContacts?.();
  if (contacts?.some((each) => each.address === address))
    return {
      clauses: [...new Set<ClauseId>([...rung.clauses, 'OCM-INV-025'])],
      expected: `${what} is refused and leaves nothing behind`,
      received: `${address} is among the contacts of who gave the invite`,
      reason: 'Who was refused is a trusted contact all the same.',
      exchanges: [exchange],
      impact: 'breaks',
    };
  if (rung.invite !== 'good') return undefined;
  const after = await accept(ctx, token);
  if (isSuccess(after.exchange)) return undefined;
  // Where no invite can be taken at all, none was used up.
  const fresh = await given(ctx);
  if (!isGiven(fresh)) return fresh;
  const stopped = notTaken((await accept(ctx, fresh.token)).exchange);
  if (stopped) return stopped;
  return {
    expected: `${what} is refused, and the invite can be taken as it should be afterwards`,
    received: answerInWords(after.exchange),
    reason: 'A refused acceptance uses the invite up: whoever sends one takes it from the person it is for.',
    exchanges: [exchange, after.exchange],
  };
}

async function tokenFor(ctx: CheckContext, state: Rung['invite']): Promise<string | Outcome> {
  if (state === undefined) return `unknown-${randomUUID()}`;
  const invite = await given(ctx, state === 'ended' ? { ends: new Date() } : {});
  if (!isGiven(invite)) return invite;
  if (state === 'ended' && (invite.invite.ends === undefined || invite.invite.ends.getTime() > Date.now()))
    return notVerifiable('the target gives invites a time of its own, which does not end during a run');
  if (state !== 'taken') return invite.token;
  const { exchange } = await accept(ctx, invite.token);
  return notTaken(exchange) ?? invite.token;
}

/** Nobody is at this address: port 1 of the target's own machine, which it may ask. */
const NOBODY = '127.0.0.1:1';

/** Whether servers are trusted is theirs to say; where they say no, it is 403 (OCM-INV-020). */
const strangeProvider = defineCheck({
  id: 'invite/provider-is-no-server',
  clauses: ['OCM-INV-020'],
  role: 'invite-sender',
  needs: ['session', 'callback'],
  impact: 'degrades',
  title: 'An acceptance of a server that does not exist is refused with 403, where servers are looked at',
  async run(ctx) {
    const stopped = withoutInvites(ctx, ['OCM-INV-020']);
    if (stopped) return stopped;
    const invite = await given(ctx);
    if (!isGiven(invite)) return invite;
    const edit = [{ set: '/recipientProvider', value: NOBODY }];
    const { exchange } = await accept(ctx, invite.token, { edit, signature: { none: true } });
    const what = 'an acceptance of a server that does not exist';
    const { outcome, broken, reading, taken } = judgeRefusal(exchange, what, { names: [401, 403], mayBeTaken: true });
    if (outcome) return outcome;
    if (broken) return { kind: 'violated', violations: [broken] };
    // What is no answer about invites at all is the matter of other checks.
    if (taken || ![400, 409].includes(statusOf(exchange) ?? 0)) return kept(reading);
    return {
      kind: 'violated',
      violations: [
        {
          expected: `${what} is taken, or refused with 403`,
          received: answerInWords(exchange),
          reason: `${statusOf(exchange)} is for tokens; a server that is not trusted is answered 403.`,
          exchanges: [exchange],
        },
      ],
    };
  },
});

/** What the target refuses as the server that gave an invite. */
export const ladder: Check[] = [...RUNGS.map(climb), strangeProvider];
