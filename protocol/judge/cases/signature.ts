import type { SpecVersion } from '../../../vocabulary.js';
import type { SignatureDialect } from '../../signatures/dialects.js';
import { legacyDigest } from '../../signatures/digest.js';
import {
  type BrokenCase,
  invite,
  notification15,
  publicKeys,
  RECEIVER,
  type Sample,
  SENDER,
  share,
  tokenForm,
} from './samples.js';
import { KEYS, SIGNERS, type Signing, signedSample, testKey } from './signed.js';

type Row = [what: string, mark: string, spec: SpecVersion, dialect: SignatureDialect, signing: Signing];

const without = (name: string): Signing => ({
  draft: ({ components }) => ({ components: components.filter((each) => each !== name) }),
});
const parameters = (changes: Record<string, string | number | undefined>): Signing => ({
  draft: (draft) => ({
    parameters: Object.fromEntries(
      Object.entries({ ...draft.parameters, ...changes }).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, value]],
      ),
    ),
  }),
});
const OLD_ALL = ['content-length', 'date', 'digest', 'host'];

const ROWS: Row[] = [
  [
    'a signature of the old form has no keyId',
    'old-form-parameters @ header:signature',
    '1.2.2',
    'cavage',
    { headers: ({ signature = '' }) => ({ signature: signature.replace(/keyId="[^"]*",/, '') }) },
  ],
  [
    'a signature of the old form covers no date',
    'old-form-covers @ header:signature',
    '1.2.0',
    'cavage',
    { covers: OLD_ALL.filter((name) => name !== 'date') },
  ],
  [
    'a signature of the old form is by a key of another host',
    'old-form-key-host @ header:signature',
    '1.2.2',
    'cavage',
    { key: testKey('https://c.example.org/ocm#signature') },
  ],
  [
    'a signature of the old form covers a header that is not sent',
    'old-form-headers-sent @ header:signature',
    '1.2.2',
    'cavage',
    { headers: () => ({ date: undefined }) },
  ],
  [
    'a signature of the old form is of another body',
    'old-form-verifies @ header:signature',
    '1.2.2',
    'cavage',
    { headers: () => ({ digest: legacyDigest(Buffer.from('x')) }) },
  ],
  [
    'a signature has another label',
    'marked-once @ header:signature-input',
    '1.4.0',
    'label',
    { draft: () => ({ label: 'sig1' }) },
  ],
  ['a signature has no tag', 'marked-once @ header:signature-input', 'draft-06', 'tag', parameters({ tag: undefined })],
  [
    'a signature is of the old form toward a server that takes the new one',
    'marked-once @ header:signature',
    '1.5.0',
    'cavage',
    {},
  ],
  [
    'two signatures are tagged',
    'marked-once @ header:signature-input',
    '1.5.0',
    'jwk',
    {
      headers: (all) => ({
        'signature-input': `${all['signature-input']}, b${all['signature-input']}`,
        signature: `${all.signature}, b${all.signature}`,
      }),
    },
  ],
  [
    'the headers are garbage',
    'marked-once @ header:signature-input',
    '1.5.0',
    'jwk',
    { headers: () => ({ signature: '((' }) },
  ],
  ['the method is not signed', 'covers-mandatory @ header:signature-input', '1.5.0', 'jwk', without('@method')],
  [
    'the digest is not signed',
    'covers-mandatory @ header:signature-input',
    '1.4.0',
    'label',
    without('content-digest'),
  ],
  ['the date is not signed', 'covers-date @ header:signature-input', '1.4.0', 'label', without('date')],
  ['the date is sent and not signed', 'covers-date @ header:signature-input', 'draft-06', 'tag', without('date')],
  ['the date is signed', 'date-not-covered @ header:signature-input', '1.5.0', 'tag', {}],
  [
    'a signature does not say when it was made',
    'has-created @ header:signature-input',
    '1.5.0',
    'jwk',
    parameters({ created: undefined }),
  ],
  ['a signature was made an hour ago', 'has-created @ header:signature-input', '1.4.0', 'label', { age: 3600 }],
  [
    'a signature names no key',
    'keyid-is-published @ header:signature-input',
    '1.5.0',
    'jwk',
    parameters({ keyid: undefined }),
  ],
  [
    'a signature names a key that nobody publishes',
    'keyid-is-published @ header:signature-input',
    '1.5.0',
    'jwk',
    { key: testKey('key2') },
  ],
  [
    'the digest is written in the old way',
    'digest-is-registered @ header:content-digest',
    '1.5.0',
    'jwk',
    { headers: () => ({ 'content-digest': legacyDigest(Buffer.from('x')) }) },
  ],
  [
    'the digest is one by which nobody is safe',
    'digest-is-registered @ header:content-digest',
    '1.5.0',
    'jwk',
    { headers: () => ({ 'content-digest': 'md5=:AAAA:' }) },
  ],
  [
    'the digest is of another body',
    'digest-matches @ header:content-digest',
    '1.4.0',
    'label',
    { headers: () => ({ 'content-digest': 'sha-256=:AAAA:' }) },
  ],
  [
    'the algorithm is a MAC',
    'algorithm-agrees @ header:signature-input',
    '1.5.0',
    'jwk',
    parameters({ alg: 'hmac-sha256' }),
  ],
  [
    'the algorithm is another one than the key has',
    'algorithm-agrees @ header:signature-input',
    '1.5.0',
    'jwk',
    parameters({ alg: 'rsa-pss-sha512' }),
  ],
  [
    'the signature is by another key',
    'verifies @ header:signature-input',
    '1.5.0',
    'jwk',
    { key: testKey(`${SENDER}#key1`, 'other') },
  ],
  [
    'a labelled signature is by another key',
    'verifies @ header:signature-input',
    '1.4.0',
    'label',
    { key: testKey(`${SENDER}#key1`, 'other') },
  ],
];

const unsigned: [what: string, sample: Sample, spec: SpecVersion][] = [
  ['a share', { body: share() }, '1.5.0'],
  ['a share', { body: share() }, '1.2.2'],
  ['a notification', { url: `https://${SENDER}/ocm/notifications`, body: notification15() }, '1.5.0'],
  ['an acceptance of an invite', { url: `https://${SENDER}/ocm/invite-accepted`, body: invite() }, '1.4.0'],
  [
    'a token request',
    {
      url: `https://${SENDER}/token`,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: tokenForm(),
    },
    '1.3.0',
  ],
];

export const signatureCases: BrokenCase[] = [
  ...ROWS.map(([what, mark, spec, dialect, signing]) => ({
    what,
    mark: `signature/${mark}`,
    sample: signedSample(dialect, signing),
    spec,
    documents: SIGNERS,
    keys: KEYS,
  })),
  ...unsigned.map(([what, sample, spec]) => ({
    what: `${what} between servers that sign is not signed`,
    mark: 'signature/present @ header:signature',
    sample,
    spec,
    documents: SIGNERS,
  })),
];

const keySet = (answer: unknown, status = 200): Sample => ({
  method: 'GET',
  url: `https://${RECEIVER}/.well-known/jwks.json`,
  status,
  answer,
});

export const keySetCases: BrokenCase[] = [
  { what: 'there is no key set', mark: 'jwks/is-served @ status', sample: keySet({}, 404), spec: '1.4.0' },
  {
    what: 'a key is for a MAC',
    mark: 'jwks/algs-are-asymmetric @ /keys/0/alg',
    sample: keySet(publicKeys({ alg: 'HS256' })),
    spec: '1.5.0',
  },
  {
    what: 'a key leaves its curve open',
    mark: 'jwks/algs-are-fully-specified @ /keys/0/alg',
    sample: keySet(publicKeys({ alg: 'EdDSA' })),
    spec: '1.5.0',
  },
  {
    what: 'a key has no number',
    mark: 'jwks/keys-are-usable @ /keys/0',
    sample: keySet(publicKeys({ x: undefined })),
    spec: '1.5.0',
  },
];
