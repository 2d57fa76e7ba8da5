import type { Discovered } from '../../protocol/discovery.js';
import type { Exchange } from '../../protocol/exchange.js';
import type { Content } from '../http/content.js';
import type { UserAttempt, UserEntry } from '../user-actions.js';

/** What a person does with one received share, in whichever way its server is spoken to. `inside` is a relative path. */
export interface ReceivedAccess {
  /** Asks what the item is and which rights it gives, and keeps that with the share. */
  describe(): Promise<void>;
  read(inside: string | undefined): Promise<Content | undefined>;
  list(inside: string | undefined): Promise<UserEntry[] | undefined>;
  write(content: Content, inside: string | undefined): Promise<UserAttempt>;
  makeFolder(inside: string): Promise<UserAttempt>;
  /** Renames, or moves to another folder of the share. */
  rename(from: string, to: string): Promise<UserAttempt>;
  remove(name: string): Promise<UserAttempt>;
}

/** What the other server said, in a few words that a person can be shown. */
export function refusalOf({ response, error }: Exchange): string {
  if (error) return error.message;
  if (!response) return 'no answer';
  if (response.status === 403) return 'it says that this is not allowed (403)';
  if (response.status === 404) return 'it says that there is nothing (404)';
  return `it answered with status ${response.status}`;
}

/** Why a server could not be found to be one: where its document was looked for, and what was there. */
export function noDocument({ exchanges, exchange }: Discovered): string {
  if (exchange.error) return exchange.error.message;
  const places = exchanges.map(({ request }) => new URL(request.url).pathname).join(' and ');
  return `it shows no discovery document at ${places}, ${refusalOf(exchange)}`;
}

export function isSuccess({ response }: Exchange): boolean {
  return response !== undefined && response.status >= 200 && response.status < 300;
}
