import type { AppOpening, Contact, Invite } from '../abilities.js';
import type { ReceivedShare, SentShare } from '../cloud.js';
import { type HookAnswer, HookFailed } from '../hooks.js';

/** Shares that somebody received. Rejects with HookFailed when an item has no id and name. */
export function receivedIn({ items = [] }: HookAnswer, hook: string): ReceivedShare[] {
  return items.map((item) => {
    const { id, name, path, from } = objectOf(item);
    if (!isText(id) || !isText(name)) throw wrong(hook, item, '{ id, name, from?, path? }');
    return {
      id: String(id),
      name: String(name),
      ...(isText(path) ? { path: String(path) } : {}),
      ...(isText(from) ? { from: String(from) } : {}),
    };
  });
}

/** Shares of one item. Rejects with HookFailed when one has no id. */
export function sentIn({ items = [] }: HookAnswer, path: string, hook: string): SentShare[] {
  return items.map((item) => {
    const { id, to } = objectOf(item);
    if (!isText(id)) throw wrong(hook, item, '{ id, to }');
    return { id: String(id), path, to: isText(to) ? String(to) : '' };
  });
}

/** The invite that was made. Rejects with HookFailed when there is not exactly one, or it has no text. */
export function inviteIn({ items = [] }: HookAnswer, hook: string): Invite {
  const [item, ...more] = items;
  const { text, link, ends } = objectOf(item);
  if (typeof text !== 'string' || more.length > 0) throw wrong(hook, item, 'one { text, link?, ends? }');
  const end = typeof ends === 'string' ? Date.parse(ends) : Number.NaN;
  return {
    text,
    ...(typeof link === 'string' ? { link } : {}),
    ...(Number.isNaN(end) ? {} : { ends: new Date(end) }),
  };
}

/** People whom somebody met through invites. Rejects with HookFailed when one has no address. */
export function contactsIn({ items = [] }: HookAnswer, hook: string): Contact[] {
  return items.map((item) => {
    const { address, name } = objectOf(item);
    if (typeof address !== 'string') throw wrong(hook, item, '{ address, name? }');
    return { address, name: typeof name === 'string' ? name : '' };
  });
}

/** Names in a folder; an answer without items says that there is no such folder. */
export function namesIn(items: readonly unknown[] | undefined, hook: string): string[] | undefined {
  return items?.map((item) => {
    const { name } = objectOf(item);
    const text = typeof item === 'string' ? item : name;
    if (typeof text !== 'string') throw wrong(hook, item, 'a name, or { name }');
    return text;
  });
}

/** How a web app is opened: one item. Rejects with HookFailed when it does not say where, and in what. */
export function openingIn({ items = [] }: Pick<HookAnswer, 'items'>, hook: string): AppOpening {
  const item = objectOf(items[0]);
  const { method = 'POST', url, target, window, fields = {}, seen = '' } = item;
  if (typeof method !== 'string' || typeof url !== 'string' || typeof target !== 'string' || typeof seen !== 'string')
    throw wrong(hook, items[0], '{ method?, url, target, window?, fields?, seen? }');
  const texts = Object.entries(objectOf(fields)).filter((field): field is [string, string] => isText(field[1]));
  return {
    method: method.toUpperCase(),
    url,
    target,
    fields: Object.fromEntries(texts),
    seen: `${seen}\n${JSON.stringify(item)}`,
    ...(typeof window === 'string' ? { window } : {}),
  };
}

const isText = (value: unknown): value is string | number => typeof value === 'string' || typeof value === 'number';

const objectOf = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};

function wrong(hook: string, item: unknown, due: string): HookFailed {
  const kind = item === null ? 'null' : Array.isArray(item) ? 'a list' : typeof item;
  const names = Object.keys(objectOf(item)).slice(0, 8).join(', ');
  return new HookFailed(`${hook}: an item is ${kind}${names === '' ? '' : ` with ${names}`}, where ${due} is due`);
}
