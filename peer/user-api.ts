import type { Exchange } from '../protocol/exchange.js';
import { Redactor } from '../protocol/redact.js';
import type { Content } from './http/content.js';
import { jsonReply, type PeerReply, type PeerRequest, type Route, type RouteFactory } from './http/router.js';
import { ActionRefused, type PeerPeople, type PeerUser, type UserAttempt } from './user-actions.js';

/**
 * What a person can do, as JSON over HTTP with the account's name and password (Basic). Errors are `{ "message": "..." }`:
 * 400 malformed, 401 unknown account, 403 the owner's server refuses, 404 no such thing, 409 not possible as things stand,
 * 502 the other server did not do its part.
 */
export const userApi: RouteFactory = (people) => {
  const route = (method: string, path: string, act: (user: PeerUser, request: PeerRequest) => Answer): Route => ({
    method,
    path: `/api${path}`,
    handle: (request) => asUser(people, request, act),
  });
  return [
    route('GET', '/me', (user) => {
      const { id, speaks, dialect, deviations } = people.info;
      return ok({
        user: user.user,
        displayName: user.displayName,
        address: user.address,
        host: { id, speaks, ...(dialect ? { dialect: dialect.name } : {}), deviations },
      });
    }),

    route('GET', '/files/*', (user, request) => content(user.get(below(request)))),
    route('PUT', '/files/*', (user, request) => {
      user.put(below(request), request.stored ?? request.body);
      return done();
    }),
    route('MOVE', '/files/*', (user, request) => {
      user.move(below(request), textOf(fieldsOf(request), 'to'));
      return done();
    }),
    route('DELETE', '/files/*', async (user, request) => {
      await user.delete(below(request));
      return done();
    }),
    route('GET', '/folders/*', (user, request) => found(user.list(below(request)), 'There is no such folder')),
    route('PUT', '/folders/*', (user, request) => {
      user.mkdir(below(request));
      return done();
    }),

    route('GET', '/shares', (user, request) => ok(user.listSent(request.query.get('path') ?? undefined))),
    route('POST', '/shares', async (user, request) => {
      const wanted = fieldsOf(request);
      if (wanted.resource !== undefined)
        return jsonReply(201, await user.shareThing(textOf(wanted, 'resource'), textOf(wanted, 'address')));
      const kind = wanted.kind === 'group' ? 'group' : 'user';
      const share = await user.share(textOf(wanted, 'path'), textOf(wanted, 'address'), permissionOf(wanted), kind);
      return jsonReply(201, share);
    }),
    route('PATCH', '/shares/:id', (user, request) => {
      user.setPermission(param(request, 'id'), permissionOf(fieldsOf(request)));
      return done();
    }),
    route('DELETE', '/shares/:id', async (user, request) => {
      await user.unshare(param(request, 'id'));
      return done();
    }),

    route('GET', '/pending', (user) => ok(user.pending())),
    route('POST', '/pending/:id/accept', async (user, request) => {
      await user.accept(param(request, 'id'));
      return done();
    }),
    route('POST', '/pending/:id/decline', async (user, request) => {
      await user.decline(param(request, 'id'));
      return done();
    }),

    route('GET', '/received', (user) => ok(user.received())),
    route('DELETE', '/received/:id', async (user, request) => {
      await user.leave(param(request, 'id'));
      return done();
    }),
    route('GET', '/received/:id/entries/*', async (user, request) =>
      found(await user.listInside(param(request, 'id'), inside(request)), 'The owner’s server gives no such folder'),
    ),
    route('GET', '/received/:id/content/*', async (user, request) =>
      content(await user.readReceived(param(request, 'id'), inside(request))),
    ),
    route('PUT', '/received/:id/content/*', async (user, request) =>
      attempted(await user.writeReceived(param(request, 'id'), request.stored ?? request.body, inside(request))),
    ),
    route('MKCOL', '/received/:id/content/*', async (user, request) =>
      attempted(await user.makeFolderInside(param(request, 'id'), needInside(request))),
    ),
    route('MOVE', '/received/:id/content/*', async (user, request) =>
      attempted(await user.renameInside(param(request, 'id'), needInside(request), textOf(fieldsOf(request), 'to'))),
    ),
    route('DELETE', '/received/:id/content/*', async (user, request) =>
      attempted(await user.removeInside(param(request, 'id'), needInside(request))),
    ),

    route('GET', '/exchanges', (user, request) => {
      const since = request.query.get('since') ?? '';
      if (since !== '' && Number.isNaN(Date.parse(since)))
        throw new ActionRefused(400, 'since is not a moment (ISO 8601)');
      const after = Number(request.query.get('after') ?? 0);
      if (!Number.isSafeInteger(after) || after < 0)
        throw new ActionRefused(400, 'after is not what an earlier answer gave as "next"');
      const { exchanges, next } = people.exchanges(since, after);
      const mine = exchanges.filter(({ account }) => account === undefined || account === user.user);
      return ok({ exchanges: redacted(mine), next });
    }),
    { method: '*', path: '/api/*', handle: () => jsonReply(404, { message: 'There is no such resource' }) },
  ];
};

type Answer = PeerReply | Promise<PeerReply>;

/** One for all hosts of the process: a secret has the same marker at the host that sent it and at the one that got it. */
const redactor = new Redactor();
const redactedOnce = new WeakMap<Exchange, Exchange>();

function redacted(exchanges: Exchange[]): Exchange[] {
  const fresh = exchanges.filter((exchange) => !redactedOnce.has(exchange));
  // First pass: a message may show a secret that only a later one names as such.
  for (const exchange of fresh) redactor.exchange(exchange);
  for (const exchange of fresh) redactedOnce.set(exchange, redactor.exchange(exchange));
  return exchanges.map((exchange) => redactedOnce.get(exchange) ?? redactor.exchange(exchange));
}

/** Answers for the account that a request names, refusals included. */
export async function asUser(
  people: PeerPeople,
  request: PeerRequest,
  act: (user: PeerUser, request: PeerRequest) => Answer,
): Promise<PeerReply> {
  const user = authenticate(people, request.headers.authorization);
  if (!user) {
    const headers = { 'www-authenticate': 'Basic realm="ocm-interop reference peer", charset="UTF-8"' };
    return jsonReply(401, { message: 'Unknown account or wrong password' }, headers);
  }
  try {
    return await act(user, request);
  } catch (error) {
    if (error instanceof ActionRefused) return jsonReply(error.status, { message: error.message });
    throw error;
  }
}

function authenticate(people: PeerPeople, authorization: string | undefined): PeerUser | undefined {
  const credentials = /^basic\s+(\S+)$/i.exec(authorization ?? '')?.[1];
  if (credentials === undefined) return undefined;
  const [user = '', ...password] = Buffer.from(credentials, 'base64').toString('utf8').split(':');
  return people.authenticate(user, password.join(':'));
}

const ok = (value: unknown): PeerReply => jsonReply(200, value);
export const done = (): PeerReply => ({ status: 204 });

function found(value: unknown, otherwise: string): PeerReply {
  return value === undefined ? jsonReply(404, { message: otherwise }) : ok(value);
}

function content(bytes: Content | undefined): PeerReply {
  if (!bytes) return jsonReply(404, { message: 'There is no such file' });
  return { status: 200, headers: { 'content-type': 'application/octet-stream' }, body: bytes };
}

function attempted(attempt: UserAttempt): PeerReply {
  return attempt.done ? done() : jsonReply(403, { message: attempt.refusal });
}

const below = (request: PeerRequest): string => `/${request.params['*'] ?? ''}`;
export const param = (request: PeerRequest, name: string): string => request.params[name] ?? '';

/** Path inside a received folder; undefined for the received item itself. */
function inside(request: PeerRequest): string | undefined {
  return request.params['*'] === '' ? undefined : request.params['*'];
}

function needInside(request: PeerRequest): string {
  const path = inside(request);
  if (path === undefined) throw new ActionRefused(400, 'Name something inside the received folder');
  return path;
}

/** The JSON object in a request's body. */
export function fieldsOf(request: PeerRequest): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(Buffer.from(request.body).toString('utf8'));
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch {
    // Said below, as for every other body that is no JSON object.
  }
  throw new ActionRefused(400, 'The body is not a JSON object');
}

/** A field that must be there and be a text. */
export function textOf(wanted: Record<string, unknown>, name: string): string {
  const value = wanted[name];
  if (typeof value === 'string' && value !== '') return value;
  throw new ActionRefused(400, `Field "${name}" is missing or not a text`);
}

/** Field "permission", which must be there. */
export function permissionOf(wanted: Record<string, unknown>): 'read' | 'edit' {
  const value = textOf(wanted, 'permission');
  if (value === 'read' || value === 'edit') return value;
  throw new ActionRefused(400, 'Field "permission" is neither "read" nor "edit"');
}
