import type { Check, CheckContext, HostVariation, Outcome } from '../../../fixtures/check.js';
import { defineCheck, kept, notApplicable, violated } from '../../../fixtures/check.js';
import type { PeerExchange, PeerHostInfo } from '../../../peer/contract.js';
import { jsonOf } from '../../../protocol/exchange.js';
import type { ClauseId } from '../../../vocabulary.js';
import { isAccess, type Opened, openAtTarget } from '../receive/access.js';
import { isObject, isSuccess, requestInWords, statusOf, valueInWords } from '../support/answer.js';
import { onHost } from '../support/hosts.js';
import { onlyByToken } from '../support/in-force.js';
import { over } from './issued.js';
import { notFor } from './request.js';

/** Seconds that the tokens live which our server gives out where their end is looked at. */
const SHORT = 2;

/** What a share is opened with, in words that quote nothing. */
interface Asked {
  opened: Opened;
  host: PeerHostInfo;
  /** Token requests, oldest first. */
  requests: PeerExchange[];
  /** Parameters of the first one. */
  form: URLSearchParams;
}

const isTokenRequest = ({ request }: PeerExchange): boolean =>
  request.method === 'POST' && !/\/(shares|notifications)$/.test(new URL(request.url).pathname);

const secretIn = ({ request }: PeerExchange, secret: string): boolean => {
  const [scheme = '', value = ''] = (request.headers.authorization ?? '').split(/\s+/, 2);
  if (scheme.toLowerCase() === 'bearer') return value === secret;
  return Buffer.from(value, 'base64').toString('utf8').split(':').includes(secret);
};

/** A host of ours whose shares are for exchange. */
export async function strictHost(ctx: CheckContext, name: string, over: HostVariation = {}): Promise<PeerHostInfo> {
  const speaks: HostVariation = ctx.host.speaks < '1.3' ? { speaks: '1.4', signs: 'none' } : {};
  // Whether a request is signed as it should be is asked of all messages alike (signature/present).
  const deviations = ['token-for-unsigned-request', ...(over.deviations ?? [])];
  return ctx.hostWith(name, { ...speaks, tokens: true, demands: ['token'], ...over, deviations });
}

function ofExchange(check: {
  id: string;
  clauses: [ClauseId, ...ClauseId[]];
  title: string;
  host?: { name: string; over: HostVariation };
  order?: number;
  /** It is looked at what happens when no token is asked for at all. */
  mayBeNone?: true;
  /** Why the target is not asked. */
  unless?: (ctx: CheckContext) => string | undefined;
  judge: (asked: Asked, ctx: CheckContext) => Outcome | Promise<Outcome>;
}): Check {
  const { judge: look, host: wanted, mayBeNone, unless, ...named } = check;
  return defineCheck({
    ...named,
    role: 'receiver',
    needs: ['account', 'session', 'callback'],
    impact: 'breaks',
    async run(ctx) {
      const source = notFor(ctx, check.clauses) ?? unless?.(ctx);
      if (source !== undefined) return notApplicable(source);
      const host = await strictHost(ctx, wanted?.name ?? 'strict-sender', wanted?.over);
      const opened = await openAtTarget(onHost(ctx, host), {});
      if ('kind' in opened) return opened;
      const requests = opened.all.filter(isTokenRequest);
      const [first] = requests;
      if (!first && !mayBeNone)
        return { kind: 'blocked', by: EXCHANGED, reason: 'the target opened the share and asked for no token' };
      const form = new URLSearchParams(first?.request.body.text ?? '');
      return look({ opened, host, requests, form }, ctx);
    },
  });
}

const EXCHANGED = 'token/exchanged-before-access';

const exchanged = ofExchange({
  id: EXCHANGED,
  clauses: ['OCM-TOKEN-019', 'OCM-DAV-004'],
  title: 'A share with must-exchange-token is opened with a token, and never with its secret',
  order: 24,
  mayBeNone: true,
  judge({ opened, requests }) {
    const raw = opened.requests.filter((exchange) => secretIn(exchange, opened.delivery.record.sharedSecret));
    const early = opened.requests.find(({ request }) => request.headers.authorization !== undefined);
    const first = opened.all.find((exchange) => exchange === early || requests.includes(exchange));
    if (raw.length === 0 && requests.length > 0 && first === requests[0]) return kept();
    if (raw.length === 0 && opened.requests.length === 0 && requests.length === 0)
      return { kind: 'blocked', by: 'receive/reads-the-bytes', reason: 'the target asked our server for nothing' };
    return violated({
      expected: 'the secret is exchanged at the tokenEndPoint first, and only the token is shown over WebDAV',
      received: opened.all.map((exchange) => `${requestInWords(exchange)} (${statusOf(exchange)})`).join(', '),
      reason:
        raw.length > 0
          ? 'The secret itself is shown for access, though the share says that it is to be exchanged.'
          : 'The share is asked for before there is a token.',
      exchanges: [opened.delivery.exchange, ...opened.all],
    });
  },
});

const readsBytes = ofExchange({
  id: 'token/received-share-is-read',
  // What capability exchange-token promises of the receiver (OCM-DISC-043).
  clauses: ['OCM-TOKEN-019', 'OCM-DISC-043'],
  title: 'The recipient of a share with must-exchange-token reads its bytes',
  judge: ({ opened }) => readOr(opened, 'A share that is opened with a token cannot be read by its recipient.'),
});

function readOr(opened: Opened, reason: string): Outcome {
  const { bytes } = opened;
  if (bytes !== undefined && Buffer.from(bytes).toString() === opened.delivery.content) return kept();
  return violated({
    expected: `${opened.delivery.content.length} bytes as put by the owner`,
    received: `${bytes === undefined ? 'no content' : 'other bytes'}; our server was asked ${opened.all.map((exchange) => `${requestInWords(exchange)} (${statusOf(exchange)})`).join(', ')}`,
    reason,
    exchanges: opened.all,
  });
}

/** One property of the request itself. */
const request = (row: {
  id: string;
  clause: ClauseId;
  title: string;
  expected: string;
  seen: (asked: Asked) => string;
  right: (asked: Asked) => boolean;
  /** The text points two ways: what is seen is recorded where it is right, too. */
  tells?: true;
  host?: { name: string; over: HostVariation };
}): Check =>
  ofExchange({
    id: row.id,
    clauses: [row.clause],
    title: row.title,
    ...(row.host ? { host: row.host } : {}),
    judge(asked) {
      if (row.right(asked)) return kept(row.tells ? row.seen(asked) : undefined);
      return violated({
        expected: row.expected,
        received: row.seen(asked),
        reason: 'A sender that keeps to the text refuses this request, and the share stays shut.',
        exchanges: asked.requests,
      });
    },
  });

const contentType = ({ requests }: Asked): string => requests[0]?.request.headers['content-type'] ?? '';

const rows: Check[] = [
  request({
    id: 'token/request-is-form',
    clause: 'OCM-TOKEN-002',
    title: 'A token is asked for with a form',
    expected: 'Content-Type application/x-www-form-urlencoded',
    seen: (asked) => valueInWords(contentType(asked)),
    right: (asked) => /^application\/x-www-form-urlencoded\s*(;|$)/i.test(contentType(asked)),
  }),
  request({
    id: 'token/request-grant-type',
    clause: 'OCM-TOKEN-004',
    title: 'A token is asked for with grant_type authorization_code',
    expected: 'grant_type=authorization_code',
    seen: ({ form }) => `grant_type ${valueInWords(form.get('grant_type') ?? undefined)}`,
    right: ({ form }) => form.get('grant_type') === 'authorization_code',
    tells: true,
  }),
  request({
    id: 'token/request-client-id',
    clause: 'OCM-TOKEN-005',
    title: 'A token is asked for with the host of the receiver as client_id',
    expected: 'client_id is the host in the address of the recipient',
    seen: ({ form }) => `client_id ${valueInWords(form.get('client_id') ?? undefined)}`,
    right: ({ form, opened }) => form.get('client_id') === authorityTold(opened),
  }),
  request({
    id: 'token/request-code',
    clause: 'OCM-TOKEN-006',
    title: 'A token is asked for with the secret of the share as code',
    expected: 'code is the sharedSecret of the protocol',
    seen: ({ form }) => (form.has('code') ? 'another code' : 'no code'),
    right: ({ form, opened }) => form.get('code') === opened.delivery.record.sharedSecret,
  }),
  request({
    id: 'token/request-to-announced-end-point',
    clause: 'OCM-TOKEN-001',
    title: 'A token is asked for at the tokenEndPoint of the sender, wherever that is',
    host: { name: 'tokens-elsewhere', over: { deviations: ['token-end-point-elsewhere'] } },
    expected: 'a POST to the tokenEndPoint of the discovery document',
    seen: ({ requests }) => requests.map(requestInWords).join(', '),
    right: ({ requests }) => requests.some((exchange) => statusOf(exchange) !== 404),
  }),
];

/** Host[:port] of the recipient as the share names it. */
function authorityTold({ delivery }: Opened): string {
  const body = jsonOf(delivery.exchange.request.body);
  const to = isObject(body) && typeof body.shareWith === 'string' ? body.shareWith : '';
  return to.slice(to.lastIndexOf('@') + 1);
}

const opaque = ofExchange({
  id: 'token/long-token-is-used',
  clauses: ['OCM-TOKEN-014'],
  title: 'A token is used as it is, whatever it looks like',
  host: { name: 'long-tokens', over: { deviations: ['tokens-are-long'] } },
  judge({ opened, requests }) {
    if (!requests.some(isSuccess))
      return { kind: 'blocked', by: readsBytes.id, reason: 'the target gets no token from our server' };
    return readOr(opened, 'A share whose token is 400 characters long cannot be read.');
  },
});

const notInUrl = ofExchange({
  id: 'token/not-in-request-line',
  clauses: ['OCM-TOKEN-028'],
  title: 'A token stands in no URL that the target asks for',
  judge({ opened, requests }) {
    const tokens = requests
      .map(({ response }) => jsonOf(response?.body))
      .map((body) => isObject(body) && body.access_token);
    const leaking = opened.requests.filter(({ request: { url } }) =>
      tokens.some((token) => typeof token === 'string' && url.includes(encodeURIComponent(token))),
    );
    const [first] = leaking;
    if (!first) return kept();
    return violated({
      expected: 'the token travels in the header Authorization only',
      received: `${first.request.method} with the token in its URL`,
      reason: 'URLs end in the logs of servers and proxies, where a token must not stand.',
      exchanges: leaking,
    });
  },
});

const fallsBack = ofExchange({
  id: 'token/optional-falls-back',
  clauses: ['OCM-TOKEN-021', 'OCM-TOKEN-020'],
  title: 'When a token that is not demanded cannot be had, the share is opened with its secret',
  host: { name: 'tokens-out-of-order', over: { demands: [], deviations: ['token-end-point-fails'] } },
  mayBeNone: true,
  unless: onlyByToken,
  judge({ opened, requests }) {
    const outcome = readOr(opened, 'The share is lost because its sender offers tokens and cannot give one.');
    if (outcome.kind !== 'kept') return outcome;
    return kept(requests.length > 0 ? 'asks for tokens where they are only offered' : 'asks for tokens only on demand');
  },
});

const renewed = ofExchange({
  id: 'token-life/renewed',
  clauses: ['OCM-TOKEN-012'],
  title: 'When a token is over the receiver gets a new one, and reads on',
  host: { name: 'short-tokens', over: { tokenLifetime: SHORT } },
  async judge({ opened }) {
    const before = readOr(opened, '');
    if (before.kind !== 'kept')
      return { kind: 'blocked', by: readsBytes.id, reason: 'the share cannot be read with a fresh token either' };
    await over(SHORT);
    const { bytes, all } = await opened.again();
    if (all.filter(isAccess).length === 0 && !all.some(isTokenRequest))
      return notApplicable('the target reads a share once and keeps what it has read');
    return readOr({ ...opened, bytes, all }, 'The share cannot be read any more when its first token is over.');
  },
});

/** How the target gets at shares whose secret is to be exchanged. */
export const exchanging: Check[] = [exchanged, readsBytes, ...rows, opaque, notInUrl, fallsBack, renewed];
