import { expect, test } from '@playwright/test';
import { publicKeyFrom, readJws, writeJws } from './jws.js';
import { jwkOf, newSigningKey, pemOf } from './signatures/index.js';

const list = { federation: 'Test', servers: [] };

for (const name of ['ed25519', 'ecdsa-p256-sha256'])
  test(`a document signed with ${name} is read with its key, and with no other`, async () => {
    const [key, other] = [await newSigningKey('a', name), await newSigningKey('b', name)];
    const jws = writeJws(list, key);
    const read = readJws(JSON.stringify(jws), publicKeyFrom(pemOf(key)));
    expect(read).toEqual({ form: 'json', payload: list, isSigned: true });
    const compact = `${jws.protected}.${jws.payload}.${jws.signature}`;
    expect(readJws(compact, publicKeyFrom(JSON.stringify(jwkOf(key))))).toMatchObject({
      form: 'compact',
      isSigned: true,
    });
    expect(readJws(compact, other.publicKey)?.isSigned).toBe(false);
    expect(readJws(compact)?.isSigned).toBeUndefined();
  });

test('what is no signed document is none, and objects in place of texts are told', () => {
  expect(readJws(JSON.stringify(list))).toBeUndefined();
  expect(readJws('<html>')).toBeUndefined();
  const objects = { payload: list, protected: { alg: 'ES256' }, signature: 'x' };
  expect(readJws(JSON.stringify(objects))).toEqual({ form: 'objects', payload: list, isSigned: undefined });
  expect(publicKeyFrom('no key')).toBeUndefined();
});
