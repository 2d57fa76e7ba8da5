import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { LibraryDialect } from '../protocol/library-dialect.js';
import type { Recognised, Seen, Vendor } from './vendor.js';

const FOLDER = dirname(fileURLToPath(import.meta.url));

/** Vendor of a profile without driver: API probes only. */
export const GENERIC = 'generic';

/** Names that may stand as `vendor` in a profile: a folder with a driver or with facts about a product, or `generic`. */
export function vendorNames(): string[] {
  const folders = readdirSync(FOLDER, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && ['api.js', 'ui.js', 'vendor.js'].some((file) => has(entry.name, file)))
    .map((entry) => entry.name);
  return [...folders.sort(), GENERIC];
}

/** Facts about every product that has some. A new vendor is a new folder: nothing here names one. */
export async function knownVendors(): Promise<Vendor[]> {
  const names = vendorNames().filter((name) => has(name, 'vendor.js'));
  return Promise.all(names.map(importVendor));
}

/** Facts about one product; undefined when there are none. */
export async function knownVendor(name: string): Promise<Vendor | undefined> {
  return vendorNames().includes(name) && has(name, 'vendor.js') ? importVendor(name) : undefined;
}

/** Every dialect that some product speaks in place of OCM. */
export async function knownDialects(): Promise<LibraryDialect[]> {
  return (await knownVendors()).flatMap(({ dialects = [] }) => dialects);
}

/** The product that a server is, where one of the vendors recognises it. */
export async function recogniseVendor(seen: Seen): Promise<{ vendor: Vendor; as: Recognised } | undefined> {
  for (const vendor of await knownVendors()) {
    const as = vendor.recognise(seen);
    if (as) return { vendor, as };
  }
  return undefined;
}

const has = (vendor: string, file: string): boolean => existsSync(join(FOLDER, vendor, file));

async function importVendor(name: string): Promise<Vendor> {
  const module = (await import(pathToFileURL(join(FOLDER, name, 'vendor.js')).href)) as { vendor: Vendor };
  return module.vendor;
}
