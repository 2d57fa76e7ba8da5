import type { Check } from '../../../fixtures/check.js';
import { defineCheck, kept, notApplicable, violated } from '../../../fixtures/check.js';
import { answerInWords, inconclusive, isSuccess, statusOf } from '../support/answer.js';
import { webdavPath } from '../support/in-force.js';

/** Credentials of nobody. */
const STRANGERS: { what: string; headers: Record<string, string> }[] = [
  { what: 'no credentials', headers: {} },
  { what: 'a made-up Bearer token', headers: { authorization: 'Bearer no-such-secret' } },
  {
    what: 'a made-up secret by Basic',
    headers: { authorization: `Basic ${Buffer.from('no-such-secret:').toString('base64')}` },
  },
];

const shutToStrangers = defineCheck({
  id: 'discovery/webdav-shut-to-strangers',
  clauses: ['OCM-DAV-016'],
  role: 'sender',
  needs: [],
  impact: 'breaks',
  title: 'The announced WebDAV path is there, and opens for nobody without a secret',
  async run(ctx) {
    const path = webdavPath(ctx);
    if (path === undefined) return notApplicable('its discovery document announces no WebDAV path');
    if (!URL.canParse(path) && !path.startsWith('/')) {
      return { kind: 'blocked', by: 'discovery/webdav-is-path', reason: `"${path}" is neither a path nor a URL` };
    }
    const url = URL.canParse(path) ? path : `${ctx.target.origin}${path}`;
    for (const { what, headers } of STRANGERS) {
      const { exchange } = await ctx.http.request({ method: 'PROPFIND', url, headers: { depth: '0', ...headers } });
      const open = inconclusive(exchange);
      if (open) return open;
      const status = statusOf(exchange) ?? 0;
      if (status >= 400 && status < 500) continue;
      return violated({
        expected: `PROPFIND of ${url} with ${what} is refused with a 4xx, best 401`,
        received: answerInWords(exchange),
        reason: isSuccess(exchange)
          ? `The announced WebDAV path opens with ${what}.`
          : `The announced WebDAV path answers ${status} to ${what}.`,
        exchanges: [exchange],
      });
    }
    return kept();
  },
});

export const webdav: Check[] = [shutToStrangers];
