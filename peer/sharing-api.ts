import { jsonReply, type PeerReply, type PeerRequest, type Route, type RouteFactory } from './http/router.js';
import { ActionRefused, type LinkedItem, type PeerUser } from './user-actions.js';
import { asUser, done, fieldsOf, param, permissionOf, textOf } from './user-api.js';

/**
 * More ways to share, with the manners of the user API: within the server, passing on, an end, links. What `/api/links/:token` offers needs
 * no account: whoever has the token is a visitor of the link.
 */
export const sharingApi: RouteFactory = (people) => {
  const route = (
    method: string,
    path: string,
    act: (user: PeerUser, request: PeerRequest) => PeerReply | Promise<PeerReply>,
  ): Route => ({ method, path: `/api${path}`, handle: (request) => asUser(people, request, act) });
  const visit = (
    method: string,
    path: string,
    act: (item: LinkedItem, request: PeerRequest) => PeerReply | Promise<PeerReply>,
  ): Route => ({
    method,
    path: `/api/links/:token${path}`,
    async handle(request) {
      const item = people.linked(param(request, 'token'));
      if (!item) return jsonReply(404, { message: 'There is no such link' });
      try {
        return await act(item, request);
      } catch (error) {
        if (error instanceof ActionRefused) return jsonReply(error.status, { message: error.message });
        throw error;
      }
    },
  });
  return [
    route('POST', '/local-shares', (user, request) => {
      const wanted = fieldsOf(request);
      return jsonReply(201, user.shareHere(textOf(wanted, 'path'), textOf(wanted, 'user'), permissionOf(wanted)));
    }),
    route('POST', '/received/:id/pass-on', async (user, request) => {
      const wanted = fieldsOf(request);
      return jsonReply(201, await user.passOn(param(request, 'id'), textOf(wanted, 'address'), permissionOf(wanted)));
    }),
    route('PUT', '/shares/:id/end', (user, request) =>
      jsonReply(200, user.setEnd(param(request, 'id'), momentOf(fieldsOf(request).at))),
    ),

    route('GET', '/links', (user, request) => jsonReply(200, user.links(request.query.get('path') ?? undefined))),
    route('POST', '/links', (user, request) => {
      const wanted = fieldsOf(request);
      return jsonReply(201, user.makeLink(textOf(wanted, 'path'), permissionOf(wanted)));
    }),
    route('DELETE', '/links/:id', (user, request) => {
      user.removeLink(param(request, 'id'));
      return done();
    }),
    visit('GET', '', ({ name, kind, owner }) => jsonReply(200, { name, kind, owner })),
    visit('POST', '/save', async (item, request) => {
      await item.save(textOf(fieldsOf(request), 'address'));
      return done();
    }),

    // What the page of files says about new shares, as a second way to accept one.
    route('GET', '/notices', (user) => jsonReply(200, user.pending())),
    route('POST', '/notices/:id/take', async (user, request) => {
      await user.accept(param(request, 'id'));
      return done();
    }),
  ];
};

/** A moment (ISO 8601); null: none. */
function momentOf(value: unknown): Date | undefined {
  if (value === null) return undefined;
  if (typeof value === 'string' && !Number.isNaN(Date.parse(value))) return new Date(value);
  throw new ActionRefused(400, 'Field "at" is neither a moment (ISO 8601) nor null');
}
