import { type Content, StoredContent } from '../http/content.js';
import type { PeerRequest } from '../http/router.js';
import { ActionRefused } from '../user-actions.js';

/** A file that a person chose in a form. */
export interface UploadedFile {
  name: string;
  content: Content;
}

/** Fields and files of a posted form. */
export interface PostedForm {
  /** Empty when the form has no such field. */
  text(name: string): string;
  /** Undefined when nothing was chosen. */
  file(name: string): UploadedFile | undefined;
}

/** Where the first bytes of a large form must end: fields come first, then the head of the file. */
const HEAD_BYTES = 64 * 1024;

/** Reads a posted form, URL-encoded or multipart. Rejects with 400 when it is neither. */
export async function readForm(request: PeerRequest): Promise<PostedForm> {
  const type = request.headers['content-type'] ?? '';
  const entries = new Map<string, string | UploadedFile>();
  try {
    const { head, rest } = request.stored
      ? await splitLarge(request.stored, type)
      : { head: request.body, rest: undefined };
    const form = await new Response(Buffer.from(head), { headers: { 'content-type': type } }).formData();
    for (const [name, value] of form) {
      const content = typeof value === 'string' ? undefined : (rest ?? new Uint8Array(await value.arrayBuffer()));
      entries.set(name, typeof value === 'string' || !content ? String(value) : { name: value.name, content });
    }
  } catch (cause) {
    if (cause instanceof TypeError) throw new ActionRefused(400, 'The form could not be read');
    throw cause;
  }
  return {
    text(name) {
      const value = entries.get(name);
      return typeof value === 'string' ? value : '';
    },
    file(name) {
      const value = entries.get(name);
      return typeof value === 'object' && value.name !== '' ? value : undefined;
    },
  };
}

/**
 * A form that is too large for the memory: its file stands last. What is read is the form with an empty file, and beside it the file's
 * bytes where they lie. Throws TypeError, as every reader of forms does, when it is not made so.
 */
async function splitLarge(stored: StoredContent, type: string): Promise<{ head: Uint8Array; rest: StoredContent }> {
  const boundary = /boundary="?([^";]+)"?/i.exec(type)?.[1] ?? '';
  const end = Buffer.from(`\r\n--${boundary}--\r\n`);
  const head = await part(stored, 0, HEAD_BYTES);
  const tail = await part(stored, stored.length - end.length, end.length);
  const named = head.lastIndexOf('; filename=');
  const from = named < 0 ? -1 : head.indexOf('\r\n\r\n', named) + 4;
  if (boundary === '' || from < 4 || !tail.equals(end)) throw new TypeError('the file does not stand last');
  const rest = new StoredContent(stored.file, stored.start + from, stored.length - from - end.length);
  return { head: Buffer.concat([head.subarray(0, from), end]), rest };
}

async function part(stored: StoredContent, start: number, length: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  const slice = new StoredContent(stored.file, stored.start + start, Math.min(length, stored.length - start));
  for await (const chunk of slice.stream() as AsyncIterable<Uint8Array>) chunks.push(chunk);
  return Buffer.concat(chunks);
}
