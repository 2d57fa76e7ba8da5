import type { Check, CheckContext, Outcome } from '../../../fixtures/check.js';
import { defineCheck, kept, notApplicable, notVerifiable, violated } from '../../../fixtures/check.js';
import type { DavRequest } from '../../../peer/contract.js';
import type { Exchange } from '../../../protocol/exchange.js';
import {
  answerInWords,
  inconclusive,
  isObject,
  isSuccess,
  objectOf,
  statusOf,
  valueInWords,
} from '../support/answer.js';
import { onHost, otherHost } from '../support/hosts.js';
import { appliesAt } from '../support/in-force.js';
import { isOutcome, makeTargetSend, type OwnShare } from '../support/own-share.js';
import { eventually, visibleWithin } from '../support/session.js';

const SENDER = { role: 'sender', needs: ['session', 'send', 'callback'], impact: 'breaks' } satisfies Partial<Check>;
const LOOK: DavRequest = { method: 'PROPFIND', headers: { depth: '0' } };

function notOpened(opened: Exchange): Outcome | undefined {
  const open = inconclusive(opened);
  if (open || isSuccess(opened)) return open;
  return {
    kind: 'blocked',
    by: 'sent-share/opens-with-its-secret',
    reason: `the share cannot be opened with its own secret: ${answerInWords(opened)}`,
  };
}

/** The part of an announcement for one protocol. */
function part(own: OwnShare, name: string): Record<string, unknown> | undefined {
  const protocol = objectOf(own.creation.request.body)?.protocol;
  const found = isObject(protocol) ? protocol[name] : undefined;
  return isObject(found) ? found : undefined;
}

/** Time, in ms, that a share is left open before it ends: enough to open it once. */
const LEFT = 2_500;
/** Ends are told in seconds, and the clock of a server may be a little behind, in ms. */
const LATE = 2_000;

const expired = defineCheck({
  ...SENDER,
  id: 'access/expired-is-shut',
  clauses: ['OCM-DAV-018'],
  title: 'After the end that its owner set, the secret of a share opens nothing',
  async run(ctx) {
    const own = await makeTargetSend(ctx);
    if (isOutcome(own)) return own;
    const { setExpiry } = own.session;
    if (!setExpiry)
      return notVerifiable(ctx.cloud?.traits.lacks.setExpiry?.source ?? 'the driver sets no end of a share');
    const look = (): Promise<Exchange> => ctx.peer.dav(ctx.host.id, own.user, own.receivedId, LOOK);
    const stopped = notOpened(await look());
    if (stopped) return stopped;
    const end = await setExpiry.call(own.session, own.share, new Date(Date.now() + LEFT));
    const left = end.getTime() - Date.now();
    if (left > ctx.target.profile.budgets.step)
      return notVerifiable(`the product lets a share end at ${end.toISOString()} at the earliest`);
    let last: Exchange | undefined;
    const refused = await eventually(Math.max(0, left) + LATE + visibleWithin(ctx), async () => {
      last = await look();
      return isSuccess(last) ? undefined : last;
    });
    if (refused) return inconclusive(refused) ?? kept();
    return violated({
      expected: `the secret is refused once ${end.toISOString()} is over`,
      received: last ? answerInWords(last) : 'no answer',
      reason: 'The receiver keeps access after the end that the owner set.',
      exchanges: [own.creation, ...(last ? [last] : [])],
    });
  },
});

/** What each word promises: the item as a whole, or to look around in it. */
const PROMISES: {
  word: string;
  in: string;
  request: DavRequest;
  holds: (answer: Exchange, own: OwnShare) => boolean;
}[] = [
  {
    word: 'datatx',
    in: 'GET gives the whole file',
    request: { method: 'GET' },
    holds: (answer, own) => isSuccess(answer) && answer.response?.body.text === own.content,
  },
  {
    word: 'remote',
    in: 'PROPFIND with depth 1 is answered 207',
    request: { method: 'PROPFIND', headers: { depth: '1' } },
    holds: (answer) => statusOf(answer) === 207,
  },
];

const accessTypes = defineCheck({
  ...SENDER,
  id: 'access/types-are-served',
  clauses: ['OCM-DAV-020'],
  title: 'A share can be got at in each of the ways that its `accessTypes` name',
  async run(ctx) {
    const source = appliesAt(ctx, 'OCM-DAV-020');
    if (source !== undefined) return notApplicable(source);
    const own = await makeTargetSend(ctx);
    if (isOutcome(own)) return own;
    const named = part(own, 'webdav')?.accessTypes;
    const promises = PROMISES.filter(({ word }) => Array.isArray(named) && named.includes(word));
    if (promises.length === 0) return notApplicable('the share that it sent names no `accessTypes`');
    const ask = (request: DavRequest): Promise<Exchange> =>
      ctx.peer.dav(ctx.host.id, own.user, own.receivedId, request);
    const stopped = notOpened(await ask(LOOK));
    if (stopped) return stopped;
    for (const promise of promises) {
      const answer = await ask(promise.request);
      const open = inconclusive(answer);
      if (open) return open;
      if (promise.holds(answer, own)) continue;
      return violated({
        expected: `accessTypes has "${promise.word}": ${promise.in}`,
        received: isSuccess(answer) ? `${answerInWords(answer)}, other than promised` : answerInWords(answer),
        reason: 'The share cannot be used in a way that it names.',
        exchanges: [own.creation, answer],
      });
    }
    return kept();
  },
});

const transferred = defineCheck({
  ...SENDER,
  id: 'access/transfer-goes-over-webdav',
  clauses: ['OCM-DAV-019'],
  title: 'What `srcUri` of a share to be transferred leads to is served over WebDAV',
  async run(ctx) {
    const source = appliesAt(ctx, 'OCM-DAV-019');
    if (source !== undefined) return notApplicable(source);
    const host = await ctx.hostWith('takes-transfers', { speaks: '1.2', signs: 'none', offers: ['datatx'] });
    const own = await makeTargetSend(onHost(ctx, host));
    if (isOutcome(own)) return own;
    const datatx = part(own, 'datatx');
    if (!datatx) return notApplicable('the share that it sent to a server with `datatx` offers no transfer');
    const { srcUri, sharedSecret } = datatx;
    if (typeof srcUri !== 'string' || !URL.canParse(srcUri))
      return { kind: 'blocked', by: 'sent-share/datatx-members', reason: `srcUri is ${valueInWords(srcUri)}` };
    const secret = String(sharedSecret ?? part(own, 'webdav')?.sharedSecret ?? '');
    const answers: Exchange[] = [];
    for (const [method, wanted] of [
      ['PROPFIND', 207],
      ['GET', 200],
    ] as const) {
      const answer = await ctx.peer.send(host.id, {
        method,
        url: srcUri,
        headers: { authorization: `Bearer ${secret}`, ...(method === 'PROPFIND' ? { depth: '0' } : {}) },
      });
      const open = inconclusive(answer);
      if (open) return open;
      answers.push(answer);
      if (statusOf(answer) === wanted) continue;
      return violated({
        expected: `${method} of srcUri is answered ${wanted}`,
        received: answerInWords(answer),
        reason: 'The transfer that the share offers cannot be had over WebDAV.',
        exchanges: [own.creation, ...answers],
      });
    }
    return kept();
  },
});

/** A document that takes one form of address, and that alone. */
const takes = (uri: string): Record<string, unknown> => ({
  resourceTypes: [
    { name: 'file', shareTypes: ['user'], protocols: { webdav: '/dav/shares', 'webdav-receive': { uri } } },
    { name: 'folder', shareTypes: ['user'], protocols: { webdav: '/dav/shares', 'webdav-receive': { uri } } },
  ],
});

const uriForm = defineCheck({
  ...SENDER,
  id: 'access/uri-as-receiver-takes-it',
  clauses: ['OCM-DAV-022'],
  impact: 'degrades',
  title: 'The `uri` of a share is absolute or relative as `webdav-receive` of its receiver says',
  async run(ctx) {
    const source = appliesAt(ctx, 'OCM-DAV-022');
    if (source !== undefined) return notApplicable(source);
    for (const form of ['absolute', 'relative']) {
      const outcome = await sentAs(ctx, form);
      if (outcome.kind !== 'kept') return outcome;
    }
    return kept();
  },
});

async function sentAs(ctx: CheckContext, form: string): Promise<Outcome> {
  const older = ctx.host.speaks < '1.4' ? ({ speaks: '1.4', signs: 'none' } as const) : {};
  const host = await otherHost(ctx, `takes-${form}`, { ...older, trap: { says: takes(form) } });
  const own = await makeTargetSend(onHost(ctx, host));
  if (isOutcome(own)) return own;
  const uri = part(own, 'webdav')?.uri;
  if (typeof uri !== 'string')
    return { kind: 'blocked', by: 'sent-share/protocol-form', reason: 'the share that reached us has no `uri`' };
  const sent = /^https?:\/\//i.test(uri) ? 'absolute' : 'relative';
  if (sent === form) return kept();
  return violated({
    expected: `an ${form} \`uri\`, which is what the receiver announces`.replace('an r', 'a r'),
    received: `${sent === 'absolute' ? 'an absolute' : 'a relative'} one`,
    reason: 'The receiver is given an address in a form that it does not take.',
    exchanges: [own.creation],
  });
}

/** What holds of a share that the target gave. */
export const given: Check[] = [expired, accessTypes, transferred, uriForm];
