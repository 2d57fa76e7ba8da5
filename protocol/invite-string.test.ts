import { expect, test } from '@playwright/test';
import { formsOfInvite, readInvite, writeInvite } from './invite-string.js';

const parts = { token: 'a55a966e-15c1-4cb9-a39d-4e4c54399baf', provider: 'cloud.example.org' };

test('an invite string is token@host in base64, and is read back', () => {
  for (const form of ['base64', 'base64url', 'plain'] as const)
    expect(readInvite(writeInvite(parts, form))).toEqual(parts);
});

test('it is split at the last @, and padding may be there or not', () => {
  const odd = { token: 'a@b@c???>>>', provider: '127.0.0.1:8443' };
  expect(readInvite(writeInvite(odd, 'base64'))).toEqual(odd);
  expect(readInvite(writeInvite(odd, 'base64').replace(/=+$/, ''))).toEqual(odd);
  expect(readInvite(` ${writeInvite(odd, 'base64url')}\n`)).toEqual(odd);
});

test('the spelling is told where a letter tells it', () => {
  expect(formsOfInvite(writeInvite({ token: 'ab', provider: 'h.example' }, 'base64'))).toEqual(['base64', 'base64url']);
  expect(formsOfInvite(writeInvite({ token: 'abc', provider: 'h.example' }, 'base64'))).toEqual(['base64']);
  expect(formsOfInvite(writeInvite({ token: '???', provider: 'h.example' }, 'base64url'))).not.toContain('base64');
  expect(formsOfInvite('token@h.example')).toEqual(['plain']);
  expect(formsOfInvite('no invite')).toEqual([]);
});

test('what is no invite string is none', () => {
  for (const text of ['', '@', 'token@', '@host', 'token@https://h.example', Buffer.from('nothing').toString('base64')])
    expect(readInvite(text), text).toBeUndefined();
});
