import { parseAddress } from './address.js';

/** What somebody needs to take an invite: the token, and the host[:port] of the server that gave it. */
export interface InviteParts {
  token: string;
  provider: string;
}

/** How the text spells `token@host`: base64 from 1.2.2 to 1.4.0, base64url without padding after that; before, in no way of its own. */
export type InviteForm = 'base64' | 'base64url' | 'plain';

/** An invite string as it is handed to a person (OCM-INV-029). */
export function writeInvite({ token, provider }: InviteParts, form: InviteForm): string {
  const plain = `${token}@${provider}`;
  return form === 'plain' ? plain : Buffer.from(plain, 'utf8').toString(form);
}

const SPELLINGS: readonly [InviteForm, RegExp][] = [
  ['base64', /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/],
  ['base64url', /^[A-Za-z0-9_-]+$/],
];

/** The parts of `token@host`, split at the last @ (OCM-INV-030); undefined when it is not that. */
export function splitInvite(plain: string): InviteParts | undefined {
  const at = plain.lastIndexOf('@');
  const provider = plain.slice(at + 1);
  return at > 0 && isHost(provider) ? { token: plain.slice(0, at), provider } : undefined;
}

/** In which of the spellings a text is an invite string; several where it holds no letter that tells them apart, none when it is none. */
export function formsOfInvite(text: string): InviteForm[] {
  const encoded = SPELLINGS.filter(([form, spelling]) => spelling.test(text) && splitInvite(decoded(text, form)));
  const forms = encoded.map(([form]) => form);
  return forms.length === 0 && splitInvite(text) ? ['plain'] : forms;
}

/** Reads an invite string in any spelling, with or without padding; undefined when it is none. */
export function readInvite(text: string): InviteParts | undefined {
  const trimmed = text.trim();
  const bare = trimmed.replace(/=+$/, '').replaceAll('+', '-').replaceAll('/', '_');
  if (/^[A-Za-z0-9_-]+$/.test(bare)) {
    const parts = splitInvite(decoded(bare, 'base64url'));
    if (parts) return parts;
  }
  return splitInvite(trimmed);
}

/** Whether a text is host[:port], without scheme, user or path. */
export function isHost(text: string): boolean {
  const parsed = parseAddress(`x@${text}`);
  return parsed.ok && parsed.address.authority === text;
}

function decoded(text: string, form: InviteForm): string {
  return form === 'plain' ? text : Buffer.from(text, form).toString('utf8');
}
