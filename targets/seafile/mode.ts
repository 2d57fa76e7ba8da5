import type { HttpClient } from '../../protocol/http-client.js';

/**
 * Seafile has two unrelated features for federation and speaks one at a time. `library`: whole libraries, with other Seafiles.
 * `webdav`: files and folders of a Nextcloud, received only. `off`: neither is switched on.
 */
export type Mode = 'library' | 'webdav' | 'off';

export const DISCOVERY = '/ocm-provider/';

/** Which one a server speaks, by its discovery document: with both switched on that is the answer of the WebDAV one. */
export function modeOf(document: Record<string, unknown> | undefined): Mode {
  const endPoint = document?.endPoint;
  if (typeof endPoint !== 'string') return 'off';
  return /\/ocm-via-webdav\/?$/.test(endPoint) ? 'webdav' : 'library';
}

/** Asks a server. Rejects when it gives no answer: then nothing can be driven either. */
export async function askMode(http: HttpClient, url: string): Promise<Mode> {
  const { exchange, bytes } = await http.request({
    method: 'GET',
    url: `${url.replace(/\/+$/, '')}${DISCOVERY}`,
    headers: { accept: 'application/json' },
  });
  if (!exchange.response) throw new Error(`GET ${DISCOVERY}: ${exchange.error?.message ?? 'no answer came'}`);
  try {
    const document: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'));
    return modeOf(
      document !== null && typeof document === 'object' ? (document as Record<string, unknown>) : undefined,
    );
  } catch {
    // Versions before 9 answer 404 with a page when the feature is off.
    return 'off';
  }
}
