/** A target profile, checked and with secrets resolved only on demand. The YAML form is described by `profile.schema.json`. */
export interface Profile {
  id: string;
  /** Folder below `targets/` whose driver is used; `generic` has none: API probes only. */
  vendor: string;
  /** Origin (and base path) of the product's web UI; OCM addresses use its host and port unless `ocmHost` says otherwise. */
  url: string;
  /** Host[:port] in OCM addresses, when it differs from that of `url`. */
  ocmHost?: string;
  /** Further hosts that the target may announce and that we may contact. */
  hosts: string[];
  label?: string;
  version?: string;
  accounts: ProfileAccount[];
  groups: { name: string; members: string[] }[];
  admin?: ProfileAccount;
  /** Directory service of the target's federation, and the public key that its operator handed over (PEM or JWK). */
  directory?: { url: string; key?: string };
  /** `ca`: absolute path of a PEM file with certificate authorities to trust besides the system's. */
  tls: { ca?: string };
  claims: string[];
  /** Resource types besides files and folders that this target understands by agreement, and how they are got at. */
  resources?: ProfileResource[];
  hooks: Record<string, string>;
  budgets: Budgets;
  /** Absolute path of the file it came from; absent for a bare URL. */
  file?: string;
  /** Line of each field in that file, by its path (`url`, `accounts[0].password`), for messages. */
  lines?: Record<string, number>;
}

/** A resource type that no text describes. */
export interface ProfileResource {
  /** `resourceType` of its shares. */
  type: string;
  /** Default: user. */
  shareTypes?: string[];
  /** By name: what discovery says of the protocol in either role, and what a share says besides `uri` and `sharedSecret`. */
  protocols: Record<string, { sends?: unknown; receives?: unknown; share?: Record<string, unknown> }>;
  /** What `protocol` of a share holds besides, where the agreement keeps to no place of OCM's; `{uri}` and `{secret}` are filled in. */
  protocol?: Record<string, unknown>;
}

export interface ProfileAccount {
  user: string;
  /** Reference to the secret; absent for an account that only receives in API probes. Never the secret itself. */
  password?: SecretRef;
}

/** Secrets stand in profiles by reference only; a loaded profile holds absolute file paths. */
export type SecretRef = { env: string } | { file: string };

/** All durations in milliseconds. */
export interface Budgets {
  step: number;
  flow: number;
  settle: number;
  total: number;
  /** Workers that drive this target at the same time. */
  parallel: number;
  requestsPerMinute: number;
  /** `"POST /shares"` -> so many requests per window. */
  routes: Record<string, { count: number; windowMs: number }>;
}

export const DEFAULT_BUDGETS: Budgets = {
  step: 15_000,
  flow: 120_000,
  settle: 2_000,
  total: 15 * 60_000,
  parallel: 2,
  requestsPerMinute: 600,
  routes: {},
};

/** A profile that says no more than it has to; whatever else is known comes on top. */
export function bareProfile(known: Pick<Profile, 'id' | 'vendor' | 'url'> & Partial<Profile>): Profile {
  return {
    hosts: [],
    accounts: [],
    groups: [],
    tls: {},
    claims: [],
    hooks: {},
    budgets: DEFAULT_BUDGETS,
    ...known,
  };
}
