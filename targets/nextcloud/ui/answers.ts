import { Buffer } from 'node:buffer';
import type { Download, Response } from '@playwright/test';
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
