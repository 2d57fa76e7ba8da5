import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { asset } from '../../spec/package-root.js';
import { type Exchange, jsonOf } from '../exchange.js';
import { exchangesOf } from '../recordings.js';
import { rulesOf, type SignatureDialect } from './dialects.js';
import { keyOfDocument, keysOfSet, type PublishedKey } from './keys.js';
import { examine } from './verify.js';

const root = asset('fixtures/data/recordings');

function recorded(family: string): Exchange[] {
  return readdirSync(join(root, family))
    .filter((file) => file.endsWith('.json'))
    .flatMap((file) => exchangesOf(JSON.parse(readFileSync(join(root, family, file), 'utf8')), file));
}

/** Keys that servers of a family published in the recordings: sets, and the one in a discovery document. */
function published(exchanges: Exchange[]): PublishedKey[] {
  return exchanges.flatMap(({ request, response }) => {
    if (request.method !== 'GET') return [];
    const json = jsonOf(response?.body);
    const old = keyOfDocument(json);
    return [...keysOfSet(json), ...(old ? [old] : [])];
  });
}

/** Signed requests whose key is known. What recordings hide of a body changes its digest, never what was signed: the header. */
function examined(
  family: string,
  dialect: Exclude<SignatureDialect, 'cavage'>,
): { id: string; problems: string[]; whole: boolean }[] {
  const exchanges = recorded(family);
  const keys = published(exchanges);
  return exchanges.flatMap(({ id, at, request }) => {
    const { signature: header, 'content-length': length } = request.headers;
    if (header === undefined || request.headers['signature-input'] === undefined) return [];
    const whole = Number(length) === request.body.bytes;
    const body = whole ? Buffer.from(request.body.text) : undefined;
    const now = Date.parse(at) > 0 ? { now: new Date(at) } : {};
    const { signature, problems } = examine({ ...request, body }, { rules: rulesOf(dialect), keys, ...now });
    if (!keys.some((key) => key.id === signature?.keyid)) return [];
    return [{ id, problems: problems.map(({ kind, reason }) => `${kind}: ${reason}`), whole }];
  });
}

test('every signed request of the strictest server is well signed by the rules of 1.5.0, body and age included', () => {
  const found = examined('opencloudmesh-go', 'jwk');
  expect(found.length).toBeGreaterThanOrEqual(6);
  expect(found.filter(({ problems }) => problems.length > 0)).toEqual([]);
  expect(found.every(({ whole }) => whole)).toBe(true);
});

test('requests of a server that labels its signatures are well signed by the rules of 1.4.0', () => {
  const found = examined('nextcloud', 'label');
  expect(found.length).toBeGreaterThanOrEqual(6);
  expect(found.filter(({ problems }) => problems.length > 0)).toEqual([]);
});
