import { createPrivateKey, createPublicKey, type JsonWebKeyInput } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { isInnerList, parseDictionary } from 'structured-headers';
import { asset } from '../../spec/package-root.js';
import { ALGORITHMS, signWith, verifiesWith } from './algorithms.js';
import { type SignedMessage, signatureBase } from './components.js';
import { rulesOf } from './dialects.js';
import { readContentDigest } from './digest.js';
import { readSignatures } from './headers.js';
import { keysOfSet } from './keys.js';
import { examine, type SignedRequest } from './verify.js';

interface Vectors {
  keys: Record<string, { algorithm: string; pem: string; privateJwk?: JsonWebKeyInput['key'] }>;
  vectors: {
    section: string;
    what: string;
    message: SignedMessage & { body?: string };
    key: string;
    signatureInput: string;
    signature: string;
    base?: string;
  }[];
}

const read = (name: string): unknown =>
  JSON.parse(readFileSync(asset(`fixtures/data/signatures/${name}.json`), 'utf8'));
const rfc = read('rfc9421') as Vectors;

for (const { section, what, message, key, signatureInput, signature, base } of rfc.vectors) {
  test(`RFC 9421 ${section}, ${what}: base and signature are those of the RFC`, () => {
    const headers = { ...message.headers, 'signature-input': signatureInput, signature };
    const reading = readSignatures(headers);
    const found = 'signatures' in reading ? reading.signatures[0] : undefined;
    const member = [...parseDictionary(signatureInput).values()][0];
    if (!found?.value || !member || !isInnerList(member)) throw new Error('the vector cannot be read');
    const bytes = signatureBase(message, found.input);
    if (base !== undefined) expect(Buffer.from(bytes).toString()).toBe(base);
    const published = rfc.keys[key];
    const algorithm = ALGORITHMS.find(({ id }) => id === published?.algorithm);
    if (!published || !algorithm) throw new Error('the vector names no key');
    expect(verifiesWith(algorithm, createPublicKey(published.pem), bytes, found.value)).toBe(true);
    const other = Buffer.concat([bytes, Buffer.from(' ')]);
    expect(verifiesWith(algorithm, createPublicKey(published.pem), other, found.value)).toBe(false);
    if (published.privateJwk === undefined) return;
    const own = createPrivateKey({ key: published.privateJwk, format: 'jwk' });
    expect(Buffer.from(signWith(algorithm, own, bytes))).toEqual(Buffer.from(found.value));
  });
}

test('the digests of the RFC are those of its bodies', () => {
  const withBody = rfc.vectors.filter(({ message }) => message.body !== undefined);
  expect(withBody.length).toBeGreaterThan(4);
  for (const { message } of withBody) {
    const reading = readContentDigest(message.headers['content-digest'] ?? '', Buffer.from(message.body ?? ''));
    expect(reading).toMatchObject({ entries: [{ algorithm: 'sha-512', matches: true }] });
  }
});

test('the example of the 1.5.0 text is well signed by its own rules, until one byte of it changes', () => {
  const { keys, request } = read('ocm-1.5.0') as { keys: unknown[]; request: SignedRequest & { body: string } };
  const options = { rules: rulesOf('jwk'), keys: keysOfSet({ keys }), now: new Date(1785060510_000) };
  const message = { ...request, body: Buffer.from(request.body) };
  expect(examine(message, options)).toMatchObject({ signature: { keyid: 'sender.example.org#key1' }, problems: [] });
  const other = { ...message, body: Buffer.from(request.body.replace('spec.yaml', 'Spec.yaml')) };
  expect(examine(other, options).problems).toMatchObject([{ kind: 'digest' }]);
  expect(examine({ ...message, url: `${request.url}/` }, options).problems).toMatchObject([{ kind: 'mismatch' }]);
});

interface OldVectors {
  pem: string;
  request: SignedRequest & { body: string };
  vectors: { section: string; signature: string }[];
}

const old = read('cavage') as OldVectors;

for (const { section, signature } of old.vectors) {
  test(`draft-cavage ${section}: the signature is one of the request, and its digest one of the body`, () => {
    const headers = { ...old.request.headers, signature };
    const keys = [{ id: 'Test', key: createPublicKey(old.pem), jose: undefined }];
    const kinds = (request: SignedRequest): string[] =>
      examine(request, { rules: rulesOf('cavage'), keys })
        .problems.map(({ kind }) => kind)
        .filter((kind) => kind !== 'not-covered');
    expect(kinds({ ...old.request, headers, body: Buffer.from(old.request.body) })).toEqual([]);
    expect(kinds({ ...old.request, headers, body: Buffer.from('{"hello": "World"}') })).toEqual(['digest']);
    const later = { ...headers, date: 'Sun, 05 Jan 2014 21:31:41 GMT' };
    expect(kinds({ ...old.request, headers: later, body: undefined })).toEqual(['mismatch']);
  });
}
