import type { Behaviour } from '../behaviour.js';
import { conformant } from '../conformant.js';
import { addressDeviations } from './addresses.js';
import { beyondDeviations } from './beyond.js';
import type { Deviation } from './deviation.js';
import { directoryDeviations } from './directories.js';
import { discoveryDeviations } from './discovery.js';
import { errorLadderDeviations } from './error-ladder.js';
import { counterpartDeviations } from './extra-counterpart.js';
import { discoveryDetailDeviations } from './extra-discovery.js';
import { notificationDetailDeviations } from './extra-notifications.js';
import { receivedShareDetailDeviations } from './extra-received-shares.js';
import { sentShareDetailDeviations } from './extra-sent-shares.js';
import { inviteDeviations } from './invites.js';
import { libraryDeviations } from './libraries.js';
import { notificationDeviations } from './notifications.js';
import { receivedShareDeviations } from './received-shares.js';
import { securityDeviations } from './security.js';
import { sentMessageDeviations } from './sent-messages.js';
import { sentShareDeviations } from './sent-shares.js';
import { signatureDeviations } from './signatures.js';
import { tokenDeviations } from './tokens.js';
import { webdavDeviations } from './webdav.js';

export type { Deviation } from './deviation.js';

/** Every named deviation, by area. */
export const DEVIATIONS: readonly Deviation[] = [
  ...discoveryDeviations,
  ...addressDeviations,
  ...receivedShareDeviations,
  ...receivedShareDetailDeviations,
  ...errorLadderDeviations,
  ...counterpartDeviations,
  ...discoveryDetailDeviations,
  ...sentShareDetailDeviations,
  ...notificationDeviations,
  ...notificationDetailDeviations,
  ...sentShareDeviations,
  ...sentMessageDeviations,
  ...webdavDeviations,
  ...libraryDeviations,
  ...inviteDeviations,
  ...directoryDeviations,
  ...signatureDeviations,
  ...tokenDeviations,
  ...beyondDeviations,
  ...securityDeviations,
];

const BY_NAME = new Map(DEVIATIONS.map((deviation) => [deviation.name, deviation]));

/** A conformant behaviour changed by the named deviations. Throws RangeError for a name that is not in the catalogue. */
export function behaviourOf(names: readonly string[]): Behaviour {
  const behaviour = conformant();
  for (const name of names) {
    const deviation = BY_NAME.get(name);
    if (!deviation)
      throw new RangeError(`there is no deviation "${name}"; \`ocm-interop list mutants\` names them all`);
    deviation.apply(behaviour);
  }
  return behaviour;
}
