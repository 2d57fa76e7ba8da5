import { jsonOf } from '../protocol/exchange.js';
import type { HttpClient } from '../protocol/http-client.js';
import type { Seen } from '../targets/vendor.js';
import { knownVendors } from '../targets/vendors.js';

/** JSON objects from the pages by which vendors tell their product from others; each page is asked once. */
export async function askPages(authority: string, http: HttpClient): Promise<Seen['pages']> {
  const paths = new Set((await knownVendors()).flatMap(({ asks }) => asks));
  const answers = await Promise.all(
    [...paths].map(async (path) => {
      const { exchange } = await http.request({
        method: 'GET',
        url: `https://${authority}${path}`,
        headers: { accept: 'application/json' },
        timeoutMs: 5_000,
      });
      const json = exchange.response?.status === 200 ? jsonOf(exchange.response.body) : undefined;
      return typeof json === 'object' && json !== null && !Array.isArray(json) ? [[path, json] as const] : [];
    }),
  );
  return Object.fromEntries(answers.flat()) as Seen['pages'];
}
