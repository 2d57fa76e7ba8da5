import type { SpecVersion } from '../../../vocabulary.js';
import type { Exchange } from '../../exchange.js';
import type { Violation } from '../contract.js';
import { judge } from '../judge.js';
import type { KnownKeys } from '../key-sets.js';
import type { Documents } from '../parties.js';

/** Conformant messages that the tests break in one place each. */

export const SENDER = 'a.example.org';
export const RECEIVER = 'b.example.org';

type Json = Record<string, unknown>;

export const discoveryDocument = (changes: Json = {}): Json => ({
  enabled: true,
  apiVersion: '1.4.0',
  endPoint: `https://${RECEIVER}/ocm`,
  provider: 'Example',
  resourceTypes: [
    { name: 'file', shareTypes: ['user'], protocols: { webdav: '/dav/ocm/', 'webdav-receive': { uri: 'absolute' } } },
  ],
  capabilities: ['exchange-token', 'protocol-object'],
  criteria: [],
  tokenEndPoint: `https://${RECEIVER}/ocm/token`,
  ...changes,
});

export const share = (changes: Json = {}): Json => ({
  shareWith: `bob@${RECEIVER}`,
  name: 'report.txt',
  providerId: '7c084226',
  owner: `alice@${SENDER}`,
  sender: `alice@${SENDER}`,
  shareType: 'user',
  resourceType: 'file',
  protocol: webdav(),
  ...changes,
});

/** A `multi` protocol object with webdav, changed in its webdav part. */
export const webdav = (changes: Json = {}): Json => ({
  name: 'multi',
  webdav: {
    uri: `https://${SENDER}/dav/ocm/7c084226`,
    sharedSecret: 'hfiuhworzwnur98d',
    permissions: ['read'],
    ...changes,
  },
});

export const webapp = (changes: Json = {}): Json => ({
  name: 'multi',
  webapp: {
    uri: `https://${SENDER}/app/7c084226`,
    targets: ['blank'],
    permissions: ['view'],
    requirements: ['must-exchange-token'],
    sharedSecret: 'hfiuhworzwnur98d',
    ...changes,
  },
});

export const notification = (changes: Json = {}): Json => ({
  notificationType: 'SHARE_ACCEPTED',
  resourceType: 'file',
  providerId: '7c084226',
  ...changes,
});

/** The form of 1.5.0. */
export const notification15 = (changes: Json = {}): Json => ({
  notificationType: 'SHARE_ACCEPTED',
  senderDomain: RECEIVER,
  resourceType: 'file',
  notification: { file: { providerId: '7c084226' } },
  ...changes,
});

export const invite = (changes: Json = {}): Json => ({
  recipientProvider: RECEIVER,
  token: 'xyzzy-42',
  userID: 'bob',
  email: 'bob@example.com',
  name: 'Bob',
  ...changes,
});

export const tokenForm = (changes: Record<string, string> = {}, without?: string): string => {
  const form = new URLSearchParams({
    grant_type: 'authorization_code',
    client_id: RECEIVER,
    code: 'hfiuhworzwnur98d',
    ...changes,
  });
  if (without !== undefined) form.delete(without);
  return form.toString();
};

export const publicKeys = (changes: Json = {}): Json => ({
  keys: [
    {
      kty: 'OKP',
      crv: 'Ed25519',
      kid: 'key1',
      alg: 'Ed25519',
      x: 'nMpiqtUYG8A_N6QnoAPhusvz77mDxyf41x0oO9y2Ey0',
      ...changes,
    },
  ],
});

export interface Sample {
  method?: string;
  url?: string;
  headers?: Record<string, string>;
  body?: unknown;
  status?: number;
  answer?: unknown;
  answerHeaders?: Record<string, string>;
}

/** An exchange; bodies that are not text are written as JSON. */
export function exchange(sample: Sample): Exchange {
  const asText = (body: unknown): string =>
    typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body);
  const [request, response] = [asText(sample.body), asText(sample.answer)];
  return {
    id: 'x1',
    at: '2026-11-22T16:00:00.000Z',
    ms: 1,
    request: {
      method: sample.method ?? 'POST',
      url: sample.url ?? `https://${RECEIVER}/ocm/shares`,
      headers: { 'content-type': 'application/json', ...sample.headers },
      body: { text: request, bytes: Buffer.byteLength(request) },
    },
    ...(sample.status !== undefined && {
      response: {
        status: sample.status,
        headers: { 'content-type': 'application/json', ...sample.answerHeaders },
        body: { text: response, bytes: Buffer.byteLength(response) },
      },
    }),
  };
}

/** Judges a sample with both sides at one version. */
export function judged(
  sample: Sample,
  spec: SpecVersion = '1.4.0',
  documents?: Documents,
  keys?: KnownKeys,
): Violation[] {
  return judge(exchange(sample), { specOf: () => spec, ...(documents && { documents }), ...(keys && { keys }) });
}

/** One message that breaks one rule: `rule @ where` must be among what the judge says. */
export interface BrokenCase {
  what: string;
  mark: string;
  sample: Sample;
  spec: SpecVersion;
  documents?: Documents;
  keys?: KnownKeys;
}

/** `rule @ where` of every violation, for comparing. */
export const marks = (violations: Violation[]): string[] => violations.map(({ rule, where }) => `${rule} @ ${where}`);
