import { X509Certificate } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { runCli } from './testing/run-cli.js';

const folder = (): string => mkdtempSync(join(tmpdir(), 'ocm-ca-'));

test('ca writes the certificate only; the key stays in the data folder, for its owner alone, and is made once', async () => {
  const lab = folder();
  const env = { OCM_INTEROP_DATA: join(lab, 'data') };
  const first = await runCli(['ca', join(lab, 'a'), '--json'], { env });
  expect(first.code, first.stderr).toBe(0);
  expect(JSON.parse(first.stdout)).toMatchObject({ created: true, keyFolder: join(lab, 'data', 'ca') });
  expect(existsSync(join(lab, 'a', 'ca-key.pem'))).toBe(false);
  expect(statSync(join(lab, 'data', 'ca', 'ca-key.pem')).mode & 0o077).toBe(0);
  const second = await runCli(['ca', join(lab, 'b')], { env });
  expect(second.stdout).toContain(join(lab, 'b', 'ca.pem'));
  expect(readFileSync(join(lab, 'b', 'ca.pem'), 'utf8')).toBe(readFileSync(join(lab, 'a', 'ca.pem'), 'utf8'));
});

test('ca --for issues a certificate for the names, and replaces files only with --force', async () => {
  const lab = folder();
  const env = { OCM_INTEROP_DATA: join(lab, 'data') };
  const issue = (...more: string[]) => runCli(['ca', lab, '--for', 'cloud1.test', '127.0.0.1', ...more], { env });
  expect((await issue()).code).toBe(0);
  const read = (name: string): X509Certificate => new X509Certificate(readFileSync(join(lab, name)));
  const certificate = read('cloud1.test.pem');
  expect(certificate.verify(read('ca.pem').publicKey)).toBe(true);
  expect(certificate.subjectAltName).toBe('DNS:cloud1.test, IP Address:127.0.0.1');
  const again = await issue();
  expect(again.code).toBe(2);
  expect(again.stderr).toContain('cloud1.test.pem is there already');
  expect((await issue('--force')).code).toBe(0);
});
