import { expect, test } from '@playwright/test';
import { sentence } from './sentence.js';

for (const [words, written] of [
  ['the body is JSON', 'The body is JSON'],
  ['shares of links are refused', 'Shares of links are refused'],
  ['providerId is number, not string', 'providerId is number, not string'],
  ['tokenEndPoint, when present, is a URL', 'tokenEndPoint, when present, is a URL'],
  ['protocol.webdav.uri is absent', 'protocol.webdav.uri is absent'],
  ['`recipientProvider` is a host', '`recipientProvider` is a host'],
] as const)
  test(`"${words}" as a sentence`, () => {
    expect(sentence(words)).toBe(written);
  });
