import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { asset } from '../spec/package-root.js';
import { InteropError } from '../vocabulary.js';
import { loadProfile, loadTarget, loadTargets, placeOf } from './load-profile.js';
import { DEFAULT_BUDGETS } from './profile.js';

function write(text: string, name = 'target.yaml'): string {
  const file = join(mkdtempSync(join(tmpdir(), 'ocm-profile-')), name);
  writeFileSync(file, text);
  return file;
}

/** The problems that a profile's text has, each as "line: message", without the file name. */
function problemsOf(text: string): string[] {
  const file = write(text);
  try {
    loadProfile(file);
  } catch (error) {
    expect(error).toBeInstanceOf(InteropError);
    expect(error).toMatchObject({ code: 'profile', exit: 2, file });
    return (error as Error).message.split('\n').map((line) => line.replace(`${file}:`, ''));
  }
  return [];
}

const SOUND = 'id: a\nvendor: generic\nurl: https://a.test\n';

test('a full profile gives durations in ms, route budgets and absolute paths', () => {
  const file = write(`id: nc-33
vendor: generic
url: https://cloud.example.org/base/
accounts:
  - { user: alice, password: { env: NC33_ALICE } }
  - { user: bob, password: { file: ./bob.password } }
admin: { user: root, password: { env: NC33_ROOT } }
budgets: { step: 20s, settle: 500ms, total: 1h, routes: { "POST /shares": 5/20m } }
`);
  const profile = loadProfile(file);
  expect(profile.url).toBe('https://cloud.example.org/base');
  expect(profile.accounts[1]?.password).toEqual({ file: join(file, '../bob.password') });
  expect(profile.budgets).toEqual({
    ...DEFAULT_BUDGETS,
    step: 20_000,
    settle: 500,
    total: 3_600_000,
    routes: { 'POST /shares': { count: 5, windowMs: 1_200_000 } },
  });
  expect(placeOf(profile, 'accounts[1].password')).toEqual({ file, line: 6 });
});

test('a misspelt field is named with its line and what was probably meant', () => {
  expect(problemsOf(`${SOUND}acounts: []\n`)).toEqual(['4: unknown field "acounts": did you mean "accounts"?']);
  expect(problemsOf(`${SOUND}budgets:\n  setp: 15s\n`)).toEqual([
    '5: unknown field "budgets.setp": did you mean "budgets.step"?',
  ]);
  expect(problemsOf(`${SOUND}accounts: [{ user: a, passwort: { env: A } }]\n`)[0]).toContain(
    'did you mean "accounts[0].password"?',
  );
});

test('a field that nothing is near to lists what is known there', () => {
  expect(problemsOf(`${SOUND}tls: { frobnicate: 1 }\n`)).toEqual([
    '4: unknown field "tls.frobnicate": known here are ca',
  ]);
});

test('a missing field is named with an example', () => {
  expect(problemsOf('id: a\nvendor: generic\n')).toEqual([
    '1: url is missing: where people log in: https, host, port and base path; write for example https://cloud.example.org',
  ]);
});

test('several mistakes are all told at once, in the order of lines', () => {
  const problems = problemsOf(
    'id: Upper Case\nvendor: generic\nurl: https://a.test\nversion: 33\nhosts: https://b.test\n',
  );
  expect(problems.map((problem) => problem.split(':')[0])).toEqual(['1', '4', '5']);
  expect(problems[1]).toContain('"33" is not a text: version of the product, in quotes');
  expect(problems[1]).toContain('write for example "33.0"');
  expect(problems[2]).toContain('is not a list');
});

test('a password in clear text is refused, and not shown', () => {
  const [problem, ...others] = problemsOf(`${SOUND}accounts:\n  - user: alice\n    password: hunter2\n`);
  expect(others).toEqual([]);
  expect(problem).toMatch(/^6: accounts\[0\]\.password: a password must not stand in a profile.*\{ env: NAME \}/);
  expect(problem).not.toContain('hunter2');
});

test('a value that is not the name of a variable is not shown either', () => {
  const [problem] = problemsOf(`${SOUND}accounts: [{ user: alice, password: { env: "hunter2!" } }]\n`);
  expect(problem).toContain('accounts[0].password.env: this is not the name of an environment variable');
  expect(problem).not.toContain('hunter2');
});

for (const [url, says] of [
  ['cloud.example.org', 'this is not a URL: write https://cloud.example.org'],
  ['http://cloud.example.org', 'OCM servers speak TLS, and this is plain http: write https://'],
  ['https://alice:hunter2@cloud.example.org', 'a URL here must not hold a user name or password'],
  ['ftp://cloud.example.org', 'ftp: is not a scheme of a web server'],
] as const) {
  test(`the url ${url.replace(/:[^/:]*@/, ':…@')} is refused with what to write`, () => {
    const [problem] = problemsOf(`id: a\nvendor: generic\nurl: ${url}\n`);
    expect(problem).toContain(`3: url: ${says}`);
    expect(problem).not.toContain('hunter2');
  });
}

test('durations and route budgets need their units', () => {
  const [step, route, rate] = problemsOf(
    `${SOUND}budgets:\n  step: 15\n  routes:\n    POST /shares: five\n    "shares": 5/20m\n`,
  );
  expect(step).toContain('5: budgets.step: "15" is not a text');
  expect(step).toContain('write for example 15s');
  expect(route).toContain('write for example 5/20m');
  expect(rate).toContain('"shares" is not a route: write for example "POST /shares"');
});

test('an unknown vendor is compared with the known ones', () => {
  expect(problemsOf('id: a\nvendor: nextclod\nurl: https://a.test\n')).toEqual([
    '2: vendor: "nextclod" is not known: did you mean "nextcloud"?',
  ]);
});

test('an id that has a meaning of its own in reports is refused', () => {
  expect(problemsOf('id: reference-peer\nvendor: generic\nurl: https://a.test\n')[0]).toContain('choose another');
});

test('an account that stands there twice is refused', () => {
  expect(problemsOf(`${SOUND}accounts:\n  - user: alice\n  - user: alice\n`)[0]).toContain(
    '6: accounts[1].user: "alice" stands there twice',
  );
});

test('a certificate authority that is not there, or no PEM, is told', () => {
  expect(problemsOf(`${SOUND}tls: { ca: ./none.pem }\n`)[0]).toContain('tls.ca: there is no file');
  const file = write(`${SOUND}tls: { ca: target.yaml }\n`);
  expect(() => loadProfile(file)).toThrow('target.yaml holds no PEM certificate');
});

test('broken YAML is told with its line, without quoting it', () => {
  const [problem] = problemsOf('id: a\nvendor: generic\naccounts:\n  - { user: alice, password: hunter2\n');
  expect(problem).toMatch(/^\d+: this is not YAML that can be read/);
  expect(problem).not.toContain('hunter2');
});

test('an empty file and a list are no profile', () => {
  expect(problemsOf('')[0]).toContain('the profile: nothing is not a group of fields');
  expect(problemsOf('- a\n')[0]).toContain('the profile: a list is not a group of fields');
});

test('a name on the command line is a URL, a file, or gets the advice that fits', () => {
  expect(loadTarget('https://Cloud.example.org:8443/')).toMatchObject({
    id: 'cloud.example.org-8443',
    vendor: 'generic',
    url: 'https://Cloud.example.org:8443',
    accounts: [],
  });
  expect(() => loadTarget('cloud.example.org')).toThrow('for a server write https://cloud.example.org');
  expect(() => loadTarget('missing.yaml')).toThrow('there is no profile file missing.yaml');
  expect(() => loadTarget('http://cloud.example.org')).toThrow('write https://cloud.example.org');
  expect(() => loadTarget(tmpdir())).toThrow('is a folder');
});

test('two targets with the same id are refused', () => {
  expect(() => loadTargets(['https://a.test', 'https://a.test/'])).toThrow('have the same id "a.test"');
});

test('every example profile is sound and shows only variables for secrets', () => {
  const folder = asset('targets/profiles');
  const files = readdirSync(folder).filter((name) => name.endsWith('.yaml'));
  expect(files.length).toBeGreaterThanOrEqual(5);
  const profiles = loadTargets(files.map((name) => join(folder, name)));
  for (const profile of profiles) expect(profile.accounts.length).toBeGreaterThan(0);
});
