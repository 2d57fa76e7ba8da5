import { Buffer } from 'node:buffer';
import type { Download, Response } from '@playwright/test';
import { type Attempt, ProductRefused } from '../../cloud.js';
import { refused } from '../refused.js';

/** `/a/b` is `b` in `/a`; the root is empty. */
export function split(path: string): { folder: string; name: string } {
  const at = path.lastIndexOf('/');
  return { folder: path.slice(0, at), name: path.slice(at + 1) };
}

export function pathOf(response: Response): string {
  return decodeURIComponent(new URL(response.url()).pathname);
}

/** Whether a response is about a file of this name: its own URL, or where a move or the last part of an upload in pieces puts it. */
export function isAbout(response: Response, name: string): boolean {
  if (pathOf(response).endsWith(`/${name}`)) return true;
  const { destination } = response.request().headers();
  return destination !== undefined && decodeURIComponent(destination).endsWith(`/${name}`);
}

/** The server's answer to something that it may refuse; rejects with ProductThrottled when that asks for a pause. The first version of the sharing API always answers 200: its envelope tells. */
export async function attemptOf(response: Response): Promise<Attempt> {
  const no = (words: string, status: number): Attempt => ({
    done: false,
    refusal: `${response.request().method()} answered ${words}`.trim(),
    status,
  });
  if (response.status() === 429)
    throw refused(`${response.request().method()} ${pathOf(response)} answered 429`, response.status());
  if (!response.ok()) return no(`${response.status()} ${await wordsOf(response)}`, response.status());
  if (!pathOf(response).includes('/ocs/v1.php/')) return { done: true };
  const code = /"statuscode":(\d+)/.exec(await response.text().catch(() => ''))?.[1];
  return code === undefined || code === '100' ? { done: true } : no(`status code ${code}`, Number(code));
}

export function must(step: string, attempt: Attempt): void {
  if (!attempt.done) throw new ProductRefused(`${step}: ${attempt.refusal}`, attempt.status);
}

/** Bytes of a download; undefined when it was refused or cut off. */
export async function bytesOf(download: Download): Promise<Uint8Array | undefined> {
  if ((await download.failure()) !== null) return undefined;
  const chunks: Uint8Array[] = [];
  for await (const chunk of await download.createReadStream()) chunks.push(chunk as Uint8Array);
  return Buffer.concat(chunks);
}

/** The sentence that the sharing API or WebDAV gives with a refusal, where it gives one. */
async function wordsOf(response: Response): Promise<string> {
  const text = await response.text().catch(() => '');
  return /"message":"([^"]*)"/.exec(text)?.[1] ?? /<s:message>([^<]*)</.exec(text)?.[1] ?? '';
}
