import type { Examination, SignatureProblem } from '../../protocol/signatures/index.js';
import type { Behaviour, SeenSignature } from '../behaviour.js';
import type { SignatureEdit } from '../contract.js';
import type { Deviation } from './deviation.js';
import { answer, answerJson, behave, inArea, remove, set } from './tools.js';

type Apply = Deviation['apply'];
type Kind = SignatureProblem['kind'];

/** What is wrong with a signature, and is not minded. */
const overlooks =
  (kind: Kind, part?: string): Apply =>
  (behaviour) => {
    behaviour.overlooksSignature.push(
      (problem) => problem.kind === kind && (part === undefined || problem.part === part),
    );
  };

/** What is right with a signature, and is minded. */
const minds =
  (when: (signature: NonNullable<Examination['signature']>, seen: SeenSignature) => boolean): Apply =>
  (behaviour) => {
    behaviour.mindsSignature.push((seen) => when(seen.signature, seen));
  };

/** How every signature of its own differs from a right one. */
const signs =
  (edit: SignatureEdit): Apply =>
  (behaviour: Behaviour) => {
    behaviour.signature.push(edit);
  };

const key = (member: string): string => `/keys/0/${member}`;

/** Misbehaviour with signatures and keys, on either side. */
export const signatureDeviations: Deviation[] = inArea('signatures', {
  'signatures-overlooked': [
    'a request is taken whatever is wrong with its signature, and without one',
    (behaviour) => {
      behaviour.overlooksSignature.push(() => true);
      behaviour.ignoresSigner = true;
    },
  ],
  'signature-never-compared': [
    'a signature of another message, or by another key of that name, is taken',
    overlooks('mismatch'),
  ],
  'signature-digest-not-compared': ['Content-Digest may be that of another body', overlooks('digest')],
  'signature-method-may-be-left-out': [
    'a signature that does not cover the method is taken',
    overlooks('not-covered', '@method'),
  ],
  'signature-uri-may-be-left-out': [
    'a signature that does not cover the URI is taken',
    overlooks('not-covered', '@target-uri'),
  ],
  'signature-digest-may-be-left-out': [
    'a signature that does not cover the digest is taken',
    overlooks('not-covered', 'content-digest'),
  ],
  'signature-length-may-be-left-out': [
    'a signature that does not cover the length is taken',
    overlooks('not-covered', 'content-length'),
  ],
  'signature-date-may-be-left-out': [
    'a signature that does not cover the date is taken',
    overlooks('not-covered', 'date'),
  ],
  'signature-without-created-taken': [
    'a signature that does not say when it was made is taken',
    overlooks('no-parameter', 'created'),
  ],
  'signature-without-keyid-taken': [
    'a signature that names no key is taken',
    (behaviour) => {
      overlooks('no-parameter', 'keyid')(behaviour);
      behaviour.overlooksSignature.push(({ kind, part }) => kind === 'unknown-key' && part === undefined);
    },
  ],
  'signature-age-not-looked-at': ['a signature of last week is taken', overlooks('stale')],
  'signature-of-tomorrow-taken': ['a signature from the future is taken', overlooks('future')],
  'signature-by-unknown-key-taken': [
    'a signature by a key that nobody publishes is taken',
    (behaviour) => {
      behaviour.overlooksSignature.push(({ kind, part }) => kind === 'unknown-key' && part !== undefined);
    },
  ],
  'signature-keys-of-keyid-host': [
    'the key is asked for at the host that keyid names, whoever the message is from',
    behave({ keysFrom: 'keyid', ignoresSigner: true }),
  ],
  'signature-algorithm-of-message': [
    'the algorithm may be another one than the key has, and a MAC',
    overlooks('algorithm'),
  ],
  'unsigned-share-fails': [
    'an unsigned share makes the server fail',
    answer(
      'share-answer',
      (reply) => ({ ...reply, status: 500 }),
      ({ headers }) => headers.signature === undefined,
    ),
  ],
  'signature-first-of-two-taken': ['of two signatures that are marked the first one counts', overlooks('several')],
  'signature-unmarked-taken': [
    'a request whose signatures are all of others is taken',
    behave({ admitsUnsigned: true }),
  ],
  'signature-people-of-others-taken': [
    'a signed message may be about people of another server',
    behave({ ignoresSigner: true }),
  ],

  'signature-all-refused': ['no signed request is taken', minds(() => true)],
  'signature-other-label-refused': ['only a signature labelled ocm is taken', minds(({ label }) => label !== 'ocm')],
  'signature-others-beside-refused': [
    'a request with another signature beside is refused',
    minds((_, { headers }) => /proxy=/.test(headers['signature-input'] ?? '')),
  ],
  'signature-without-alg-refused': [
    'a signature without the parameter alg is refused',
    minds(({ alg }) => alg === undefined),
  ],
  'signature-covering-more-refused': [
    'a signature that covers more than it must is refused',
    minds(({ components }) => components.includes('content-type')),
  ],

  'sent-unsigned': [
    'shares are sent without a signature',
    (behaviour) => behaviour.leavesUnsigned.add('share-creation'),
  ],
  'notifications-unsigned': [
    'notifications are sent without a signature',
    (behaviour) => behaviour.leavesUnsigned.add('notification'),
  ],
  'sent-signature-without-mark': [
    'no signature is marked as that of OCM',
    signs({ label: 'sig1', parameters: { tag: null } }),
  ],
  'sent-signature-without-uri': ['signatures do not cover the URI', signs({ omits: ['@target-uri'] })],
  'sent-signature-without-date': ['signatures do not cover the date', signs({ omits: ['date'] })],
  'sent-signature-with-date': ['signatures cover the date', signs({ adds: ['date'] })],
  'sent-signature-without-created': [
    'signatures do not say when they were made',
    signs({ parameters: { created: null } }),
  ],
  'sent-signature-by-unknown-key': ['signatures are by a key that is not published', signs({ key: 'unknown' })],
  'sent-signature-with-old-digest': [
    'Content-Digest is written in the old way',
    signs({
      signs: { headers: { 'content-digest': 'SHA-256=AAAA' } },
      sends: { headers: { 'content-digest': 'SHA-256=AAAA' } },
    }),
  ],
  'sent-signature-of-other-body': [
    'Content-Digest is that of another body',
    signs({
      signs: { headers: { 'content-digest': 'sha-256=:AAAA:' } },
      sends: { headers: { 'content-digest': 'sha-256=:AAAA:' } },
    }),
  ],
  'sent-signature-names-other-algorithm': [
    'parameter alg names another algorithm than the key has',
    signs({ parameters: { alg: 'rsa-pss-sha512' } }),
  ],
  'sent-signature-old-form-without-algorithm': [
    'signatures of the old form do not name their algorithm',
    signs({ drops: ['algorithm'] }),
  ],
  'sent-signature-names-another-host': ['keyId names another server', signs({ key: 'elsewhere' })],
  'sent-signature-date-left-behind': [
    'the date is signed, or not, and not sent',
    signs({ sends: { headers: { date: null } } }),
  ],
  'sent-signature-by-another-key': [
    'signatures are by another key than the published one',
    signs({ key: 'unpublished' }),
  ],

  'key-set-missing': ['there is no key set', answer('jwks-answer', () => ({ status: 404 }))],
  'key-set-without-keys': ['the key set has no keys', answerJson('jwks-answer', [set('/keys', [])])],
  'key-without-kid': ['the key has no kid', answerJson('jwks-answer', [remove(key('kid'))])],
  'key-without-alg': ['the key has no alg', answerJson('jwks-answer', [remove(key('alg'))])],
  'key-with-private-part': [
    'the key set shows the private part',
    answerJson('jwks-answer', [set(key('d'), 'c2VjcmV0')]),
  ],
  'key-for-mac': ['the key says that it is for a MAC', answerJson('jwks-answer', [set(key('alg'), 'HS256')])],
  'key-with-open-curve': [
    'the key says EdDSA and leaves the curve open',
    answerJson('jwks-answer', [set(key('alg'), 'EdDSA')]),
  ],
  'key-is-broken': ['no key can be made of what is published', answerJson('jwks-answer', [set(key('x'), 'AAAA')])],
});
