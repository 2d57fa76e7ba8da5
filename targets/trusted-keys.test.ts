import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@playwright/test';
import { createCa, issue, type KeyedCertificate, spkiHash } from '../protocol/tls.js';
import { trustedKeys } from './trusted-keys.js';

async function serving(certificate: KeyedCertificate, use: (host: string) => Promise<void>): Promise<void> {
  const server = createServer({ cert: certificate.certPem, key: certificate.keyPem });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  try {
    await use(`127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

test('the key of a host is given when its certificate holds against the authority, once', async () => {
  const ca = await createCa();
  const certificate = await issue(ca, ['127.0.0.1']);
  await serving(certificate, async (host) => {
    expect(await trustedKeys([host, host], [ca.certPem])).toEqual([spkiHash(certificate.certPem)]);
    expect(await trustedKeys([host], [])).toEqual([]);
  });
});

test('a certificate of another authority, or for another name, gives no key', async () => {
  const [ca, other] = [await createCa(), await createCa()];
  await serving(await issue(other, ['127.0.0.1']), async (host) => {
    expect(await trustedKeys([host], [ca.certPem])).toEqual([]);
  });
  await serving(await issue(ca, ['cloud.example.org']), async (host) => {
    expect(await trustedKeys([host], [ca.certPem])).toEqual([]);
  });
});

test('a host that does not answer gives no key', async () => {
  expect(await trustedKeys(['127.0.0.1:1'], [(await createCa()).certPem])).toEqual([]);
});
