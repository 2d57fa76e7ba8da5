import { adminApi } from './admin-api.js';
import { appApi } from './beyond/api.js';
import type { RouteFactory } from './http/router.js';
import { inviteApi } from './invites/api.js';
import { sharingApi } from './sharing-api.js';
import { webUi } from './ui/routes.js';
import { userApi } from './user-api.js';

/**
 * What every host serves to people besides the protocol. Each factory is called once per host;
 * the protocol's own paths are taken before these.
 */
export const MOUNTS: readonly RouteFactory[] = [adminApi, appApi, inviteApi, sharingApi, userApi, webUi];
