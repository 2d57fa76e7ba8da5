import type { CheckContext } from '../../../fixtures/check.js';
import type { Exchange } from '../../../protocol/exchange.js';
import { jsonOf } from '../../../protocol/exchange.js';
import { member, strings, text } from '../../../protocol/judge/json.js';
import { resourceTypes } from '../support/in-force.js';

/** How a document takes what the text says in several ways; undefined where it takes no side. Without hosts and ports: the same in every run. */
type Reading = (document: unknown, ctx: CheckContext) => string | undefined;

const isUrl = (value: string): boolean => /^https?:\/\//i.test(value);

/** OCM-AMB-001, and where keys are (OCM-AMB-003). */
const publicKey: Reading = (document) => {
  const key = member(document, 'publicKey');
  const names = ['id', 'keyId'].filter((name) => member(key, name) !== undefined).map((name) => `\`${name}\``);
  const places = [
    ...(key === undefined ? [] : [`a key in \`publicKey\`, named ${names.join(' and ') || 'nothing'}`]),
    ...(member(document, 'publicKeys') === undefined ? [] : ['keys in `publicKeys`']),
  ];
  return places.length > 0 ? `has ${places.join(', and ')}` : undefined;
};

/** OCM-AMB-010: path or URL, and what the first entry is. */
const webdav: Reading = (_document, ctx) => {
  const forms = resourceTypes(ctx).flatMap((entry, index) => {
    const value = text(entry, 'protocols', 'webdav');
    if (value === undefined) return [];
    const form = isUrl(value) ? 'a URL' : value.startsWith('/') ? 'a path' : 'something else';
    return [`${form} in entry ${index} (${text(entry, 'name') ?? 'without name'})`];
  });
  return forms.length > 0 ? `announces ${forms.join(', ')}` : undefined;
};

/** OCM-AMB-011: the form that is asked for. */
const webdavReceive: Reading = (_document, ctx) => {
  const forms = new Set(resourceTypes(ctx).flatMap((entry) => text(entry, 'protocols', 'webdav-receive', 'uri') ?? []));
  return forms.size > 0 ? `asks for a \`uri\` that is ${[...forms].join(' or ')}` : undefined;
};

/** OCM-AMB-021. */
const inviteDialog: Reading = (document) => {
  const dialog = text(document, 'inviteAcceptDialog');
  if (dialog === undefined) return undefined;
  return `announces ${isUrl(dialog) ? 'a full URI' : dialog.startsWith('/') ? 'a path with a leading slash' : 'a path without a leading slash'}`;
};

/** OCM-AMB-015: the capability has two names in 1.3.0. */
const tokenCapability: Reading = (document) => {
  const names = strings(document, 'capabilities').filter((name) => /^(exchange-token|token-exchange)$/.test(name));
  return names.length > 0 ? `lists ${names.map((name) => `\`${name}\``).join(' and ')}` : undefined;
};

/** OCM-AMB-028. */
const endPoint: Reading = (document, { target }) => {
  const url = text(document, 'endPoint');
  if (url === undefined || !URL.canParse(url)) return undefined;
  const slash = url.endsWith('/') ? 'ends in a slash' : 'ends without a slash';
  return `${slash}, at ${new URL(url).host === new URL(target.origin).host ? 'the host of the addresses' : 'another host than the addresses'}`;
};

const READINGS: Record<string, Reading> = {
  'discovery/public-key-members': publicKey,
  'discovery/webdav-is-path': webdav,
  'discovery/webdav-receive-form': webdavReceive,
  'discovery/invite-dialog-is-path': inviteDialog,
  'discovery/token-capability-has-end-point': tokenCapability,
  'discovery/end-point-is-absolute-uri': endPoint,
};

/** What the check of that id tells of ambiguities, for `judged`. */
export function readingOf(id: string): { reading?: (exchange: Exchange, ctx: CheckContext) => string | undefined } {
  const reading = READINGS[id];
  return reading ? { reading: (exchange, ctx) => reading(jsonOf(exchange.response?.body), ctx) } : {};
}
