import { type Behaviour, conformant } from '../behaviour.js';
import type { Deviation } from './deviation.js';

export type { Deviation } from './deviation.js';

/** Every named deviation, by area. */
export const DEVIATIONS: readonly Deviation[] = [];

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
