import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { forgetSecrets, MASK, registerSecret, resolveSecret, scrub } from './secrets.js';

const CANARY = 'k3 Canary/+&"ü?';

test.beforeEach(() => {
  forgetSecrets();
  delete process.env.OCM_TEST_SECRET;
});

test('a secret is masked as it is, in base64 at every alignment, in a URL, in JSON and in hex', () => {
  registerSecret(CANARY);
  const texts = [
    `password ${CANARY}.`,
    ...['', 'a:', 'bob:', 'carol:'].map((user) => Buffer.from(`${user}${CANARY}`).toString('base64')),
    Buffer.from(`${CANARY}:tail`).toString('base64url'),
    `https://cloud.test/login?p=${encodeURIComponent(CANARY)}`,
    new URLSearchParams({ p: CANARY }).toString(),
    Buffer.from(CANARY).toString('hex'),
  ];
  for (const text of texts) expect(scrub(text), text).toContain(MASK);
});

test('masked JSON stays JSON, and a password that looks like a number or a word does not touch its structure', () => {
  registerSecret('1234');
  registerSecret('check');
  registerSecret('pass');
  const line = JSON.stringify({
    check: 'shares/x',
    ms: 1234,
    verdict: 'pass',
    received: 'login 1234 refused, recheck',
  });
  expect(JSON.parse(scrub(line))).toEqual({
    check: 'shares/x',
    ms: 1234,
    verdict: 'pass',
    received: `login ${MASK} refused, recheck`,
  });
});

test('a secret comes from an environment variable or from a file without its line end', () => {
  process.env.OCM_TEST_SECRET = 'from-the-environment';
  expect(resolveSecret({ env: 'OCM_TEST_SECRET' }, 'admin.password')).toBe('from-the-environment');
  const file = join(mkdtempSync(join(tmpdir(), 'ocm-secret-')), 'password');
  writeFileSync(file, 'from-a-file\n');
  expect(resolveSecret({ file }, 'admin.password')).toBe('from-a-file');
  expect(scrub('from-a-file and from-the-environment')).toBe(`${MASK} and ${MASK}`);
});

test('a missing variable and a missing file are named with the place that asks for them', () => {
  expect(() => resolveSecret({ env: 'OCM_TEST_SECRET' }, 'accounts[0].password', { file: 'a.yaml', line: 4 })).toThrow(
    'accounts[0].password: environment variable OCM_TEST_SECRET is not set',
  );
  expect(() => resolveSecret({ file: '/nowhere/secret' }, 'admin.password')).toThrow('/nowhere/secret cannot be read');
});
