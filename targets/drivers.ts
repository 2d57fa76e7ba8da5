import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Via } from '../vocabulary.js';
import type { Cloud } from './cloud.js';
import type { ApiDriver, DriverOptions, UiDriver } from './driver.js';
import { GENERIC } from './vendors.js';

const FOLDER = dirname(fileURLToPath(import.meta.url));

/**
 * The driver of a product, `targets/<vendor>/<via>.js`; undefined when it has none that way, as `generic` never does.
 * Rejects when the driver's module cannot be loaded, or lacks its factory: that is our fault.
 */
export async function createCloud(vendor: string, via: Via, options: DriverOptions): Promise<Cloud | undefined> {
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

const fileOf = (vendor: string, via: Via): string => join(FOLDER, vendor, `${via}.js`);
