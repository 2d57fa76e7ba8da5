import { expect, test } from '@playwright/test';
import { addressFault } from './address.js';

for (const address of [
  'bob@cloud.example.org',
  'nomen.nescio@example.org@cloud.example.org',
  'https://id.example.org/bob@cloud.example.org'.replace('https://', ''),
  'bob@127.0.0.1:9200',
  'bob@[2001:db8::1]:8443',
  'Zoë Ω@cloud.example.org:443',
  'YjFmNzRlYzQ==@cloud1.test:9741',
  'bob@localhost',
]) {
  test(`${address} is an OCM address`, () => {
    expect(addressFault(address, '/shareWith', 'OCM-SHARE-009')).toEqual([]);
  });
}

for (const [address, clause] of [
  ['bob', 'OCM-ADDR-001'],
  ['@cloud.example.org', 'OCM-ADDR-001'],
  ['bob@', 'OCM-ADDR-001'],
  ['bob@https://cloud.example.org', 'OCM-ADDR-007'],
  ['https://cloud.example.org', 'OCM-ADDR-007'],
  ['bob@cloud.example.org/', 'OCM-ADDR-006'],
  ['bob@cloud.example.org/path', 'OCM-ADDR-006'],
  ['bob@cloud example', 'OCM-ADDR-004'],
  ['bob@::1', 'OCM-ADDR-004'],
  ['bob@cloud.example.org:99999', 'OCM-ADDR-004'],
] as const) {
  test(`${address} breaks ${clause}`, () => {
    const [hit] = addressFault(address, '/shareWith', 'OCM-SHARE-009');
    expect(hit?.clauses?.slice(0, 2)).toEqual(['OCM-SHARE-009', clause]);
    expect(hit?.where).toBe('/shareWith');
  });
}
