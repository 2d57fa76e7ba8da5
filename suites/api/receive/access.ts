import type { Check, CheckContext, Outcome } from '../../../fixtures/check.js';
import { defineCheck, kept, notApplicable, notVerifiable, violated } from '../../../fixtures/check.js';
import type { Mark, PeerExchange } from '../../../peer/contract.js';
import type { ClauseId } from '../../../vocabulary.js';
import { answerInWords, inconclusive, isSuccess, requestInWords, statusOf } from '../support/answer.js';
import { type Delivery, deliver, INSIDE, notDelivered, refusesUs, type Variation } from '../support/deliver.js';
import { appliesAt, noProtocolObject, onlyByToken } from '../support/in-force.js';
import { awaitReceived, eventually, findReceived, recipientSession, visibleWithin } from '../support/session.js';
import { namedAsDeployed, repaired } from './repairs.js';

const DAV = new Set(['PROPFIND', 'GET', 'HEAD', 'OPTIONS']);
const DISCOVERY = /^\/(\.well-known\/|ocm-provider|ocs-provider|status\.php)/;

export const isAccess = ({ request }: PeerExchange): boolean =>
  DAV.has(request.method) && !DISCOVERY.test(new URL(request.url).pathname);

/** What the target did when its user opened a share of ours. */
export interface Opened {
  delivery: Delivery;
  /** Bytes that the user got; undefined when the product gave none. */
  bytes: Uint8Array | undefined;
  /** Its WebDAV requests to us, oldest first. */
  requests: PeerExchange[];
  /** All that reached this host of ours about the share, oldest first. */
  all: PeerExchange[];
  /** Opens it once more, and gives all that reached us since. */
  again: () => Promise<{ bytes: Uint8Array | undefined; all: PeerExchange[] }>;
}

/** Sends a share, lets the recipient accept and open it, and hands over what reached us. An outcome when it does not get there. */
export async function openAtTarget(ctx: CheckContext, variation: Variation): Promise<Opened | Outcome> {
  const session = await recipientSession(ctx);
  if (!session) return notVerifiable('the first account has no password in the profile: add one');
  const since = await ctx.peer.mark();
  const hidden: Outcome = {
    kind: 'blocked',
    by: 'receive/shown-to-recipient',
    reason: 'the share is answered with 201 but never shown',
  };
  let delivery = await deliver(ctx, variation);
  const stopped = inconclusive(delivery.exchange) ?? refusesUs(delivery.exchange);
  if (stopped) return stopped;
  if (!isSuccess(delivery.exchange)) {
    const isPlain = Object.keys(variation).length === 0;
    // What comes after a refused plain share is seen on one that is written as the target wants it.
    const mended = isPlain
      ? await repaired(ctx, async ({ trace }) => Boolean(await awaitReceived(ctx, session, trace)))
      : undefined;
    if (isPlain && !mended) return notDelivered(delivery) ?? hidden;
    if (!mended)
      return notApplicable(`the target does not take this form of share: ${answerInWords(delivery.exchange)}`);
    delivery = mended.delivery;
  }
  const listed = await awaitReceived(ctx, session, delivery.trace);
  if (!listed) return hidden;
  if (listed.state === 'pending') await session.accept(listed.share);
  const accepted = await eventually(visibleWithin(ctx), async () => {
    const found = await findReceived(ctx, session, delivery.trace);
    return found?.state === 'accepted' ? found : undefined;
  });
  if (!accepted) return hidden;
  const read = async (from: Mark): Promise<{ bytes: Uint8Array | undefined; all: PeerExchange[] }> => {
    const inside = variation.kind === 'folder' ? [INSIDE] : [];
    const bytes = await session.readReceived(accepted.share, ...inside);
    await ctx.peer.idle(ctx.host.id);
    const all = await ctx.peer.exchanges({ host: ctx.host.id, direction: 'in', since: from });
    // A request without usable credentials belongs to no account; at this moment it can only be about this share.
    return { bytes, all: all.filter(({ account }) => account === undefined || account === delivery.user) };
  };
  const { bytes, all } = await read(since);
  return { delivery, bytes, requests: all.filter(isAccess), all, again: async () => read(await ctx.peer.mark()) };
}

function ofOpenedShare(check: {
  id: string;
  clauses: [ClauseId, ...ClauseId[]];
  title: string;
  share: Variation;
  /** Needs the promise to parse the newer forms. */
  multi?: boolean;
  /** Why the target is not asked. */
  unless?: (ctx: CheckContext) => string | undefined;
  order?: number;
  judge: (opened: Opened, ctx: CheckContext) => Outcome | Promise<Outcome>;
}): Check {
  return defineCheck({
    id: check.id,
    clauses: check.clauses,
    role: 'receiver',
    needs: ['account', 'session', 'callback'],
    impact: 'breaks',
    title: check.title,
    ...(check.order === undefined ? {} : { order: check.order }),
    async run(ctx) {
      const source =
        appliesAt(ctx, check.clauses[0]) ?? (check.multi ? noProtocolObject(ctx) : undefined) ?? check.unless?.(ctx);
      if (source !== undefined) return notApplicable(source);
      const opened = await openAtTarget(ctx, check.share);
      return 'kind' in opened ? opened : check.judge(opened, ctx);
    },
  });
}

const nothingAsked: Outcome = {
  kind: 'blocked',
  by: 'receive/reads-the-bytes',
  reason: 'the recipient opened the share, and the target asked our server for nothing',
};

const readsBytes = ofOpenedShare({
  id: 'receive/reads-the-bytes',
  clauses: ['OCM-DISC-039', 'OCM-SHARE-053'],
  title: 'The recipient of a plain share reads the bytes that its owner put there',
  share: {},
  order: 12,
  judge(opened) {
    const text = opened.bytes === undefined ? undefined : Buffer.from(opened.bytes).toString();
    if (text === opened.delivery.content) return kept();
    const last = opened.requests.at(-1);
    return violated({
      expected: `${opened.delivery.content.length} bytes as put by the owner`,
      received:
        text === undefined ? `no content${last ? `; our WebDAV answered ${statusOf(last)}` : ''}` : 'other bytes',
      reason: 'A share that was taken in and accepted cannot be read by its recipient.',
      exchanges: opened.requests,
    });
  },
});

/** How a secret was presented, without quoting it. */
function inWords(authorization: string | undefined, secret: string): string {
  const [scheme = 'none', value = ''] = (authorization ?? '').split(/\s+/, 2);
  if (scheme.toLowerCase() !== 'basic') return scheme === '' ? 'none' : scheme;
  const [user, ...rest] = Buffer.from(value, 'base64').toString('utf8').split(':');
  const password = rest.join(':');
  if (user !== secret || password === '' || password === secret) return scheme;
  return `${scheme} (the secret as user name, and a password of ${password.length} ${/^:+$/.test(password) ? 'colons' : 'characters'})`;
}

/** All requests to a share carry the credentials that its form prescribes. */
function judgeCredentials(
  opened: Pick<Opened, 'delivery' | 'requests'>,
  wanted: { scheme: string; header: (secret: string) => string },
  reading?: string,
): Outcome {
  if (opened.requests.length === 0) return nothingAsked;
  const header = wanted.header(opened.delivery.record.sharedSecret);
  const right = (exchange: PeerExchange): boolean => {
    const [scheme = '', value = ''] = (exchange.request.headers.authorization ?? '').split(/\s+/, 2);
    return `${scheme.toLowerCase()} ${value}` === header;
  };
  // A first try in another way, refused by us, is no harm as long as the right one follows.
  if (opened.requests.some(right)) return kept(reading);
  const schemes = [
    ...new Set(
      opened.requests.map(({ request }) => inWords(request.headers.authorization, opened.delivery.record.sharedSecret)),
    ),
  ];
  return violated({
    expected: `Authorization: ${wanted.scheme}`,
    received: `credentials by ${schemes.join(', ')}, answered ${opened.requests.map((exchange) => statusOf(exchange)).join(', ')}`,
    reason: 'The target does not present the secret in the way that the form of the share prescribes.',
    exchanges: opened.requests,
  });
}

const bearer = ofOpenedShare({
  id: 'receive/multi-is-opened-with-bearer',
  clauses: ['OCM-DAV-007', 'OCM-DAV-003'],
  title: 'A `multi` share is opened with its secret as Bearer token',
  share: { form: 'multi' },
  multi: true,
  unless: onlyByToken,
  judge: (opened) =>
    judgeCredentials(opened, { scheme: 'Bearer with the secret', header: (secret) => `bearer ${secret}` }),
});

const LEGACY = {
  scheme: 'Basic with the secret as user name and an empty password',
  header: (secret: string) => `basic ${Buffer.from(`${secret}:`).toString('base64')}`,
};

const legacy = ofOpenedShare({
  id: 'receive/legacy-is-opened-with-basic',
  clauses: ['OCM-DAV-009'],
  title: 'A share in the form of 1.0 is opened with its secret as Basic user name and an empty password',
  share: { form: 'legacy' },
  unless: onlyByToken,
  // Which path goes with the form of 1.0 is not said (OCM-AMB-012).
  async judge(opened, ctx) {
    const prefix = await ourPrefix(ctx);
    const isBelow = opened.requests.some(({ request }) => new URL(request.url).pathname.startsWith(prefix));
    const place = isBelow
      ? 'at the WebDAV path that our server announces'
      : 'at another path than our server announces';
    return judgeCredentials(opened, LEGACY, `shows the secret as user name with an empty password, ${place}`);
  },
});

/** Some targets look at a share before they answer: how they present its secret is seen even when they fail over it. */
const basic: Check = {
  ...legacy,
  async run(ctx) {
    const outcome = await legacy.run(ctx);
    if (outcome.kind !== 'not-applicable') return outcome;
    const since = await ctx.peer.mark();
    const delivery = await namedAsDeployed(ctx);
    const asked = await ctx.peer.exchanges({ host: ctx.host.id, direction: 'in', since });
    const requests = asked.filter(({ account }) => account === undefined || account === delivery.user).filter(isAccess);
    return requests.length === 0 ? outcome : judgeCredentials({ delivery, requests }, LEGACY);
  },
};

const secretInUrl = ofOpenedShare({
  id: 'receive/secret-not-in-request-line',
  clauses: ['OCM-SHARE-040'],
  title: 'The secret of a share stands in no URL that the target asks for',
  share: {},
  judge(opened) {
    if (opened.requests.length === 0) return nothingAsked;
    const secret = opened.delivery.record.sharedSecret;
    const leaking = opened.requests.filter(({ request }) => request.url.includes(secret));
    const [first] = leaking;
    if (!first) return kept();
    return violated({
      expected: 'the secret travels in the header Authorization only',
      received: `${first.request.method} with the secret in its URL`,
      reason: 'URLs end in the logs of servers and proxies; whoever reads them can open the share.',
      exchanges: leaking,
    });
  },
});

/** Where the first PROPFIND goes, against what the share says. */
function judgePlace(opened: Opened, expected: string, reading: string): Outcome {
  if (opened.requests.length === 0) return nothingAsked;
  const asked = opened.requests.filter(({ request }) => request.method === 'PROPFIND');
  const paths = asked.map(({ request }) => decodeURI(new URL(request.url).pathname).replace(/\/+$/, ''));
  if (paths.includes(expected)) return kept(reading);
  return violated({
    expected: `PROPFIND ${expected}`,
    received: opened.requests.map(requestInWords).join(', '),
    reason:
      asked.length === 0
        ? 'The target does not ask what the shared resource is before it reads it.'
        : 'The target looks for the shared resource in another place than the share says.',
    exchanges: opened.requests,
  });
}

/** `protocol.webdav.uri` as it was posted. */
function uriOf(opened: Opened): string {
  const body = JSON.parse(opened.delivery.exchange.request.body.text) as { protocol?: { webdav?: { uri?: string } } };
  return body.protocol?.webdav?.uri ?? '';
}

/** Our WebDAV path as our own discovery document announces it; read from what the target was told. */
async function ourPrefix(ctx: CheckContext): Promise<string> {
  const { response } = await ctx.peer.send(ctx.host.id, {
    method: 'GET',
    url: `https://${ctx.host.authority}/.well-known/ocm`,
  });
  const document = JSON.parse(response?.body.text ?? '{}') as { resourceTypes?: { protocols?: { webdav?: string } }[] };
  return (document.resourceTypes?.[0]?.protocols?.webdav ?? '').replace(/\/+$/, '');
}

const place = (check: {
  id: string;
  clause: ClauseId;
  also?: ClauseId[];
  title: string;
  form: 'absolute' | 'relative';
}): Check =>
  ofOpenedShare({
    id: check.id,
    clauses: [check.clause, ...(check.also ?? [])],
    title: check.title,
    share: { form: 'multi', uri: check.form },
    multi: true,
    async judge(opened, ctx) {
      const uri = uriOf(opened);
      // Both forms were the preferred one in turn (OCM-AMB-011).
      return check.form === 'absolute'
        ? judgePlace(opened, new URL(uri).pathname, 'follows an absolute `uri`')
        : judgePlace(opened, `${await ourPrefix(ctx)}/${uri}`, 'resolves a relative `uri` below the announced path');
    },
  });

/** The address of the owner may be at a server that has nothing to do with the transfer (a share that was shared on). */
const senderIsTheServer = defineCheck({
  id: 'receive/sender-names-the-server',
  clauses: ['OCM-SHARE-070'],
  role: 'receiver',
  needs: ['account', 'session', 'callback'],
  impact: 'degrades',
  title: 'A share whose `owner` is at a third server is fetched from the server of its `sender`',
  async run(ctx) {
    const source = appliesAt(ctx, 'OCM-SHARE-070');
    if (source !== undefined) return notApplicable(source);
    // Where requests are signed, the owner has to be of the server that signs: this share would be refused for that.
    if (ctx.host.signs !== undefined)
      return notApplicable(
        'the target says that it signs, and then the owner is of the server that signs (OCM-SIG-035)',
      );
    const third = await ctx.peer.openHost({ id: ctx.unique('third'), speaks: '1.2', allow: [ctx.target.authority] });
    ctx.cleanup(`host ${third.id} of ours`, () => ctx.peer.closeHost(third.id));
    const owner = `${ctx.unique('owner')}@${third.authority}`;
    const opened = await openAtTarget(ctx, { edit: [{ set: '/owner', value: owner }] });
    if ('kind' in opened) return opened;
    if (opened.requests.length > 0) return kept();
    const [astray] = await ctx.peer.exchanges({ host: third.id, direction: 'in' });
    if (!astray)
      return notVerifiable('the target looked for the share neither at the host in `sender` nor at that in `owner`');
    return violated({
      expected: `the share is fetched from ${ctx.host.authority}, the host in \`sender\``,
      received: `${astray.request.method} ${astray.request.url} at the host in \`owner\`, and nothing at that in \`sender\``,
      reason: 'The target takes the host in `owner` for the server of the share.',
      exchanges: [opened.delivery.exchange, astray],
    });
  },
});

/** What the target does as WebDAV client when the recipient opens a share. */
export const access: Check[] = [
  readsBytes,
  bearer,
  basic,
  secretInUrl,
  senderIsTheServer,
  place({
    id: 'receive/absolute-uri-is-followed',
    clause: 'OCM-DAV-005',
    form: 'absolute',
    title: 'A share with an absolute `uri` is looked for exactly there',
  }),
  place({
    id: 'receive/relative-uri-is-resolved',
    clause: 'OCM-DAV-006',
    also: ['OCM-DISC-026', 'OCM-DISC-047', 'OCM-DAV-002'],
    form: 'relative',
    title: 'A share with a relative `uri` is looked for below the WebDAV path that its server announces',
  }),
];
