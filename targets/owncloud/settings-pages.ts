import { Buffer } from 'node:buffer';
import type { HttpClient } from '../../protocol/http-client.js';
import type { Account } from '../cloud.js';
import type { Answer, Form } from './client.js';
import { refused } from './refused.js';

/** What the settings pages of one administrator send. They take a session and its token against forged requests, not a password per request. */
export interface SettingsPages {
  send(method: string, path: string, form?: Form): Promise<Answer>;
}

/** Logs in as the login page does. Rejects with ProductRefused when that does not lead to the settings. */
export async function openSettings(http: HttpClient, url: string, account: Account): Promise<SettingsPages> {
  const base = url.replace(/\/+$/, '');
  const jar = new Map<string, string>();
  let token = '';

  async function send(method: string, path: string, form: Form = {}): Promise<Answer> {
    const fields = new URLSearchParams();
    for (const [name, value] of Object.entries(form)) fields.set(name, String(value));
    const { exchange, bytes } = await http.request({
      method,
      url: `${base}${path}`,
      headers: {
        cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; '),
        requesttoken: token,
        ...(fields.size === 0 ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
      },
      ...(fields.size === 0 ? {} : { body: fields.toString() }),
    });
    if (!exchange.response) throw new Error(`${method} ${base}${path}: ${exchange.error?.message ?? 'no answer came'}`);
    for (const [name, value] of cookiesIn(exchange.response.headers['set-cookie'] ?? '')) jar.set(name, value);
    return { status: exchange.response.status, bytes };
  }

  async function look(path: string): Promise<void> {
    const page = await send('GET', path);
    const found = /data-requesttoken="([^"]+)"/.exec(Buffer.from(page.bytes).toString('utf8'))?.[1];
    if (page.status !== 200 || found === undefined)
      throw refused(`opening ${path} as ${account.user}: answered ${page.status}`, page.status);
    token = found;
  }

  await look('/index.php/login');
  await send('POST', '/index.php/login', { user: account.user, password: account.password, requesttoken: token });
  await look('/index.php/settings/admin');
  return { send };
}

/** Name and value of each cookie in a header; several headers arrive joined by commas, and dates hold commas, too. */
function cookiesIn(header: string): [string, string][] {
  return header
    .split(/,\s*(?=[^;,\s=]+=)/)
    .map((cookie) => /^([^=;]+)=([^;]*)/.exec(cookie.trim()))
    .flatMap((match) => (match ? [[match[1] ?? '', match[2] ?? ''] as [string, string]] : []));
}
