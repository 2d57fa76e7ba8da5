import type { Check, CheckContext, Outcome } from '../../../fixtures/check.js';
import { defineCheck, kept, notVerifiable, violated } from '../../../fixtures/check.js';
import type { ClauseId, Impact } from '../../../vocabulary.js';
import {
  answerInWords,
  inconclusive,
  isObject,
  isServerError,
  isSuccess,
  objectOf,
  requestInWords,
  statusOf,
  valueInWords,
} from '../support/answer.js';
import { INSIDE } from '../support/deliver.js';
import { isOutcome, makeTargetSend, type OwnShare } from '../support/own-share.js';
import { type Library, libraryOf, linkIn } from './library.js';

const arrives = defineCheck({
  id: 'dialect/sent-share-arrives',
  clauses: ['OCM-SHARE-002'],
  role: 'sender',
  needs: ['session', 'send', 'callback'],
  impact: 'breaks',
  order: 20,
  title: 'A library that is shared with a user of another server is announced there',
  async run(ctx) {
    const { creation, others, refusal, host } = await ctx.sentShare('folder');
    if (creation) return kept();
    const seen = others.map(requestInWords);
    if (seen.length === 0 && refusal !== undefined) {
      return notVerifiable(
        `the target refused to share with ${host.authority} and sent nothing: ${refusal}; let it reach and trust that host`,
      );
    }
    return violated({
      expected: `POST ${host.endPoint}/shares/`,
      received: seen.length > 0 ? seen.join(', ') : 'nothing at all',
      reason: 'The target was told to share, but no share was announced to the other server.',
      exchanges: others,
    });
  },
});

/** A library of the target's, and its inside as seen from our side with the secret that the share gives. */
function ofLibrary(check: {
  id: string;
  clauses: [ClauseId, ...ClauseId[]];
  impact?: Impact;
  title: string;
  share?: Parameters<typeof makeTargetSend>[1];
  /** Without it the library is listed first: what does not open says nothing about rights. */
  unopened?: true;
  judge: (ctx: CheckContext, library: Library, own: OwnShare) => Promise<Outcome>;
}): Check {
  return defineCheck({
    id: check.id,
    clauses: check.clauses,
    role: 'sender',
    needs: ['session', 'send', 'callback'],
    impact: check.impact ?? 'breaks',
    title: check.title,
    async run(ctx) {
      const own = await makeTargetSend(ctx, check.share);
      if (isOutcome(own)) return own;
      const library = await libraryOf(ctx, own);
      if (isOutcome(library)) return library;
      const shut = check.unopened ? undefined : await notOpening(library);
      return shut ?? check.judge(ctx, library, own);
    },
  });
}

async function notOpening(library: Library): Promise<Outcome | undefined> {
  const listed = await library.ask('dir', { path: '/' });
  if (isSuccess(listed)) return undefined;
  return (
    inconclusive(listed) ?? {
      kind: 'blocked',
      by: 'dialect/secret-opens-the-library',
      reason: `the library cannot be opened with its own secret: ${answerInWords(listed)}`,
    }
  );
}

const opens = ofLibrary({
  id: 'dialect/secret-opens-the-library',
  unopened: true,
  clauses: ['OCM-DAV-015'],
  title: 'With its secret a library of the target is listed, and its bytes are those that the owner put there',
  async judge(ctx, library, own) {
    const listed = await library.ask('dir', { path: '/' });
    const open = inconclusive(listed);
    if (open) return open;
    const entries = objectOf(listed.response?.body)?.dirent_list;
    const isListed = Array.isArray(entries) && entries.some((entry) => isObject(entry) && entry.name === INSIDE);
    const asked = await library.ask('download-link', { path: `/${INSIDE}` });
    const link = linkIn(asked);
    const got = link === undefined ? undefined : await ctx.peer.send(ctx.host.id, { method: 'GET', url: link });
    if (isListed && got && isSuccess(got) && got.response?.body.text === own.content) return kept();
    const failing = isListed ? (got ?? asked) : listed;
    return violated({
      expected: `a list with ${INSIDE}, a link to it, and ${own.content.length} bytes as put by the owner`,
      received: `${requestInWords(failing).replace(/[?/][^?/]*$/, '')}…: ${answerInWords(failing)}`,
      reason: 'The receiver was given a library that it cannot open or read.',
      exchanges: [own.creation, listed, asked, ...(got ? [got] : [])],
    });
  },
});

/** Credentials that open nothing, in every way in which a client might present them. */
const WRONG: { what: string; headers: Record<string, string> }[] = [
  { what: 'no credentials', headers: {} },
  { what: 'a made-up token', headers: { authorization: 'token never-the-secret-of-it' } },
  { what: 'a made-up Bearer token', headers: { authorization: 'Bearer never-the-secret-of-it' } },
];

const wrongSecret = ofLibrary({
  id: 'dialect/wrong-secret-is-refused',
  clauses: ['OCM-DAV-016'],
  title: 'A library opens with its secret only, and says so without a crash',
  async judge(_ctx, library) {
    for (const { what, headers } of WRONG) {
      const exchange = await library.ask('dir', { path: '/' }, headers);
      const open = inconclusive(exchange);
      if (open) return open;
      const status = statusOf(exchange) ?? 0;
      if (status >= 400 && status < 500) continue;
      return violated({
        expected: `access with ${what} is refused with a 4xx, best 401`,
        received: answerInWords(exchange),
        reason: isSuccess(exchange) ? `The library opens with ${what}.` : `Access with ${what} is answered ${status}.`,
        exchanges: [exchange],
        ...(isServerError(exchange) ? { impact: 'degrades' as const } : {}),
      });
    }
    return kept();
  },
});

const readOnly = ofLibrary({
  id: 'dialect/read-only-is-enforced',
  clauses: ['OCM-DAV-015'],
  title: 'A library shared for reading takes no files from its receiver',
  share: { permission: 'read' },
  async judge(_ctx, library, own) {
    const asked = await library.ask('upload-link', { path: '/', from: 'web' });
    const open = inconclusive(asked);
    if (open) return open;
    const sent = await library.upload(asked, 'added.txt', 'added by the receiver\n');
    const names = await own.session.list(own.path);
    const isThere = names?.includes('added.txt') ?? false;
    if (!isThere && !isServerError(sent ?? asked)) return kept();
    return violated({
      expected: 'an upload to a library shared for reading is refused, and nothing is added',
      received: `${answerInWords(sent ?? asked)}; the file is ${isThere ? 'there' : 'not there'}`,
      reason: isThere
        ? 'Whoever was given a library for reading can add files to it.'
        : 'An upload that is not granted makes the target fail.',
      exchanges: [asked, ...(sent ? [sent] : [])],
    });
  },
});

const write = ofLibrary({
  id: 'dialect/write-is-granted',
  clauses: ['OCM-DAV-015'],
  title: 'A library shared for editing takes files from its receiver',
  share: { permission: 'edit' },
  async judge(_ctx, library, own) {
    const text = 'added by the receiver\n';
    const asked = await library.ask('upload-link', { path: '/', from: 'web' });
    const open = inconclusive(asked);
    if (open) return open;
    const sent = await library.upload(asked, 'added.txt', text);
    const now = await own.session.readFile(`${own.path}/added.txt`);
    if (now !== undefined && Buffer.from(now).toString() === text) return kept();
    return violated({
      expected: 'an upload to a library shared for editing is taken, and the owner has the file',
      received: `${answerInWords(sent ?? asked)}; the owner has ${now === undefined ? 'no such file' : 'other bytes'}`,
      reason: 'Whoever was given a library for editing cannot add a file to it.',
      exchanges: [asked, ...(sent ? [sent] : [])],
    });
  },
});

const unsharedIsShut = ofLibrary({
  id: 'dialect/unshared-is-shut',
  clauses: ['OCM-DAV-017'],
  title: 'After the owner took a library back its secret opens nothing',
  async judge(_ctx, library, own) {
    await own.session.unshare(own.share);
    const exchange = await library.ask('dir', { path: '/' });
    const open = inconclusive(exchange);
    if (open) return open;
    if (!isSuccess(exchange)) return kept();
    return violated({
      expected: 'the secret of a library that was taken back is refused',
      received: answerInWords(exchange),
      reason: 'The receiver keeps access after the owner took the library back.',
      exchanges: [exchange],
    });
  },
});

const unshareIsTold = ofLibrary({
  id: 'dialect/unshare-is-told',
  unopened: true,
  clauses: ['OCM-NOTIF-005'],
  impact: 'degrades',
  title:
    'When the target tells that a library was taken back, the type is SHARE_UNSHARED, with the secret of the share',
  async judge(ctx, library, own) {
    const since = await ctx.peer.mark();
    await own.session.unshare(own.share);
    await ctx.peer.idle(ctx.host.id);
    const filter = { host: ctx.host.id, direction: 'in' as const, method: 'POST', pathEnds: '/notifications/', since };
    // Checks run side by side: only what is about this share counts, by its secret or by the account that it was sent to.
    const told = (await ctx.peer.exchanges(filter)).find(
      ({ request, account }) => account === own.user || request.body.text.includes(library.secret),
    );
    // Telling is a courtesy (OCM-NOTIF-046).
    if (!told) return kept('tells nobody that a library was taken back');
    const body = objectOf(told.request.body);
    const secret = isObject(body?.notification) ? body.notification.sharedSecret : undefined;
    if (body?.notificationType === 'SHARE_UNSHARED' && secret === library.secret) return kept();
    return violated({
      expected: 'notificationType SHARE_UNSHARED, and the secret of the share',
      received: `notificationType ${valueInWords(body?.notificationType)}, and ${secret === library.secret ? 'the' : 'not the'} secret of the share`,
      reason: 'The other server is not told what happened, or to which share.',
      exchanges: [told],
    });
  },
});

const secretIsUnique = ofLibrary({
  id: 'dialect/secret-is-unique',
  unopened: true,
  clauses: ['OCM-DAV-016'],
  impact: 'degrades',
  title: 'Two shares of libraries carry different secrets that are too long to guess',
  async judge(ctx, library) {
    const again = await makeTargetSend(ctx);
    if (isOutcome(again)) return again;
    const other = await libraryOf(ctx, again);
    if (isOutcome(other)) return other;
    const shortest = Math.min(library.secret.length, other.secret.length);
    const problem =
      library.secret === other.secret
        ? 'two shares carry the same secret'
        : shortest < 12
          ? `a secret of ${shortest} characters`
          : undefined;
    if (problem === undefined) return kept();
    return violated({
      expected: 'every share has a secret of its own of at least 12 characters',
      received: problem,
      reason: 'Whoever is given one library, or guesses, can open another one.',
      exchanges: [again.creation],
    });
  },
});

/** What the target does with libraries of its own that it shares. */
export const sent: Check[] = [
  arrives,
  opens,
  wrongSecret,
  readOnly,
  write,
  unsharedIsShut,
  unshareIsTold,
  secretIsUnique,
];
