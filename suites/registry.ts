import type { Check } from '../fixtures/check.js';
import { access } from './api/access/index.js';
import { address } from './api/address/index.js';
import { beyond } from './api/beyond/index.js';
import { dialect } from './api/dialect/index.js';
import { directory } from './api/directory/index.js';
import { discovery } from './api/discovery/index.js';
import { invite } from './api/invite/index.js';
import { notification } from './api/notification/index.js';
import { receive } from './api/receive/index.js';
import { refuse } from './api/refuse/index.js';
import { security } from './api/security/index.js';
import { sentNotification } from './api/sent-notification/index.js';
import { sentShare } from './api/sent-share/index.js';
import { signature } from './api/signature/index.js';
import { inLanguage } from './api/support/dialect.js';
import { reachable } from './api/support/reachable.js';
import { ifItShares } from './api/support/sends.js';
import { token } from './api/token/index.js';
import { webapp } from './api/webapp/index.js';

/** Every check of the API suite, area by area. Explicit imports, so that a missing file does not make a smaller suite. */
export const CHECKS: readonly Check[] = [
  ...dialect,
  ...discovery,
  ...address,
  ...receive,
  ...refuse,
  ...notification,
  ...sentShare,
  ...sentNotification,
  ...invite,
  ...directory,
  ...signature,
  ...token,
  ...access,
  ...webapp,
  ...beyond,
  ...security,
]
  .map(ifItShares)
  .map(reachable)
  .map(inLanguage);
