import { isAtLeast } from '../../spec/ledger.js';
import type { ClauseId, Impact, Role } from '../../vocabulary.js';
import { sameAuthority } from '../address.js';
import { byHttpName } from '../signatures/algorithms.js';
import { readOldSignature } from '../signatures/cavage.js';
import { dialectOf, rulesOf } from '../signatures/dialects.js';
import { isRegisteredDigest, readContentDigest } from '../signatures/digest.js';
import { readSignatures } from '../signatures/headers.js';
import { keyOfDocument } from '../signatures/keys.js';
import { type Examination, examine, type SignatureProblem } from '../signatures/verify.js';
import type { Message, MessageKind, Rule, RuleHit } from './contract.js';
import { member, strings } from './json.js';
import { parseUrl } from './parties.js';
import { rule } from './rule.js';
import { cut } from './show.js';

const KIND = 'signature';
/** Seconds by which `created` may differ from the moment at which a request was recorded. */
const CLOCKS = 300;

const head = (id: string, title: string, impact: Impact, ...clauses: ClauseId[]) =>
  ({ id: `signature/${id}`, kind: KIND, role: 'either', impact, clauses, title }) as const;

/** Whether a server says that it signs: capability http-sig, in older texts a key in its discovery document. */
export function claimsSignatures(document: unknown): boolean {
  return strings(document, 'capabilities').includes('http-sig') || member(document, 'publicKey') !== undefined;
}

const ROLES: Partial<Record<MessageKind, Role>> = {
  'share-creation': 'sender',
  'token-request': 'receiver',
  'invite-accepted': 'invite-receiver',
};

/** Sentences that have each kind of request signed (OCM-SIG-038 is the list of them). */
const MUST_BE_SIGNED: Partial<Record<MessageKind, [ClauseId]>> = {
  'share-creation': ['OCM-SHARE-005'],
  notification: ['OCM-NOTIF-002'],
  'token-request': ['OCM-TOKEN-007'],
  'invite-accepted': ['OCM-INV-011'],
};

const ofKind = ({ signed }: Message): ClauseId[] => (signed && MUST_BE_SIGNED[signed.kind]) ?? [];

const examinations = new WeakMap<Message, Examination | undefined>();

/** Looks at the signature once a message, by the rules of the version that its writer speaks. Undefined before 1.2.0. */
function examined(message: Message): Examination | undefined {
  if (examinations.has(message)) return examinations.get(message);
  const found = look(message);
  examinations.set(message, found);
  return found;
}

function look({ exchange: { request }, own, spec, signed }: Message): Examination | undefined {
  const dialect = dialectOf(spec);
  if (dialect === undefined) return undefined;
  const old = dialect === 'cavage' ? keyOfDocument(own) : undefined;
  const keys = dialect === 'cavage' ? old && [old] : signed?.keys;
  return examine({ ...request, body: bodyOf(request) }, { rules: rulesOf(dialect), ...(keys ? { keys } : {}) });
}

/** The body as it was on the wire; undefined where a recorder cut it, or hid secrets in it. */
function bodyOf({ headers, body }: Message['exchange']['request']): Uint8Array | undefined {
  const bytes = Buffer.from(body.text);
  const length = headers['content-length'];
  const isWhole = body.truncated !== true && bytes.length === body.bytes && !/<secret-\d+>/.test(body.text);
  return isWhole && (length === undefined || Number(length) === bytes.length) ? bytes : undefined;
}

/** Problems of the signature that counts; none for a request without one, of which `signature/signed` speaks. */
function problems(message: Message, ...kinds: SignatureProblem['kind'][]): SignatureProblem[] {
  return examined(message)?.problems.filter(({ kind }) => kinds.includes(kind)) ?? [];
}

const isNew = ({ exchange }: Message): boolean => exchange.request.headers['signature-input'] !== undefined;
const isOld = ({ spec }: Message): boolean => isAtLeast(spec, '1.2.0') && !isAtLeast(spec, '1.3.0');

const INPUT = 'header:signature-input';
const OLD = 'header:signature';

/** A hit in the header that describes the signature, with what it says. */
function hit(message: Message, reason: string, where: string = isNew(message) ? INPUT : OLD): RuleHit {
  const name = where.replace(/^header:/, '');
  const value = message.exchange.request.headers[name];
  const { kind } = message.signed ?? {};
  const role = kind && ROLES[kind];
  return { where, received: value === undefined ? 'nothing' : cut(value, 300), reason, ...(role ? { role } : {}) };
}

const hits = (message: Message, ...kinds: SignatureProblem['kind'][]): RuleHit[] =>
  problems(message, ...kinds).map(({ reason }) => hit(message, reason));

const signed = rule(
  head(
    'present',
    'a request to a server that signs is signed by one that does',
    'breaks',
    'OCM-SIG-016',
    'OCM-TOKEN-007',
    'OCM-INV-011',
    'OCM-SHARE-005',
    'OCM-NOTIF-002',
  ),
  (message) => {
    const { headers } = message.exchange.request;
    if (headers.signature !== undefined || headers['signature-input'] !== undefined) return [];
    // Who does not claim to sign is not held to it; toward a server that does not, a claim is not asked for (OCM-SIG-017).
    if (!claimsSignatures(message.own) || !claimsSignatures(message.other)) return [];
    const both = [message.own, message.other].every((document) =>
      strings(document, 'capabilities').includes('http-sig'),
    );
    const clauses: ClauseId[] = [...(both ? (['OCM-SIG-016'] as const) : []), ...ofKind(message)];
    return [{ ...hit(message, 'it carries no signature', OLD), clauses }];
  },
);

const oldParameters = rule(
  head('old-form-parameters', 'Signature has keyId, algorithm, headers and signature', 'breaks', 'OCM-SIG-001'),
  (message) => {
    const { headers } = message.exchange.request;
    if (!isOld(message) || headers.signature === undefined || isNew(message)) return [];
    const found = readOldSignature(headers);
    if (!found) return [hit(message, 'it has neither keyId nor signature')];
    const missing = [
      ...(found.keyId === undefined ? ['keyId'] : []),
      ...(found.algorithm === undefined ? ['algorithm'] : []),
      ...(found.value === undefined ? ['signature'] : []),
      ...(/\bheaders\s*=/.test(headers.signature) ? [] : ['headers']),
    ];
    return missing.map((name) => hit(message, `${name} is missing`));
  },
);

const oldCovers = rule(
  head('old-form-covers', 'content-length, date, digest and host are signed', 'breaks', 'OCM-SIG-002'),
  (message) => (isOld(message) ? hits(message, 'not-covered') : []),
);

const oldKeyHost = rule(
  head('old-form-key-host', 'keyId names the host of the server that signs', 'breaks', 'OCM-SIG-005'),
  (message) => {
    const keyId = isOld(message) ? readOldSignature(message.exchange.request.headers)?.keyId : undefined;
    const by = message.signed?.by;
    if (keyId === undefined || by === undefined) return [];
    const host = parseUrl(keyId)?.hostname ?? keyId.replace(/[:/#].*$/s, '');
    const wanted = parseUrl(`https://${by}`)?.hostname ?? by;
    return sameAuthority(host, wanted) ? [] : [hit(message, `its host is ${host}, the message says ${wanted}`)];
  },
);

const oldHeadersSent = rule(
  head('old-form-headers-sent', 'every header that is signed is sent', 'breaks', 'OCM-SIG-006'),
  (message) => (isOld(message) ? hits(message, 'component') : []),
);

const oldVerifies = rule(
  head('old-form-verifies', 'the signature is one of the message by the published key', 'breaks', 'OCM-SIG-005'),
  (message) => (isOld(message) ? hits(message, 'mismatch', 'algorithm', 'digest', 'digest-form') : []),
);

/** What counts is told by the label in 1.4.0, and by the tag since. */
const marked = rule(
  head('marked-once', 'exactly one signature is marked as that of OCM', 'breaks', 'OCM-SIG-014', 'OCM-SIG-015'),
  (message) => (isNew(message) || isOldFormToNew(message) ? hits(message, 'unsigned', 'several', 'malformed') : []),
);

/** Signed in the old form, toward a server that says it takes the new one. */
function isOldFormToNew({ exchange, other, spec }: Message): boolean {
  const { signature } = exchange.request.headers;
  return signature !== undefined && isAtLeast(spec, '1.4.0') && strings(other, 'capabilities').includes('http-sig');
}

/** From 1.4.0 there is a list; 1.3.0 has an example. */
const covers = rule(
  head(
    'covers-mandatory',
    'the signature covers @method, @target-uri, content-digest and content-length',
    'breaks',
    'OCM-SIG-009',
  ),
  (message) =>
    isNew(message)
      ? problems(message, 'not-covered')
          .filter(({ part }) => part !== 'date')
          .map(({ reason }) => hit(message, reason))
      : [],
);

const coversDate = rule(head('covers-date', 'date is signed', 'degrades', 'OCM-SIG-010'), (message) => {
  const found = isNew(message) ? examined(message)?.signature : undefined;
  if (!found || found.components.includes('date')) return [];
  // 1.4.0 has it signed always, the text after it only where it is sent.
  const isAsked = !isAtLeast(message.spec, 'draft-06') || message.exchange.request.headers.date !== undefined;
  return isAsked ? [hit(message, 'date is not covered')] : [];
});

const dateNotCovered = rule(
  head('date-not-covered', 'date is not signed, as it is rewritten on the way', 'degrades', 'OCM-SIG-011'),
  (message) => {
    const found = isNew(message) ? examined(message)?.signature : undefined;
    return found?.components.includes('date') ? [hit(message, 'date is covered')] : [];
  },
);

const created = rule(
  head('has-created', 'the signature says when it was made, and that is when it is sent', 'breaks', 'OCM-SIG-012'),
  (message) => {
    const found = isNew(message) ? examined(message)?.signature : undefined;
    if (!found) return [];
    if (found.created === undefined) return [hit(message, 'there is no parameter created')];
    const at = Date.parse(message.exchange.at) / 1000;
    const off = Math.round(at - found.created);
    // Recordings without a time stand at the beginning of the epoch.
    if (at < 1_000_000_000 || Math.abs(off) <= CLOCKS) return [];
    return [hit(message, `it was made ${Math.abs(off)} s ${off > 0 ? 'before' : 'after'} it was sent`)];
  },
);

const keyid = rule(
  head('keyid-is-published', 'keyid is the kid of a key that the server publishes', 'breaks', 'OCM-SIG-013'),
  (message) =>
    isNew(message)
      ? [
          ...problems(message, 'no-parameter').filter(({ part }) => part === 'keyid'),
          ...problems(message, 'unknown-key'),
        ]
          .slice(0, 1)
          .map(({ reason }) => hit(message, reason))
      : [],
);

const digestForm = rule(
  head(
    'digest-is-registered',
    'Content-Digest is a dictionary with an algorithm of the registry',
    'breaks',
    'OCM-SIG-021',
  ),
  (message) => {
    const header = message.exchange.request.headers['content-digest'];
    if (!isNew(message) || header === undefined) return [];
    const reading = readContentDigest(header, undefined);
    const where = 'header:content-digest';
    if ('malformed' in reading) return [hit(message, reading.malformed, where)];
    const odd = reading.entries.filter(({ algorithm }) => !isRegisteredDigest(algorithm));
    return odd.length < reading.entries.length
      ? []
      : [hit(message, `${odd[0]?.algorithm} is not safe or not registered`, where)];
  },
);

const digestMatches = rule(
  head('digest-matches', 'Content-Digest is the digest of the body', 'breaks', 'OCM-SIG-009'),
  (message) =>
    isNew(message)
      ? problems(message, 'digest').map(({ reason }) => hit(message, reason, 'header:content-digest'))
      : [],
);

const algorithm = rule(
  head(
    'algorithm-agrees',
    'the algorithm is asymmetric, and the one that the published key names',
    'breaks',
    'OCM-SIG-027',
    'OCM-SIG-025',
    'OCM-SIG-026',
  ),
  (message) => {
    const named = isNew(message) ? examined(message)?.signature?.alg : undefined;
    const isForbidden = named !== undefined && byHttpName(named) === undefined;
    const clauses: ClauseId[] = isForbidden ? ['OCM-SIG-026'] : ['OCM-SIG-027', 'OCM-SIG-025'];
    return isNew(message) ? hits(message, 'algorithm').map((each) => ({ ...each, clauses })) : [];
  },
);

const verifies = rule(
  head(
    'verifies',
    'the signature is one of the message by the published key',
    'breaks',
    'OCM-SIG-037',
    'OCM-SHARE-005',
  ),
  (message) => {
    if (!isNew(message) || !isAtLeast(message.spec, '1.3.0') || !isReadable(message)) return [];
    const clauses: ClauseId[] = ['OCM-SIG-037', ...ofKind(message)];
    return hits(message, 'mismatch', 'component').map((each) => ({ ...each, clauses }));
  },
);

/** Whether the headers can be read at all; if not, `marked-once` has said so. */
function isReadable({ exchange }: Message): boolean {
  return 'signatures' in readSignatures(exchange.request.headers);
}

/** Signatures of requests, as the version that their writer speaks has them. */
export const signatureRules: Rule[] = [
  signed,
  oldParameters,
  oldCovers,
  oldKeyHost,
  oldHeadersSent,
  oldVerifies,
  marked,
  covers,
  coversDate,
  dateNotCovered,
  created,
  keyid,
  digestForm,
  digestMatches,
  algorithm,
  verifies,
];
