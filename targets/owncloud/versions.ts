/** Where versions differ in what a driver uses. Only 11.0.0 was run; what holds for the 10 line is read from its source and `unverified`. */
export interface VersionFacts {
  /** Where the settings pages store a value of an app; from the server's root. */
  appConfig: string;
  unverified?: true;
}

const V11: VersionFacts = { appConfig: '/index.php/settings/appconfig' };

/** core/js/config.js of 10.15 and 10.16; 11 asks for the same through its front controller (owncloud/core 41742). */
const V10: VersionFacts = { appConfig: '/core/ajax/appconfig.php', unverified: true };

/** @param version as `/status.php` says it: `10.16.1`, `11.0.0`. */
export function factsOf(version: string | undefined): VersionFacts {
  return version?.startsWith('10.') ? V10 : V11;
}
