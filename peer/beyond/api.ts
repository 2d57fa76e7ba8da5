import { jsonReply, type RouteFactory } from '../http/router.js';
import { asUser, param } from '../user-api.js';

/** Web apps of received shares, with the manners of the user API: what the browser would have to do. */
export const appApi: RouteFactory = (people) => [
  {
    method: 'GET',
    path: '/api/received/:id/app',
    handle: (request) =>
      asUser(people, request, async (user) => jsonReply(200, await user.openApp(param(request, 'id')))),
  },
];
