import { expect, test } from '@playwright/test';
import { ALGORITHMS } from './algorithms.js';
import { dialectOf, rulesOf, SIGNATURE_DIALECTS, type SignatureDialect } from './dialects.js';
import { contentDigest, legacyDigest } from './digest.js';
import { readSignatures, writeSignatures } from './headers.js';
import {
  algorithmFor,
  jwkOf,
  keyOfDocument,
  keysOfSet,
  newSigningKey,
  type PublishedKey,
  pemOf,
  type SigningKey,
} from './keys.js';
import { draftOf, factsOf, type SignatureDraft, signatureOf, signedHeaders, type UnsignedRequest } from './sign.js';
import { type ExamineOptions, examine, type SignatureProblem, type SignedRequest } from './verify.js';

const NOW = new Date('2026-11-22T16:00:00Z');
const NEW_FORMS = SIGNATURE_DIALECTS.filter((dialect) => dialect !== 'cavage');
const request: UnsignedRequest = {
  method: 'POST',
  url: 'https://b.example.org:8443/ocm/shares?x=1',
  headers: { 'content-type': 'application/json', host: 'b.example.org:8443' },
  body: Buffer.from('{"name":"report.txt"}'),
};

/** Keys by algorithm, made once: those for RSA take their time. */
const made = new Map<string, Promise<SigningKey>>();
function keyFor(algorithm = 'ed25519', id = 'a.example.org#key1'): Promise<SigningKey> {
  const known = made.get(algorithm + id) ?? newSigningKey(id, algorithm);
  made.set(algorithm + id, known);
  return known;
}

const keyForDialect = (dialect: SignatureDialect): Promise<SigningKey> =>
  dialect === 'cavage' ? keyFor('rsa-v1_5-sha256', 'https://a.example.org/ocm#signature') : keyFor();

const publish = (key: SigningKey): PublishedKey[] => keysOfSet({ keys: [jwkOf(key)] });

const look = (dialect: SignatureDialect, signed: SignedRequest, options: Partial<ExamineOptions>): SignatureProblem[] =>
  examine(signed, { rules: rulesOf(dialect), now: NOW, ...options }).problems;

const kinds = (problems: SignatureProblem[]): string[] =>
  problems.map(({ kind, part }) => (part ? `${kind} ${part}` : kind));

/** The request with headers besides. */
const having = (headers: Record<string, string>, changes: Partial<SignedRequest> = {}): SignedRequest => ({
  ...request,
  ...changes,
  headers: { ...request.headers, ...headers },
});

/** Signed in a dialect, by a draft that was changed before. */
function drafted(
  dialect: SignatureDialect,
  key: SigningKey,
  change: (draft: SignatureDraft) => Partial<SignatureDraft>,
): Record<string, string> {
  const facts = factsOf(request, dialect, NOW);
  const draft = draftOf(dialect, key, NOW);
  return { ...facts, ...writeSignatures([signatureOf(having(facts), { ...draft, ...change(draft) })]) };
}

for (const dialect of SIGNATURE_DIALECTS) {
  test(`${dialect}: what we sign is well signed, and no longer when anything that is covered changes`, async () => {
    const key = await keyForDialect(dialect);
    const keys = publish(key);
    const headers = signedHeaders(request, dialect, key, NOW);
    expect(look(dialect, having(headers), { keys })).toEqual([]);

    const body = Buffer.from('{"name":"Report.txt"}');
    expect(kinds(look(dialect, having(headers, { body }), { keys }))[0]).toMatch(/^digest /);
    const digests = dialect === 'cavage' ? ['digest', 'content-digest'] : ['content-digest'];
    const digest = dialect === 'cavage' ? legacyDigest(body) : contentDigest(body);
    const fitting = Object.fromEntries(digests.map((name) => [name, digest]));
    expect(kinds(look(dialect, having({ ...headers, ...fitting }, { body }), { keys }))).toEqual(['mismatch']);
    expect(kinds(look(dialect, having(headers, { method: 'PUT' }), { keys }))).toEqual(['mismatch']);
    expect(kinds(look(dialect, having(headers, { url: 'https://b.example.org:8443/ocm/x?x=1' }), { keys }))).toEqual([
      'mismatch',
    ]);
    for (const name of rulesOf(dialect).covers.filter((covered) => covered in headers && !covered.includes('digest'))) {
      const other = { ...headers, [name]: name === 'date' ? new Date(+NOW + 1000).toUTCString() : `${headers[name]}1` };
      expect(kinds(look(dialect, having(other), { keys })), name).toContain('mismatch');
    }
  });

  test(`${dialect}: a key of somebody else, or none, is not taken`, async () => {
    const key = await keyForDialect(dialect);
    const headers = signedHeaders(request, dialect, key, NOW);
    const stranger = await keyFor(key.algorithm.id, `${key.id}-other`);
    expect(kinds(look(dialect, having(headers), { keys: [] }))).toEqual([`unknown-key ${key.id}`]);
    const impostor = publish({ ...stranger, id: key.id });
    expect(kinds(look(dialect, having(headers), { keys: impostor }))).toEqual(['mismatch']);
    if (dialect !== 'cavage')
      expect(kinds(look(dialect, having(headers), { keys: publish(stranger) }))).toEqual([`unknown-key ${key.id}`]);
  });

  test(`${dialect}: what is too old, or from tomorrow, is not taken`, async () => {
    const key = await keyForDialect(dialect);
    const keys = publish(key);
    const at = (seconds: number): string[] => {
      const headers = signedHeaders(request, dialect, key, new Date(+NOW + seconds * 1000));
      return kinds(look(dialect, having(headers), { keys }));
    };
    expect(at(-301)).toEqual(['stale']);
    expect(at(-299)).toEqual([]);
    expect(at(59)).toEqual([]);
    expect(at(61)).toEqual(['future']);
  });

  test(`${dialect}: a request without a signature, or with one of another form, is unsigned`, async () => {
    const keys = publish(await keyForDialect(dialect));
    expect(kinds(look(dialect, having({}), { keys }))).toEqual(['unsigned']);
    const other = dialect === 'cavage' ? 'jwk' : 'cavage';
    const headers = signedHeaders(request, other, await keyForDialect(other), NOW);
    expect(kinds(look(dialect, having(headers), { keys }))).toEqual(['unsigned']);
  });
}

for (const dialect of NEW_FORMS) {
  const { covers, parameters } = rulesOf(dialect);

  test(`${dialect}: each component and parameter that must be there is missed`, async () => {
    const key = await keyFor();
    const keys = publish(key);
    for (const name of covers) {
      const headers = drafted(dialect, key, ({ components }) => ({
        components: components.filter((each) => each !== name),
      }));
      expect(kinds(look(dialect, having(headers), { keys }))).toEqual([`not-covered ${name}`]);
    }
    for (const name of parameters) {
      const headers = drafted(dialect, key, (draft) => {
        const { [name]: _, ...rest } = draft.parameters;
        return { parameters: rest };
      });
      expect(kinds(look(dialect, having(headers), { keys }))[0]).toBe(`no-parameter ${name}`);
    }
  });

  test(`${dialect}: garbage in the headers is malformed, never an error`, async () => {
    const good = signedHeaders(request, dialect, await keyFor(), NOW);
    for (const headers of [
      { ...good, 'signature-input': '((((' },
      { ...good, signature: 'ocm' },
      { ...good, signature: 'ocm=:%%%:' },
      { ...good, 'signature-input': 'ocm="text"' },
      { ...good, 'signature-input': 'ocm=(1 2);created=x;keyid=7;tag="ocm"' },
      { ...good, 'signature-input': 'ocm=("\u0000")' },
    ]) {
      const problems = look(dialect, having(headers), { keys: publish(await keyFor()) });
      expect(problems.length, JSON.stringify(headers)).toBeGreaterThan(0);
    }
    const { signature: _, ...without } = good;
    expect(kinds(look(dialect, having(without), {}))).toEqual(['malformed']);
  });
}

test('several signatures: only the one that counts is looked at, and two that count are refused', async () => {
  const [key, proxy] = [await keyFor(), await keyFor('ed25519', 'proxy')];
  const keys = publish(key);
  for (const dialect of ['label', 'tag', 'jwk'] as const) {
    const facts = factsOf(request, dialect, NOW);
    const own = signatureOf(having(facts), draftOf(dialect, key, NOW));
    const attached = signatureOf(having(facts), {
      label: 'proxy',
      components: ['@method'],
      parameters: { keyid: 'proxy' },
      key: proxy,
    });
    const broken = { ...attached, value: Buffer.from('nonsense') };
    expect(look(dialect, having({ ...facts, ...writeSignatures([broken, own]) }), { keys })).toEqual([]);
    expect(kinds(look(dialect, having({ ...facts, ...writeSignatures([attached]) }), { keys }))).toEqual(['unsigned']);
    const twice = writeSignatures([own]);
    const doubled =
      dialect === 'label'
        ? { 'signature-input': `${twice['signature-input']}, ${twice['signature-input']}`, signature: twice.signature }
        : writeSignatures([own, { ...own, label: 'again' }]);
    expect(kinds(look(dialect, having({ ...facts, ...doubled }), { keys }))).toEqual(['several']);
  }
});

test('the label of a tagged signature is free, and that of a labelled one is not', async () => {
  const key = await keyFor();
  const keys = publish(key);
  for (const dialect of ['tag', 'jwk', 'label'] as const) {
    const headers = drafted(dialect, key, () => ({ label: 'sig7' }));
    expect(kinds(look(dialect, having(headers), { keys }))).toEqual(dialect === 'label' ? ['unsigned'] : []);
  }
});

test('a text in a parameter that looks like a second member is not taken for one', () => {
  const reading = readSignatures({ 'signature-input': 'ocm=();nonce="a, ocm=()"', signature: 'ocm=:AAAA:' });
  expect(reading).toMatchObject({ repeated: [] });
});

test('every algorithm signs and verifies; the old form has names for those that had one', async () => {
  for (const { id, cavage } of ALGORITHMS) {
    const key = await keyFor(id);
    const headers = signedHeaders(request, 'jwk', key, NOW);
    expect(look('jwk', having(headers), { keys: publish(key) }), id).toEqual([]);
    if (cavage.length === 0) expect(() => signedHeaders(request, 'cavage', key, NOW)).toThrow(RangeError);
    else expect(look('cavage', having(signedHeaders(request, 'cavage', key, NOW)), { keys: publish(key) })).toEqual([]);
  }
});

test('the algorithm is told by the key, which the message may only repeat', async () => {
  const key = await keyFor();
  const [published] = publish(key);
  if (!published) throw new Error('the key cannot be read again');
  const bare = { ...published, jose: undefined };
  const chosen = (name: string | undefined, of: PublishedKey, jwkDecides: boolean): string => {
    const found = algorithmFor(of, name, { jwkDecides });
    return 'algorithm' in found ? found.algorithm.id : `refused: ${found.refused}`;
  };
  expect(chosen(undefined, published, true)).toBe('ed25519');
  expect(chosen('ed25519', published, true)).toBe('ed25519');
  expect(chosen('rsa-pss-sha512', published, true)).toContain('refused: the message says');
  expect(chosen('hmac-sha256', published, true)).toContain('no asymmetric algorithm');
  expect(chosen('none', published, false)).toContain('no asymmetric algorithm');
  expect(chosen('ed25519', bare, true)).toContain('names no alg');
  expect(chosen(undefined, bare, false)).toBe('ed25519');
  expect(chosen('ed25519', bare, false)).toBe('ed25519');
  for (const jose of ['HS256', 'none', 'ES256', ''])
    expect(chosen(undefined, { ...published, jose }, true)).toContain('not acceptable');
  expect(chosen(undefined, { ...published, jose: 'EdDSA' }, true)).toBe('ed25519');
  const [rsa] = publish(await keyFor('rsa-v1_5-sha256'));
  if (rsa) expect(chosen(undefined, { ...rsa, jose: undefined }, false)).toContain('nothing tells');
});

test('a MAC keyed with the public key is no signature', async () => {
  const key = await keyFor();
  const headers = drafted('jwk', key, ({ parameters }) => ({ parameters: { ...parameters, alg: 'hmac-sha256' } }));
  expect(kinds(look('jwk', having(headers), { keys: publish(key) }))).toEqual([`algorithm ${key.id}`]);
});

test('of several digests each that is known must be right; an unknown one beside is let pass', async () => {
  const { body } = request;
  const signed = signedHeaders(request, 'jwk', await keyFor(), NOW);
  const problems = (digest: string): string[] =>
    kinds(look('jwk', having({ ...signed, 'content-digest': digest }), {})).filter((kind) => kind.startsWith('digest'));
  expect(problems(contentDigest(body, ['sha-256', 'sha-512']))).toEqual([]);
  expect(problems(`${contentDigest(body)}, sha-512=:AAAA:`)).toEqual(['digest content-digest']);
  expect(problems(`${contentDigest(body)}, x-new=:AAAA:`)).toEqual([]);
  expect(problems('x-new=:AAAA:')).toEqual(['digest content-digest']);
  expect(problems(legacyDigest(body))).toEqual(['digest-form content-digest']);
});

test('keys come out of sets and documents as they went in, without the private half', async () => {
  const key = await keyFor('rsa-v1_5-sha256');
  expect(Object.keys(jwkOf(key)).sort()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use']);
  expect(jwkOf(key, { alg: false }).alg).toBeUndefined();
  const found = keyOfDocument({ publicKey: { keyId: key.id, publicKeyPem: pemOf(key) } });
  expect(found?.id).toBe(key.id);
  expect(found?.key.equals(key.publicKey)).toBe(true);
  expect(keyOfDocument({ publicKey: { id: key.id, publicKeyPem: pemOf(key) } })?.id).toBe(key.id);
  for (const odd of [undefined, {}, { publicKey: 'x' }, { publicKey: { publicKeyPem: 'x' } }])
    expect(keyOfDocument(odd)).toBeUndefined();
  for (const odd of [undefined, [], { keys: 7 }, { keys: [null, {}, { kty: 'oct', k: 'AAAA' }] }])
    expect(keysOfSet(odd)).toEqual([]);
});

test('each version of the text signs in its own way', () => {
  expect((['1.1.0', '1.2.0', '1.2.2', '1.3.0', '1.4.0', 'draft-06', '1.5.0'] as const).map(dialectOf)).toEqual([
    undefined,
    'cavage',
    'cavage',
    'unmarked',
    'label',
    'tag',
    'jwk',
  ]);
});
