import { expect, test } from '@playwright/test';
import { authorityOf, parseAddress, sameAuthority, serverIn } from './address.js';

const LEGAL: Record<string, { identifier: string; host: string; port?: number }> = {
  'alice@cloud.example': { identifier: 'alice', host: 'cloud.example' },
  'alice@mail.example@cloud.example:8443': { identifier: 'alice@mail.example', host: 'cloud.example', port: 8443 },
  'Zoë 名前@127.0.0.1:1': { identifier: 'Zoë 名前', host: '127.0.0.1', port: 1 },
  'a/b?c#d@[2001:db8::1]:443': { identifier: 'a/b?c#d', host: '[2001:db8::1]', port: 443 },
  'x@localhost': { identifier: 'x', host: 'localhost' },
};
for (const [text, expected] of Object.entries(LEGAL)) {
  test(`"${text}" is an address`, () => {
    expect(parseAddress(text)).toMatchObject({ ok: true, address: expected });
  });
}

const ILLEGAL: Record<string, string> = {
  alice: 'there is no @',
  '@cloud.example': 'before the @',
  'alice@': 'after the last @',
  'https://alice@cloud.example': 'begins with a scheme',
  'alice@https://cloud.example': 'scheme stands before the host',
  'alice@cloud.example/ocm': 'a path',
  'alice@cloud.example:': 'not a port',
  'alice@cloud.example:70000': 'not a port',
  'alice@cloud example': 'is not a host',
  'alice@[::1': 'is not a host',
  'alice@::1': 'colon of its own',
  'ali\nce@cloud.example': 'control character',
};
for (const [text, reason] of Object.entries(ILLEGAL)) {
  test(`${JSON.stringify(text)} is not an address`, () => {
    const parsed = parseAddress(text);
    expect(parsed.ok ? 'it is one' : parsed.reason).toContain(reason);
  });
}

test('hosts are the same without regard to case and default port', () => {
  expect(sameAuthority('Cloud.Example', 'cloud.example:443')).toBe(true);
  expect(sameAuthority('cloud.example:8443', 'cloud.example')).toBe(false);
  expect(authorityOf('a@b@c:1')).toBe('c:1');
  expect(authorityOf(7)).toBeUndefined();
});

test('the server of an old address is found behind its scheme and before its path', () => {
  expect(serverIn('alice@https://cloud.example:8443')).toBe('cloud.example:8443');
  expect(serverIn('alice@mail.example@http://cloud.example/')).toBe('cloud.example');
  expect(serverIn('alice@cloud.example/nextcloud')).toBe('cloud.example');
  expect(serverIn('alice@cloud.example')).toBe('cloud.example');
  for (const nowhere of ['alice', 'alice@', 'alice@https://', 7]) expect(serverIn(nowhere)).toBeUndefined();
});
