import type { CheckContext } from '../../../fixtures/check.js';
import type { CustomResource } from '../../../peer/custom-resource.js';
import { isObject } from '../support/answer.js';
import { resourceTypes } from '../support/in-force.js';

/** Things that servers share with each other by agreement; nobody has to know them. */
export const FOREIGN: { slug: string; what: string; resource: CustomResource }[] = [
  {
    slug: 'feature-collection',
    what: 'a geo feature collection over `ogcapi`',
    resource: { type: 'feature-collection', protocols: { ogcapi: { sends: '/ogc/', share: { collection: 'roads' } } } },
  },
  {
    slug: 'talk-room',
    what: 'a talk room',
    resource: { type: 'talk-room', protocols: { talk: { sends: '/apps/talk/api/', share: { roomName: 'Meeting' } } } },
  },
  {
    slug: 'calendar',
    what: 'a calendar over `caldav`',
    resource: { type: 'calendar', protocols: { caldav: { sends: '/dav/calendars/', share: { displayName: 'Team' } } } },
  },
];

/** Whether the target's document names a resource type. */
export const namesType = (ctx: CheckContext, type: string): boolean =>
  resourceTypes(ctx).some(({ name }) => name === type);

/** Whether it names a protocol, in either role. */
export const namesProtocol = (ctx: CheckContext, protocol: string): boolean =>
  resourceTypes(ctx).some(
    ({ protocols }) =>
      isObject(protocols) && [protocol, `${protocol}-receive`].some((name) => Object.hasOwn(protocols, name)),
  );
