import { createHttpClient } from '../protocol/http-client.js';
import { hasDriver } from '../targets/drivers.js';
import { trustedCas } from '../targets/load-profile.js';
import type { Profile } from '../targets/profile.js';
import { recogniseVendor } from '../targets/vendors.js';
import { EXIT, InteropError } from '../vocabulary.js';
import { findOcm } from './presence.js';
import type { NewProfile } from './profile-template.js';
import { askPages } from './recognise.js';

/** What an unknown server shows of itself. Rejects with exit 2 when there is no OCM server. */
export async function surveyServer(profile: Profile): Promise<NewProfile> {
  const { discovered, absent } = await findOcm(profile);
  if (absent) throw new InteropError(absent.code, `${absent.found}: ${absent.fix}`, { exit: EXIT.preflight });
  const authority = new URL(profile.url).host;
  const http = createHttpClient({ from: 'runner', ca: trustedCas([profile]), allow: (host) => host === authority });
  try {
    const { document, path } = discovered;
    const recognised = await recogniseVendor({ document, path, pages: await askPages(authority, http) });
    const vendor = recognised?.vendor;
    return {
      id: profile.id,
      url: profile.url,
      hosts: announcedHosts(document).filter((host) => host !== authority),
      hasDriver: vendor !== undefined && (hasDriver(vendor.name, 'api') || hasDriver(vendor.name, 'ui')),
      ...(recognised ? { vendor: recognised.vendor, as: recognised.as } : {}),
    };
  } finally {
    await http.close();
  }
}

/** Hosts of the URLs in a discovery document. */
function announcedHosts(document: Record<string, unknown> | undefined): string[] {
  const urls = ['endPoint', 'tokenEndPoint', 'jwksUri', 'inviteAcceptDialog'].map((name) => document?.[name]);
  const hosts = urls.flatMap((url) =>
    typeof url === 'string' && /^https:/.test(url) && URL.canParse(url) ? [new URL(url).host] : [],
  );
  return [...new Set(hosts)];
}
