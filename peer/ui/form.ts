import type { PeerRequest } from '../http/router.js';
import { ActionRefused } from '../user-actions.js';

/** A file that a person chose in a form. */
export interface UploadedFile {
  name: string;
  content: Uint8Array;
}

/** Fields and files of a posted form. */
export interface PostedForm {
  /** Empty when the form has no such field. */
  text(name: string): string;
  /** Undefined when nothing was chosen. */
  file(name: string): UploadedFile | undefined;
}

/** Reads a posted form, URL-encoded or multipart. Rejects with 400 when it is neither. */
export async function readForm(request: PeerRequest): Promise<PostedForm> {
  const type = request.headers['content-type'] ?? '';
  const entries = new Map<string, string | UploadedFile>();
  try {
    const form = await new Response(Buffer.from(request.body), { headers: { 'content-type': type } }).formData();
    for (const [name, value] of form) {
      entries.set(
        name,
        typeof value === 'string' ? value : { name: value.name, content: new Uint8Array(await value.arrayBuffer()) },
      );
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
