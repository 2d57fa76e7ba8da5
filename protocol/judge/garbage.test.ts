import { expect, test } from '@playwright/test';
import { discoveryDocument, exchange, invite, notification, publicKeys, share, tokenForm } from './cases/samples.js';
import { judge } from './judge.js';

const URLS = [
  ['GET', 'https://b.example.org/.well-known/ocm'],
  ['GET', 'https://b.example.org/.well-known/jwks.json'],
  ['POST', 'https://b.example.org/ocm/shares'],
  ['POST', 'https://b.example.org/ocm/notifications'],
  ['POST', 'https://b.example.org/ocm/invite-accepted'],
  ['POST', 'https://b.example.org/ocm/token'],
  ['POST', 'https://b.example.org/ocs/v2.php/cloud/shares'],
  ['GET', 'not a url'],
  ['POST', 'https://[::bad/shares'],
] as const;

const deep = (open: string, close: string, levels: number): string => open.repeat(levels) + close.repeat(levels);
const hostile =
  '{"__proto__":{"enabled":true},"constructor":{"prototype":1},"hasOwnProperty":1,"toString":null,"protocol":{"__proto__":{"webdav":1},"name":"multi"}}';

const BODIES: [what: string, body: string][] = [
  ['nothing', ''],
  ['null', 'null'],
  ['a number', '42'],
  ['a string', '"x"'],
  ['a list', '[[],{},null]'],
  ['no JSON', '{"a":'],
  ['bytes', '\u0000\ufffd\u001f'],
  ['prototype members', hostile],
  [
    'members of wrong types',
    JSON.stringify(
      Object.fromEntries(
        Object.keys({ ...share(), ...discoveryDocument(), ...notification(), ...invite(), ...publicKeys() }).map(
          (key) => [key, [{ [key]: [null, 1, 'x'] }]],
        ),
      ),
    ),
  ],
  [
    'nulls',
    JSON.stringify(
      Object.fromEntries(
        Object.keys({ ...share(), ...discoveryDocument(), ...notification(), ...invite() }).map((key) => [key, null]),
      ),
    ),
  ],
  [
    'deep lists',
    `{"resourceTypes":${deep('[', ']', 20_000)},"protocol":${deep('[', ']', 20_000)},"notification":${deep('[', ']', 20_000)}}`,
  ],
  [
    'deep objects',
    `{"protocol":{"webdav":${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}},"resourceTypes":[${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}]}`,
  ],
  [
    'a huge string',
    JSON.stringify({
      ...share({ shareWith: '@'.repeat(1_000_000), name: 'x'.repeat(1_000_000) }),
      endPoint: `https://${'a'.repeat(500_000)}`,
      publicKey: { publicKeyPem: '-----BEGIN '.repeat(50_000) },
    }),
  ],
  [
    'a huge list',
    JSON.stringify({
      capabilities: Array.from({ length: 50_000 }, () => 1),
      resourceTypes: Array.from({ length: 50_000 }, () => 1),
      protocol: { webdav: { permissions: Array.from({ length: 50_000 }, () => 'x') } },
    }),
  ],
  ['a form', tokenForm()],
  ['a broken form', 'grant_type=%ZZ&client_id=%E0%A4%A&code&&=&__proto__=1'],
];

for (const [what, body] of BODIES) {
  test(`${what} on the wire is judged without an exception, in bounded words`, () => {
    const documents = new Map<string, unknown>([
      ['b.example.org', jsonOrText(body)],
      ['a.example.org', null],
      ['', [1]],
    ]);
    let longest = 0;
    for (const [method, url] of URLS) {
      for (const status of body.length > 10_000 ? [200] : [200, 201, 400, 404]) {
        const sample = exchange({ method, url, body, status, answer: body, headers: {}, answerHeaders: {} });
        for (const spec of ['1.0.0', '1.3.0', '1.5.0'] as const) {
          for (const { received, where, reason } of judge(sample, { specOf: () => spec, documents })) {
            longest = Math.max(longest, received.length, where.length, reason.length);
          }
        }
      }
    }
    expect(longest).toBeLessThan(500);
  });
}

test('a prototype member does not stand in for a missing one', () => {
  const sample = exchange({ body: hostile });
  const found = judge(sample, { specOf: () => '1.4.0' }).map(({ where }) => where);
  expect(found).toContain('/shareWith');
  expect(({} as Record<string, unknown>).enabled).toBeUndefined();
});

function jsonOrText(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return body;
  }
}
