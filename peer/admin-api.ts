import type { PeerRequest, Route, RouteFactory } from './http/router.js';
import { ActionRefused, type PeerAdministrator } from './user-actions.js';
import { asUser, done, fieldsOf, param, textOf } from './user-api.js';

/** What an administrator can do, with the manners of the user API; 403 for everybody else. */
export const adminApi: RouteFactory = (people) => {
  const route = (
    method: string,
    path: string,
    act: (administrator: PeerAdministrator, request: PeerRequest) => void | Promise<void>,
  ): Route => ({
    method,
    path: `/api/admin${path}`,
    handle: (request) =>
      asUser(people, request, async ({ user }) => {
        const administrator = people.administrator(user);
        if (!administrator) throw new ActionRefused(403, `${user} is no administrator`);
        await act(administrator, request);
        return done();
      }),
  });
  return [
    route('PUT', '/users/:user', (administrator, request) => {
      const fields = fieldsOf(request);
      const displayName = fields.displayName === undefined ? undefined : textOf(fields, 'displayName');
      administrator.createUser(param(request, 'user'), textOf(fields, 'password'), displayName);
    }),
    route('DELETE', '/users/:user', (administrator, request) => administrator.removeUser(param(request, 'user'))),

    route('PUT', '/groups/:group', (administrator, request) =>
      administrator.createGroup(param(request, 'group'), namesOf(fieldsOf(request).members)),
    ),
    route('DELETE', '/groups/:group', (administrator, request) => administrator.removeGroup(param(request, 'group'))),
    route('DELETE', '/groups/:group/members/:member', (administrator, request) =>
      administrator.leaveGroup(param(request, 'group'), param(request, 'member')),
    ),

    route('PUT', '/trusted/:origin', (administrator, request) => administrator.trust(param(request, 'origin'))),
    route('DELETE', '/trusted/:origin', (administrator, request) => administrator.distrust(param(request, 'origin'))),
    route('PUT', '/directories/:url', (administrator, request) =>
      administrator.useDirectory(param(request, 'url'), textOf(fieldsOf(request), 'key')),
    ),
    route('DELETE', '/directories/:url', (administrator, request) =>
      administrator.dropDirectory(param(request, 'url')),
    ),
    route('PUT', '/switches/incoming', (administrator, request) =>
      administrator.turn('incoming', fieldsOf(request).on === true),
    ),
    route('PUT', '/switches/outgoing', (administrator, request) =>
      administrator.turn('outgoing', fieldsOf(request).on === true),
    ),
  ];
};

function namesOf(value: unknown): string[] {
  if (Array.isArray(value) && value.every((name) => typeof name === 'string')) return value;
  throw new ActionRefused(400, 'Field "members" is not a list of names');
}
