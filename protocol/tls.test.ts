import { X509Certificate } from 'node:crypto';
import { mkdtempSync, statSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { createHttpClient } from './http-client.js';
import { createCa, issue, loadOrCreateCa, newLeafKey, spkiHash } from './tls.js';

test('a certificate of the local authority is trusted by those who trust it, and only for its names', async () => {
  const ca = await createCa();
  const { certPem, keyPem } = await issue(ca, ['127.0.0.1', 'cloud.test']);
  const server = createServer({ cert: certPem, key: keyPem }, (_, response) => response.end('ok'));
  await new Promise<void>((resolve) => server.listen(0, resolve));
  const { port } = server.address() as AddressInfo;
  const trusting = createHttpClient({ ca: [ca.certPem] });
  const stranger = createHttpClient();
  const get = { method: 'GET', url: `https://127.0.0.1:${port}/` };
  try {
    expect((await trusting.request(get)).exchange.response?.status).toBe(200);
    expect((await stranger.request(get)).exchange.error?.code).toBe('tls');
    expect((await trusting.request({ ...get, url: `https://localhost:${port}/` })).exchange.error?.code).toBe(
      'tls-name',
    );
  } finally {
    await trusting.close();
    await stranger.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

test('an authority is made once per folder, and its key is for its owner only', async () => {
  const folder = join(mkdtempSync(join(tmpdir(), 'ocm-ca-')), 'ca');
  const made = await loadOrCreateCa(folder);
  const loaded = await loadOrCreateCa(folder);
  expect(loaded.certPem).toBe(made.certPem);
  expect(statSync(join(folder, 'ca-key.pem')).mode & 0o077).toBe(0);
  const leaf = new X509Certificate((await issue(loaded, ['cloud.test'])).certPem);
  expect(leaf.checkIssued(new X509Certificate(made.certPem))).toBe(true);
  expect(leaf.subjectAltName).toBe('DNS:cloud.test');
});

test('certificates on one key have one hash for a browser', async () => {
  const ca = await createCa();
  const leaf = await newLeafKey();
  const [a, b] = [await issue(ca, ['a.test'], leaf), await issue(ca, ['b.test'], leaf)];
  expect(spkiHash(a.certPem)).toBe(spkiHash(b.certPem));
  expect(spkiHash((await issue(ca, ['c.test'])).certPem)).not.toBe(spkiHash(a.certPem));
});
