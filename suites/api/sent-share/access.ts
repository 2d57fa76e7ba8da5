import type { Check, CheckContext, Outcome } from '../../../fixtures/check.js';
import { defineCheck, kept, notApplicable, violated } from '../../../fixtures/check.js';
import type { DavRequest } from '../../../peer/contract.js';
import { parseMultistatus } from '../../../protocol/dav-client.js';
import type { Exchange } from '../../../protocol/exchange.js';
import type { ClauseId } from '../../../vocabulary.js';
import {
  answerInWords,
  inconclusive,
  isServerError,
  isSuccess,
  objectOf,
  statusOf,
  valueInWords,
} from '../support/answer.js';
import { INSIDE } from '../support/deliver.js';
import { OPENS, open } from '../support/open.js';
import { isOutcome, makeTargetSend, type OwnShare } from '../support/own-share.js';

/** A share of the target's, and one request for it from our side, with the credentials that the share gives. */
function ofOpenShare(check: {
  id: string;
  clauses: [ClauseId, ...ClauseId[]];
  title: string;
  share?: Parameters<typeof makeTargetSend>[1];
  /** What the owner does between the opening of the share and the request. */
  meanwhile?: (own: OwnShare) => Promise<void>;
  /** Default: a look at it, and then it need not have been opened before; `again`: what opened it. */
  asks?: DavRequest | 'again';
  judge: (answer: Exchange, own: OwnShare, ctx: CheckContext) => Outcome | Promise<Outcome>;
}): Check {
  return defineCheck({
    ...SENT,
    id: check.id,
    clauses: check.clauses,
    title: check.title,
    async run(ctx) {
      if (check.share?.kind === 'folder' && !ctx.cloud?.traits.shares.includes('folder')) {
        return notApplicable('the product shares no folders');
      }
      const own = await makeTargetSend(ctx, check.share);
      if (isOutcome(own)) return own;
      const ask = (request: DavRequest): Promise<Exchange> =>
        ctx.peer.dav(ctx.host.id, own.user, own.receivedId, request);
      let request = check.asks ?? OPENS;
      if (check.asks) {
        const opened = await open(ask);
        const stopped = inconclusive(opened.answer) ?? notOpened(opened.answer);
        if (stopped) return stopped;
        if (check.asks === 'again') request = opened.request;
      }
      await check.meanwhile?.(own);
      const answer = await ask(request === 'again' ? OPENS : request);
      return inconclusive(answer) ?? check.judge(answer, own, ctx);
    },
  });
}

const SENT = { role: 'sender', needs: ['session', 'send', 'callback'], impact: 'breaks' } satisfies Partial<Check>;

function notOpened(opened: Exchange): Outcome | undefined {
  if (isSuccess(opened)) return undefined;
  return {
    kind: 'blocked',
    by: 'sent-share/opens-with-its-secret',
    reason: `the share cannot be opened with its own secret: ${answerInWords(opened)}`,
  };
}

const GUESS = 'never-the-secret-of-this-share';
const basic = (user: string, password: string): string =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

/** Credentials that open nothing, in every way in which a client might present them. */
const WRONG: { what: string; headers: Record<string, string> }[] = [
  { what: 'no credentials', headers: {} },
  { what: 'a made-up Bearer token', headers: { authorization: `Bearer ${GUESS}` } },
  { what: 'a made-up secret as Basic user name', headers: { authorization: basic(GUESS, '') } },
  { what: 'a made-up Basic password', headers: { authorization: basic('somebody', GUESS) } },
];

const opens = ofOpenShare({
  id: 'sent-share/opens-with-its-secret',
  clauses: ['OCM-DAV-021', 'OCM-DAV-008', 'OCM-DAV-010', 'OCM-TOKEN-027'],
  title: 'What a share describes answers a PROPFIND with its secret with 207',
  judge(exchange, own) {
    const entries = parseMultistatus(exchange.response?.body.text ?? '');
    if (statusOf(exchange) === 207 && entries !== undefined && entries.length > 0) return kept();
    return violated({
      expected: 'PROPFIND with the credentials from the share is answered 207, with a multistatus that describes it',
      received: answerInWords(exchange),
      reason:
        statusOf(exchange) === 207
          ? 'The answer to PROPFIND describes nothing, so the receiver does not know what it was given.'
          : 'The receiver was given a share that it cannot open.',
      exchanges: [own.creation, exchange],
    });
  },
});

const bytes = ofOpenShare({
  id: 'sent-share/serves-the-bytes',
  clauses: ['OCM-DAV-015'],
  title: 'The bytes of a shared file are those that the owner put there',
  asks: { method: 'GET' },
  judge(exchange, own) {
    if (isSuccess(exchange) && exchange.response?.body.text === own.content) return kept();
    return violated({
      expected: `${own.content.length} bytes as put by the owner`,
      received: isSuccess(exchange) ? `${exchange.response?.body.bytes} other bytes` : answerInWords(exchange),
      reason: 'A share that grants reading does not give the content of the file.',
      exchanges: [exchange],
    });
  },
});

const secretNeeded = ofOpenShare({
  id: 'sent-share/wrong-secret-is-refused',
  clauses: ['OCM-DAV-016'],
  title: 'The share opens with its secret only',
  asks: 'again',
  async judge(answer, _own, ctx) {
    const stopped = notOpened(answer);
    if (stopped) return stopped;
    for (const { what, headers } of WRONG) {
      const exchange = await ctx.peer.send(ctx.host.id, {
        method: answer.request.method,
        url: answer.request.url,
        headers: { depth: '0', ...headers },
      });
      const unclear = inconclusive(exchange);
      if (unclear) return unclear;
      const status = statusOf(exchange) ?? 0;
      if (status >= 400 && status < 500) continue;
      return violated({
        expected: `access with ${what} is refused with a 4xx, best 401`,
        received: answerInWords(exchange),
        reason: isSuccess(exchange) ? `The share opens with ${what}.` : `Access with ${what} is answered ${status}.`,
        exchanges: [exchange],
      });
    }
    return kept();
  },
});

const inside = ofOpenShare({
  id: 'sent-share/serves-paths-in-folder',
  clauses: ['OCM-DAV-013', 'OCM-DAV-014'],
  title: 'A path below a shared folder is served when it is appended to the address of the share',
  share: { kind: 'folder' },
  asks: { method: 'GET', inside: INSIDE },
  judge(exchange, own) {
    if (isSuccess(exchange) && exchange.response?.body.text === own.content) return kept();
    return violated({
      expected: `GET of ${INSIDE} below the folder gives the file`,
      received: answerInWords(exchange),
      reason: 'A shared folder opens, but what is in it cannot be reached.',
      exchanges: [exchange],
    });
  },
});

const listing = ofOpenShare({
  id: 'sent-share/folder-is-listed',
  clauses: ['OCM-DAV-015', 'OCM-DAV-021'],
  title: 'A shared folder says that it is one, and lists what is in it',
  share: { kind: 'folder' },
  asks: { method: 'PROPFIND', headers: { depth: '1' } },
  judge(exchange) {
    const [root, ...entries] = parseMultistatus(exchange.response?.body.text ?? '') ?? [];
    if (root?.kind === 'folder' && entries.some(({ name }) => name === INSIDE)) return kept();
    return violated({
      expected: `PROPFIND with depth 1 describes a collection that holds ${INSIDE}`,
      received: answerInWords(exchange),
      reason: 'The receiver of a shared folder cannot see what is in it.',
      exchanges: [exchange],
    });
  },
});

const readOnly = ofOpenShare({
  id: 'sent-share/read-only-is-enforced',
  clauses: ['OCM-DAV-015'],
  title: 'A share for reading does not let its receiver write',
  share: { permission: 'read' },
  asks: { method: 'PUT', body: 'overwritten\n' },
  async judge(written, own) {
    const now = await own.session.readFile(own.path);
    const unchanged = now !== undefined && Buffer.from(now).toString() === own.content;
    if (unchanged && statusOf(written) === 501) return kept('answers 501 to every write');
    if (!isSuccess(written) && !isServerError(written) && unchanged) return kept();
    return violated({
      expected: 'PUT on a share for reading is refused, and the file stays as it was',
      received: `${answerInWords(written)}; the file is ${unchanged ? 'unchanged' : 'changed'}`,
      reason: unchanged
        ? 'A write that is not granted is not answered with a refusal.'
        : 'Whoever was given a share for reading can change the file.',
      exchanges: [written],
    });
  },
});

const WRITTEN = 'written by the receiver\n';

const readWrite = ofOpenShare({
  id: 'sent-share/write-is-granted',
  clauses: ['OCM-DAV-015'],
  title: 'A share for editing lets its receiver write',
  share: { permission: 'edit' },
  asks: { method: 'PUT', body: WRITTEN },
  async judge(written, own) {
    const now = await own.session.readFile(own.path);
    if (isSuccess(written) && now !== undefined && Buffer.from(now).toString() === WRITTEN) return kept();
    return violated({
      expected: 'PUT on a share for editing is taken, and the owner sees the new content',
      received: `${answerInWords(written)}; the owner sees ${now === undefined ? 'no file' : 'the old content'}`,
      reason: isSuccess(written)
        ? 'The write is answered as done, but the owner does not have it.'
        : 'Whoever was given a share for editing cannot change the file.',
      exchanges: [written],
    });
  },
});

/** About the message alone, which is why the share need not open. */
const rightsAsGranted = defineCheck({
  ...SENT,
  id: 'sent-share/permissions-are-those-granted',
  clauses: ['OCM-DAV-015', 'OCM-SHARE-041'],
  title: 'A share for reading does not announce `write`',
  async run(ctx) {
    const own = await makeTargetSend(ctx, { permission: 'read' });
    if (isOutcome(own)) return own;
    const body = objectOf(own.creation.request.body) as
      | { protocol?: { webdav?: { permissions?: unknown } } }
      | undefined;
    const permissions = body?.protocol?.webdav?.permissions;
    if (!Array.isArray(permissions)) return kept('announces no list of permissions');
    if (!permissions.includes('write')) return kept();
    return violated({
      clauses: ['OCM-DAV-015'],
      expected: 'permissions without "write"',
      received: `permissions ${valueInWords(permissions)}`,
      reason: 'The receiver shows its user a right that the owner did not give.',
      exchanges: [own.creation],
    });
  },
});

const unsharedIsShut = ofOpenShare({
  id: 'sent-share/unshared-is-shut',
  // Nobody has to be told of it (OCM-SHARE-069).
  clauses: ['OCM-DAV-017', 'OCM-SHARE-069'],
  title: 'After the owner took the share back its secret opens nothing',
  meanwhile: (own) => own.session.unshare(own.share),
  asks: 'again',
  judge(exchange) {
    if (!isSuccess(exchange)) return kept();
    return violated({
      expected: 'the secret of a share that was taken back is refused',
      received: answerInWords(exchange),
      reason: 'The receiver keeps access after the owner took the share back.',
      exchanges: [exchange],
    });
  },
});

/** What the receiver of a share can and cannot do with it, at the target. */
export const access: Check[] = [
  opens,
  bytes,
  secretNeeded,
  inside,
  listing,
  readOnly,
  readWrite,
  rightsAsGranted,
  unsharedIsShut,
];
