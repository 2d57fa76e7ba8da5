import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Via } from '../vocabulary.js';
import type { Cloud } from './cloud.js';
import type { ApiDriver, DriverOptions, UiDriver } from './driver.js';
import { hasPersonHooks } from './hooks.js';
import type { Profile } from './profile.js';
import { GENERIC } from './vendors.js';

const FOLDER = dirname(fileURLToPath(import.meta.url));

/**
 * The driver of a product, `targets/<vendor>/<via>.js`; undefined when it has none that way. `generic` has none but the hooks of its
 * profile, where those are allowed, as its API.
 * Rejects when the driver's module cannot be loaded, or lacks its factory: that is our fault.
 */
export async function createCloud(vendor: string, via: Via, options: DriverOptions): Promise<Cloud | undefined> {
  if (vendor === GENERIC && via === 'api' && options.hooks && isDrivenByHooks(options.profile)) {
    const { createHookCloud } = await import('./generic/cloud.js');
    return createHookCloud({ ...options, hooks: options.hooks });
  }
  if (!hasDriver(vendor, via)) return undefined;
  const module = (await import(pathToFileURL(fileOf(vendor, via)).href)) as Partial<ApiDriver & UiDriver>;
  const create = via === 'ui' ? module.createUiCloud : module.createApiCloud;
  if (!create)
    throw new Error(`targets/${vendor}/${via} exports no ${via === 'ui' ? 'createUiCloud' : 'createApiCloud'}`);
  return create(options);
}

/** Whether a product can be driven that way. */
export function hasDriver(vendor: string, via: Via): boolean {
  return vendor !== GENERIC && /^[a-z0-9][a-z0-9-]*$/.test(vendor) && existsSync(fileOf(vendor, via));
}

/** Whether a profile without driver names hooks that act for its people, and people to act for. */
export function isDrivenByHooks(profile: Pick<Profile, 'vendor' | 'hooks' | 'accounts'>): boolean {
  return profile.vendor === GENERIC && hasPersonHooks(profile) && profile.accounts.length > 0;
}

/** Whether people of a target can act that way in a run that allows hooks, or does not. */
export function canBeDriven(
  profile: Pick<Profile, 'vendor' | 'hooks' | 'accounts'>,
  via: Via,
  hooks: boolean,
): boolean {
  if (profile.vendor === GENERIC) return via === 'api' && hooks && isDrivenByHooks(profile);
  return hasDriver(profile.vendor, via);
}

const fileOf = (vendor: string, via: Via): string => join(FOLDER, vendor, `${via}.js`);
