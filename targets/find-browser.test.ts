import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from '@playwright/test';
import { findBrowser, requireBrowser } from './find-browser.js';

function program(...parts: string[]): string {
  const path = join(...parts);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, '#!/bin/sh\n', { mode: 0o755 });
  return path;
}

const folder = (): string => mkdtempSync(join(tmpdir(), 'ocm-browser-'));

test('the browser that OCM_INTEROP_BROWSER names wins over an installed one', () => {
  const home = folder();
  const mine = program(home, 'mine');
  program(home, 'bin', 'chromium');
  const found = findBrowser({ env: { OCM_INTEROP_BROWSER: mine, PATH: join(home, 'bin') }, platform: 'linux', home });
  expect(found).toEqual({ path: mine, source: 'OCM_INTEROP_BROWSER' });
});

test('a wrong OCM_INTEROP_BROWSER is an error, not a reason to take another browser', () => {
  const home = folder();
  program(home, 'bin', 'chromium');
  const env = { OCM_INTEROP_BROWSER: join(home, 'gone'), PATH: join(home, 'bin') };
  expect(() => findBrowser({ env, platform: 'linux', home })).toThrow(/OCM_INTEROP_BROWSER names .*gone/);
});

test('an installed browser is found on PATH, chromium before chrome whatever the order of folders', () => {
  const home = folder();
  program(home, 'a', 'google-chrome');
  const chromium = program(home, 'b', 'chromium');
  const found = findBrowser({ env: { PATH: `${join(home, 'a')}:${join(home, 'b')}` }, platform: 'linux', home });
  expect(found).toEqual({ path: chromium, source: 'installed' });
});

test("a script that only asks for Ubuntu's snap is not a browser", () => {
  const home = folder();
  const stub = program(home, 'bin', 'chromium-browser');
  writeFileSync(stub, '#!/bin/sh\necho "Command requires the chromium snap to be installed."\n');
  expect(findBrowser({ env: { PATH: join(home, 'bin') }, platform: 'linux', home })).toBeUndefined();
});

test('an application of macOS is found in the home folder', () => {
  const home = folder();
  const chrome = program(home, 'Applications', 'Google Chrome.app/Contents/MacOS/Google Chrome');
  expect(findBrowser({ env: {}, platform: 'darwin', home })?.path).toBe(chrome);
});

test("the newest browser in Playwright's cache is the last resort", () => {
  const home = folder();
  program(home, '.cache/ms-playwright/chromium-999/chrome-linux/chrome');
  const newest = program(home, '.cache/ms-playwright/chromium-1200/chrome-linux64/chrome');
  mkdirSync(join(home, '.cache/ms-playwright/chromium-1300'), { recursive: true });
  expect(findBrowser({ env: { PATH: '' }, platform: 'linux', home })?.path).toBe(newest);
});

test('without any browser the error is ours (exit 3) and lists the commands to choose from', () => {
  const home = folder();
  const places = { env: { PATH: '' }, platform: 'linux', home } as const;
  expect(findBrowser(places)).toBeUndefined();
  expect(() => requireBrowser(places)).toThrow(
    expect.objectContaining({
      code: 'no-browser',
      exit: 3,
      message: expect.stringContaining('apt-get install -y chromium-headless-shell'),
    }),
  );
});
