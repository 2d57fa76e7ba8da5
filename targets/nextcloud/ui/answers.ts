import { Buffer } from 'node:buffer';
import type { Download, Page, Request, Response } from '@playwright/test';
import type { Attempt } from '../../cloud.js';

/** `/a/b` is `b` in `/a`. */
export function split(path: string): { folder: string; name: string } {
  const at = path.lastIndexOf('/');
  return { folder: path.slice(0, at), name: path.slice(at + 1) };
}

/** The server's answer to something that it may refuse. */
export function attemptOf(response: Response): Attempt {
  if (response.ok()) return { done: true };
  const status = response.status();
  return { done: false, refusal: `${response.request().method()} answered ${status}`, status };
}

/** Whether a response is about a file of this name. */
export function isAbout(response: Response, name: string): boolean {
  return pathOf(response).endsWith(`/${name}`);
}

export function pathOf(response: Response): string {
  return decodeURIComponent(new URL(response.url()).pathname);
}

/** Bytes of a download; undefined when it was refused or cut off. */
export async function bytesOf(download: Download): Promise<Uint8Array | undefined> {
  if ((await download.failure()) !== null) return undefined;
  const chunks: Uint8Array[] = [];
  for await (const chunk of await download.createReadStream()) chunks.push(chunk as Uint8Array);
  return Buffer.concat(chunks);
}

/** The next time at which every folder that the page asked for from now on has been answered. Rejects after the page's usual budget. */
export function foldersListed(page: Page): Promise<unknown> {
  const open = new Set<Request>();
  const ask = (request: Request): void => {
    if (request.method() === 'PROPFIND') open.add(request);
  };
  const end = (request: Request): boolean => open.delete(request) && open.size === 0;
  page.on('request', ask).on('requestfailed', end);
  const listed = page.waitForEvent('requestfinished', end).finally(() => {
    page.off('request', ask).off('requestfailed', end);
  });
  listed.catch(() => undefined);
  return listed;
}
