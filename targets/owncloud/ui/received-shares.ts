import type { Response } from '@playwright/test';
import { type Attempt, ProductRefused, type ReceivedShare } from '../../cloud.js';
import { attemptOf, must, pathOf } from './answers.js';
import type { Attributed, FilesPage } from './files-page.js';

/** Values of `data-share-state`. */
const ACCEPTED = '0';
const PENDING = '1';

/** Shares of other servers that wait, as "Shared with you" lists them. */
export function listPending(files: FilesPage): Promise<ReceivedShare[]> {
  return listed(files, 'remote', PENDING);
}

export function listReceived(files: FilesPage): Promise<ReceivedShare[]> {
  return listed(files, 'remote', ACCEPTED);
}

/** Shares of people of the same server. */
export function listLocal(files: FilesPage): Promise<ReceivedShare[]> {
  return listed(files, 'local', ACCEPTED);
}

/** Accepts by one of `traits.doors`. */
export function accept(files: FilesPage, door: string, share: ReceivedShare): Promise<void> {
  return answer(files, door, share, 'accept');
}

export function decline(files: FilesPage, share: ReceivedShare): Promise<void> {
  return answer(files, 'prompt', share, 'decline');
}

async function answer(files: FilesPage, door: string, share: ReceivedShare, what: 'accept' | 'decline'): Promise<void> {
  const step = what === 'accept' ? `accepting ${share.name}` : `declining ${share.name}`;
  if (door === 'list') {
    await files.show('sharingin');
    return must(step, await answerInList(files, share, what));
  }
  await files.load();
  const attempt = await files.prompts.answer(share, what);
  if (!attempt) throw new ProductRefused(`${step}: Files asks nobody about it`);
  must(step, attempt);
}

async function answerInList(files: FilesPage, share: ReceivedShare, what: 'accept' | 'decline'): Promise<Attempt> {
  const row = files.rows.and(files.page.locator(`[data-share-id="${share.id}"].share-state-pending`));
  if ((await row.count()) === 0) return { done: false, refusal: '"Shared with you" does not list it' };
  const isAnswer = (response: Response): boolean =>
    ['POST', 'DELETE'].includes(response.request().method()) && pathOf(response).includes('/remote_shares/pending/');
  const [response] = await Promise.all([
    files.page.waitForResponse(isAnswer),
    row.locator(what === 'accept' ? 'a.action-accept' : 'a.action-reject').click(),
  ]);
  const attempt = await attemptOf(response);
  await files.quiet.settled();
  return attempt;
}

async function listed(files: FilesPage, where: 'remote' | 'local', state: string): Promise<ReceivedShare[]> {
  await files.show('sharingin');
  await files.names();
  const rows = files.rows.and(files.page.locator(`[data-share-location-type="${where}"][data-share-state="${state}"]`));
  const told = await rows.evaluateAll(
    (elements: Attributed[], names) => elements.map((element) => names.map((name) => element.getAttribute(name) ?? '')),
    ['data-share-id', 'data-file', 'data-share-state', 'data-path', 'data-share-owner'],
  );
  return told.map(receivedOf);
}

function receivedOf([id = '', name = '', state, folder = '', from = '']: string[]): ReceivedShare {
  return { id, name, ...(state === ACCEPTED ? { path: `${folder.replace(/\/$/, '')}/${name}` } : {}), from };
}
