import type { Browser } from '@playwright/test';
import type { HttpClient } from '../protocol/http-client.js';
import type { Cloud } from './cloud.js';
import type { Budgets, Profile } from './profile.js';

/** What a driver is given. It opens nothing else, neither files nor connections of its own; the product's desktop client is a program that it calls. */
export interface DriverOptions {
  profile: Profile;
  /** Trusts the profile's authorities and is held to its hosts. Closed by `Cloud.close()`. */
  http: HttpClient;
  budgets: Budgets;
  /** The worker's browser, launched at first use; shared by all drivers and not theirs to close. Absent for `--via api`. */
  browser?: () => Promise<Browser>;
  /** Present where the user allows hooks: a `generic` target is then driven by those that its profile names. */
  hooks?: { runId: string };
}

/** What `targets/<vendor>/api.ts` exports. */
export interface ApiDriver {
  createApiCloud(options: DriverOptions): Cloud;
}

/** What `targets/<vendor>/ui.ts` exports. */
export interface UiDriver {
  createUiCloud(options: DriverOptions): Cloud;
}
