import { jsonReply, type PeerReply, type PeerRequest, type Route, type RouteFactory } from '../http/router.js';
import { ActionRefused, type PeerUser } from '../user-actions.js';
import { asUser, done, fieldsOf, param, textOf } from '../user-api.js';

/** Invites and the people met through them, with the manners of the user API. */
export const inviteApi: RouteFactory = (people) => {
  const route = (
    method: string,
    path: string,
    act: (user: PeerUser, request: PeerRequest) => PeerReply | Promise<PeerReply>,
  ): Route => ({ method, path: `/api${path}`, handle: (request) => asUser(people, request, act) });
  return [
    route('GET', '/invites', (user) => jsonReply(200, user.invites())),
    route('POST', '/invites', (user, request) => jsonReply(201, user.createInvite(endOf(fieldsOf(request).ends)))),
    // An invite string as `text`, or the parts of it as `token` and `providerDomain`, as the dialog is given them.
    route('POST', '/invites/accept', async (user, request) => {
      const wanted = fieldsOf(request);
      const parts =
        wanted.text === undefined
          ? { token: textOf(wanted, 'token'), provider: textOf(wanted, 'providerDomain') }
          : textOf(wanted, 'text');
      return jsonReply(201, await user.acceptInvite(parts));
    }),
    route('GET', '/contacts', (user) => jsonReply(200, user.contacts())),
    route('DELETE', '/contacts/:address', (user, request) => {
      user.removeContact(param(request, 'address'));
      return done();
    }),
  ];
};

function endOf(value: unknown): Date | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'string' && !Number.isNaN(Date.parse(value))) return new Date(value);
  throw new ActionRefused(400, 'Field "ends" is no moment (ISO 8601)');
}
