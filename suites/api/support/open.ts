import type { DavRequest } from '../../../peer/contract.js';
import type { Exchange } from '../../../protocol/exchange.js';
import { isSuccess, statusOf } from './answer.js';

/** How a receiver looks at what it was given. */
export const OPENS: DavRequest = { method: 'PROPFIND', headers: { depth: '0' } };
const READS: DavRequest = { method: 'GET' };

/** What opened a share, or did not, and what was answered. */
export interface Opened {
  request: DavRequest;
  answer: Exchange;
}

/**
 * Opens a share by PROPFIND; where that method is not served at all (405, 501), which a check of its own says, by reading it: what lies
 * behind can be looked at all the same.
 */
export async function open(ask: (request: DavRequest) => Promise<Exchange>): Promise<Opened> {
  const looked = { request: OPENS, answer: await ask(OPENS) };
  if (!isUnserved(looked.answer)) return looked;
  const read = { request: READS, answer: await ask(READS) };
  return isUnserved(read.answer) ? looked : read;
}

const isUnserved = (answer: Exchange): boolean => [405, 501].includes(statusOf(answer) ?? 0);

/** Whether that opened it: a look is answered with a multistatus, reading with the bytes. */
export const isOpen = (answer: Exchange): boolean =>
  answer.request.method === 'PROPFIND' ? statusOf(answer) === 207 : isSuccess(answer);
