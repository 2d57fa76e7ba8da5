import { expect, test } from '@playwright/test';
import type { BadCertificate } from './contract.js';
import { startPeer } from './peer.js';

/** Status, or why there was none, of a look at a host with such a certificate. */
async function looks(certificate: BadCertificate, deviations: string[] = []): Promise<unknown> {
  const peer = await startPeer();
  try {
    const from = await peer.openHost({ id: 'from', speaks: '1.2', deviations });
    const host = await peer.openHost({ id: 'host', speaks: '1.2', certificate });
    const { response, error } = await peer.send(from.id, { method: 'GET', url: `${host.url}/.well-known/ocm` });
    return response?.status ?? error?.code;
  } finally {
    await peer.close();
  }
}

test('whoever verifies certificates talks to no host with a bad one', async () => {
  expect(await looks('self-signed')).toBe('tls');
  expect(await looks('expired')).toMatch(/^tls/);
  expect(await looks('other-name')).toBe('tls-name');
});

test('whoever does not look at names takes a certificate for another one, and no other that is bad', async () => {
  const careless = ['certificate-names-not-verified'];
  expect(await looks('other-name', careless)).toBe(200);
  expect(await looks('expired', careless)).toMatch(/^tls/);
  expect(await looks('self-signed', careless)).toBe('tls');
});

test('whoever verifies nothing takes them all', async () => {
  for (const kind of ['self-signed', 'expired', 'other-name'] as const)
    expect(await looks(kind, ['certificates-not-verified'])).toBe(200);
});
