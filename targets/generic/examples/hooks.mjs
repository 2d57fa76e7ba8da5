#!/usr/bin/env node
// Hooks in JavaScript, nothing but Node itself: acts for people of the reference peer through its user API.
// Replace the URLs by those of your server. The call is JSON on standard input, the answer JSON on standard output: docs/hooks.md.

import { readFileSync } from 'node:fs';
import { request } from 'node:https';

const { action, actor, args, deadlineMs } = JSON.parse(readFileSync(0, 'utf8'));
const { OCM_HOOK_URL, OCM_HOOK_CA, OCM_HOOK_PASSWORD = '' } = process.env;

/** The server said no. */
class Refused extends Error {}

/** One request for the actor; gives the bytes of the answer. */
function ask(method, path, body) {
  const isRaw = Buffer.isBuffer(body);
  return new Promise((resolve, reject) => {
    const outgoing = request(`${OCM_HOOK_URL.replace(/\/+$/, '')}/api${path}`, {
      method,
      auth: `${actor}:${OCM_HOOK_PASSWORD}`,
      headers: { 'content-type': isRaw ? 'application/octet-stream' : 'application/json' },
      timeout: deadlineMs,
      ...(OCM_HOOK_CA ? { ca: readFileSync(OCM_HOOK_CA) } : {}),
    });
    outgoing.on('error', reject);
    outgoing.on('response', async (response) => {
      const chunks = [];
      for await (const chunk of response) chunks.push(chunk);
      const bytes = Buffer.concat(chunks);
      if (response.statusCode < 300) resolve(bytes);
      else reject(new Refused(messageIn(bytes) ?? `status ${response.statusCode}`));
    });
    outgoing.end(body === undefined || isRaw ? body : JSON.stringify(body));
  });
}

function messageIn(bytes) {
  try {
    return JSON.parse(bytes.toString('utf8')).message;
  } catch {
    return undefined;
  }
}

const json = async (path) => JSON.parse((await ask('GET', path)).toString('utf8'));
const path = (text) => text.split('/').map(encodeURIComponent).join('/');
const id = () => encodeURIComponent(args.share.id);
const received = (inside) => `/received/${id()}/content${inside === undefined ? '' : `/${path(inside)}`}`;
const content = () => Buffer.from(args.content, 'base64');

const LISTS = {
  files: () => json(`/folders${path(args.path)}`),
  inside: () => json(`/received/${id()}/entries`),
  sent: async () =>
    (await json(`/shares?path=${encodeURIComponent(args.path)}`)).map(({ providerId, to }) => ({ id: providerId, to })),
  pending: () => json('/pending'),
  received: async () => (await json('/received')).filter(({ isLocal }) => !isLocal),
};

/** Each does one thing and gives what the answer holds besides "ok". */
const ACTIONS = {
  put: () => ask('PUT', `/files${path(args.path)}`, content()),
  folder: () => ask('PUT', `/folders${path(args.path)}`),
  async share() {
    const { path, permission, resource } = args;
    const wish = { path, permission, resource, address: args.to };
    const made = await ask('POST', '/shares', wish);
    return { id: JSON.parse(made.toString('utf8')).providerId };
  },
  permit: () => ask('PATCH', `/shares/${id()}`, { permission: args.permission }),
  unshare: () => ask('DELETE', `/shares/${id()}`),
  list: async () => ({ items: await LISTS[args.of]() }),
  accept: () => ask('POST', `/pending/${id()}/accept`),
  decline: () => ask('POST', `/pending/${id()}/decline`),
  leave: () => ask('DELETE', `/received/${id()}`),
  async read() {
    const bytes = await ask('GET', args.share ? received(args.inside) : `/files${path(args.path)}`);
    return { items: [bytes.toString('base64')] };
  },
  write: () => ask('PUT', received(args.inside), content()),
  rename: () => ask('MOVE', received(args.from), { to: args.to }),
  remove: () => ask('DELETE', args.share ? received(args.inside) : `/files${path(args.path)}`),
  // Its page, as one answer: what it has the browser do, and the whole of it, in which the secret must not be seen.
  async open() {
    const page = await ask('GET', `/received/${id()}/app`);
    return { items: [{ ...JSON.parse(page.toString('utf8')), seen: page.toString('utf8') }] };
  },
  async invite() {
    const made = JSON.parse((await ask('POST', '/invites', args)).toString('utf8'));
    return { items: [{ text: made.text, link: made.link, ends: made.ends }] };
  },
  take: () => ask('POST', '/invites/accept', { text: args.text }),
  contacts: async () => ({ items: await json('/contacts') }),
  forget: () => ask('DELETE', `/contacts/${encodeURIComponent(args.address)}`),
};

let answer;
try {
  if (!ACTIONS[action]) throw new Refused('this hook knows no such action');
  const more = await ACTIONS[action]();
  answer = { ok: true, ...(Buffer.isBuffer(more) ? {} : more) };
} catch (error) {
  if (!(error instanceof Refused)) throw error;
  answer = { ok: false, error: error.message };
}
process.stdout.write(`${JSON.stringify(answer)}\n`);
