import type { Check, SentCapture } from '../../../fixtures/check.js';
import { defineCheck, kept, notApplicable, notVerifiable, violated } from '../../../fixtures/check.js';
import type { RecordedRequest } from '../../../protocol/exchange.js';
import { WITH_MET } from '../../../targets/generic/traits.js';
import { objectOf, requestInWords, sameJson, valueInWords } from '../support/answer.js';
import { isOutcome, makeTargetSend, nothingArrived } from '../support/own-share.js';

/** Paths below the root that the text gives to a server that somebody else's server talks to: discovery and keys. */
const ROOT_ROUTES = /^\/(\.well-known\/ocm|ocm-provider|\.well-known\/jwks\.json)\/?$/;
/** Paths below the endPoint. */
const API_ROUTES = new Set(['/shares', '/notifications', '/invite-accepted', '/token', '/request-share']);
const DAV_METHODS = new Set([
  'PROPFIND',
  'OPTIONS',
  'HEAD',
  'GET',
  'PUT',
  'MKCOL',
  'DELETE',
  'MOVE',
  'COPY',
  'PROPPATCH',
]);

/** Whether the text knows such a request to a host of ours. A server may look over WebDAV at what it was sent. */
function isKnownRoute({ method, url }: RecordedRequest, endPoint: string): boolean {
  const { pathname } = new URL(url);
  if (ROOT_ROUTES.test(pathname)) return method === 'GET' || method === 'HEAD';
  const api = new URL(endPoint).pathname;
  if (pathname.startsWith(api)) return method === 'POST' && API_ROUTES.has(pathname.slice(api.length));
  return DAV_METHODS.has(method) && pathname.includes('/dav/');
}

const arrives = defineCheck({
  id: 'sent-share/arrives',
  // A gesture names the resource and the recipient, in one way or another, and that is enough (OCM-DISC-068, OCM-ADDR-012).
  clauses: ['OCM-SHARE-002', 'OCM-DISC-064', 'OCM-DISC-068', 'OCM-ADDR-012'],
  role: 'sender',
  needs: ['session', 'send', 'callback'],
  impact: 'breaks',
  order: 20,
  title: 'A share with a user of another server is announced there by a POST to /shares below its endPoint',
  async run(ctx) {
    const capture = await ctx.sentShare('file');
    const { creation, host } = capture;
    if (creation) {
      const path = new URL(creation.request.url).pathname;
      // Some look at the version alone before they send (OCM-AMB-014).
      if (path === `${new URL(host.endPoint).pathname}/shares`)
        return kept(`shares with a server that announces OCM ${host.speaks}`);
      return violated({
        clauses: ['OCM-SHARE-002'],
        expected: `POST ${host.endPoint}/shares`,
        received: requestInWords(creation),
        reason: 'The share is announced at another path than /shares below the endPoint of the other server.',
        exchanges: [creation],
      });
    }
    const seen = capture.others.map(requestInWords);
    const unreachable = seen.length === 0 && capture.refusal !== undefined;
    if (unreachable) {
      return notVerifiable(
        `the target refused to share with ${capture.host.authority} and sent nothing: ${capture.refusal}; let it reach and trust that host. ${HAVE_TO_MEET}.`,
      );
    }
    return violated({
      expected: `POST ${capture.host.endPoint}/shares`,
      received: seen.length > 0 ? seen.join(', ') : 'nothing at all',
      reason: `The target was told to share, but no share was announced to the other server${saidNo(capture)}`,
      exchanges: capture.others,
    });
  },
});

const HAVE_TO_MEET = `Where people share only with whom they have met through an invite, say so in the profile: claims: [${WITH_MET}]`;

/** What the product told its person, and what that often means. */
const saidNo = ({ refusal }: SentCapture): string =>
  refusal === undefined ? '.' : `; it says: ${refusal}. ${HAVE_TO_MEET}.`;

const discoversFirst = defineCheck({
  id: 'sent-share/discovers-first',
  clauses: ['OCM-DISC-006', 'OCM-SHARE-006'],
  role: 'sender',
  needs: ['session', 'send', 'callback'],
  impact: 'degrades',
  title: 'Before its first message to a server the target asks for /.well-known/ocm there',
  async run(ctx) {
    const { creation, others } = await ctx.sentShare('file');
    if (!creation) return nothingArrived();
    const before = others.filter((exchange) => exchange.at <= creation.at);
    if (
      before.some(
        ({ request }) => request.method === 'GET' && /\/\.well-known\/ocm\/?$/.test(new URL(request.url).pathname),
      )
    ) {
      return kept();
    }
    return violated({
      expected: 'GET /.well-known/ocm before the share',
      received: before.length > 0 ? before.map(requestInWords).join(', ') : 'no request before the share',
      reason: 'The target sends to a host that it has never met without asking what is there.',
      exchanges: [...before, creation],
    });
  },
});

const onlySpecRoutes = defineCheck({
  id: 'sent-share/only-spec-routes',
  clauses: ['OCM-SHARE-002'],
  role: 'sender',
  needs: ['session', 'send', 'callback'],
  impact: 'degrades',
  title: 'While it shares, the target asks for nothing that OCM does not know',
  async run(ctx) {
    const { creation, others, host } = await ctx.sentShare('file');
    if (!creation) return nothingArrived();
    const foreign = others.filter(({ request }) => !isKnownRoute(request, host.endPoint));
    if (foreign.length === 0) return kept();
    return violated({
      expected: 'only discovery, the OCM API and WebDAV are used',
      received: foreign.map(requestInWords).join(', '),
      reason: 'The target uses a dialect besides OCM; a server that only speaks OCM cannot follow.',
      exchanges: foreign,
    });
  },
});

const announcedOnce = defineCheck({
  id: 'sent-share/one-announcement',
  clauses: ['OCM-SHARE-002'],
  role: 'sender',
  needs: ['session', 'send', 'callback'],
  impact: 'degrades',
  title: 'A share that was taken in at once is announced once',
  async run(ctx) {
    const { creation, others, name, host } = await ctx.sentShare('file');
    if (!creation) return nothingArrived();
    const path = `${new URL(host.endPoint).pathname}/shares`;
    const repeats = others.filter(
      ({ request }) =>
        request.method === 'POST' && new URL(request.url).pathname === path && request.body.text.includes(name),
    );
    if (creation.response?.status !== 201) return notApplicable('our answer to the announcement was not 201');
    if (repeats.length === 0) return kept();
    return violated({
      expected: 'one POST to /shares for one share',
      received: `${repeats.length + 1} of them`,
      reason: 'The same share is announced more than once, though the first announcement was answered 201.',
      exchanges: [creation, ...repeats],
    });
  },
});

const providerIdUnique = defineCheck({
  id: 'sent-share/provider-id-is-unique',
  clauses: ['OCM-SHARE-014'],
  role: 'sender',
  needs: ['session', 'send', 'callback'],
  impact: 'breaks',
  title: 'Two shares of one file carry different `providerId`s',
  async run(ctx) {
    const first = await makeTargetSend(ctx);
    if (isOutcome(first)) return first;
    const second = await makeTargetSend(ctx, { path: first.path });
    if (isOutcome(second)) return second;
    if (first.providerId === undefined) {
      return { kind: 'blocked', by: 'sent-share/provider-id-is-string', reason: 'a share carries no providerId' };
    }
    if (!sameJson(first.providerId, second.providerId)) return kept();
    return violated({
      expected: 'a `providerId` of its own for every share',
      received: `providerId ${valueInWords(first.providerId)} twice`,
      reason: 'Two shares of one file have the same `providerId`, so a notification about one is about both.',
      exchanges: [first.creation, second.creation],
    });
  },
});

const secretUnique = defineCheck({
  id: 'sent-share/secret-is-unique',
  clauses: ['OCM-DAV-016', 'OCM-SHARE-039'],
  role: 'sender',
  needs: ['session', 'send', 'callback'],
  impact: 'degrades',
  title: 'Two shares carry different secrets that are too long to guess',
  async run(ctx) {
    const first = await makeTargetSend(ctx);
    if (isOutcome(first)) return first;
    const second = await makeTargetSend(ctx, { path: first.path });
    if (isOutcome(second)) return second;
    const secrets = [first, second].map(({ creation }) => secretOf(objectOf(creation.request.body)));
    const [one, two] = secrets;
    if (one === undefined || two === undefined) {
      return { kind: 'blocked', by: 'sent-share/webdav-secret-is-string', reason: 'a share carries no secret' };
    }
    // What is wrong is said without quoting a secret.
    const problem =
      one === two
        ? 'two shares carry the same secret'
        : secrets.some((secret) => (secret ?? '').length < MIN_SECRET)
          ? `a secret of ${Math.min(one.length, two.length)} characters`
          : undefined;
    if (problem === undefined) return kept();
    return violated({
      clauses: ['OCM-DAV-016'],
      expected: `every share has a secret of its own of at least ${MIN_SECRET} characters`,
      received: problem,
      reason: 'Whoever is given one share, or guesses, can open another one.',
      exchanges: [first.creation, second.creation],
    });
  },
});

const nameOfItem = defineCheck({
  id: 'sent-share/name-is-that-of-the-item',
  clauses: ['OCM-SHARE-011'],
  role: 'sender',
  needs: ['session', 'send', 'callback'],
  impact: 'degrades',
  title: 'The `name` in a share is the name of the shared file or folder',
  async run(ctx) {
    const { creation, name } = await ctx.sentShare('file');
    if (!creation) return nothingArrived();
    const body = objectOf(creation.request.body);
    const sent = body?.name;
    if (typeof sent !== 'string' || sent === '') {
      return { kind: 'blocked', by: 'sent-share/name-is-string', reason: 'the share carries no name' };
    }
    if (sent.endsWith(name)) return kept(sent === name ? undefined : `sends the name as ${valueInWords(sent)}`);
    return violated({
      expected: `name ${valueInWords(name)}`,
      received: `name ${valueInWords(sent)}`,
      reason: 'The receiver shows its user another name than the file has.',
      exchanges: [creation],
    });
  },
});

/** Characters below which a secret can be guessed. */
const MIN_SECRET = 12;

/** The secret in either place. */
function secretOf(body: Record<string, unknown> | undefined): string | undefined {
  const protocol = body?.protocol as
    | { webdav?: { sharedSecret?: unknown }; options?: { sharedSecret?: unknown } }
    | undefined;
  const secret = protocol?.webdav?.sharedSecret ?? protocol?.options?.sharedSecret;
  return typeof secret === 'string' && secret !== '' ? secret : undefined;
}

export const sending: Check[] = [
  arrives,
  discoversFirst,
  onlySpecRoutes,
  announcedOnce,
  providerIdUnique,
  secretUnique,
  nameOfItem,
];
