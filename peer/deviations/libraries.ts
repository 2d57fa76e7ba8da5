import { bytesOf } from '../http/content.js';
import type { Deviation } from './deviation.js';
import { answer, HTML, inArea, isSuccess, request, withRequestHeader } from './tools.js';

const TOKEN = /^token /i;

/** What only shows where libraries are shared in their own dialect. What deviates in any language is in the other areas. */
export const libraryDeviations: readonly Deviation[] = inArea('libraries', {
  'library-token-sent-as-bearer': [
    'The secret of a library is sent as Bearer token in place of the word that its server knows',
    request('library-request', (draft) =>
      withRequestHeader(draft, 'authorization', draft.headers.authorization?.replace(TOKEN, 'Bearer ')),
    ),
  ],
  'library-bytes-served-in-part': [
    'A file of a library is served without its last byte',
    answer(
      'library-answer',
      (reply) => ({ ...reply, body: bytesOf(reply.body ?? '').subarray(0, -1) }),
      (asked, reply) => asked.path.includes('/files/') && isSuccess(asked, reply),
    ),
  ],
  'library-listed-as-empty': [
    'A library is listed as if nothing were in it',
    answer(
      'library-answer',
      (reply) => ({ ...reply, body: String(reply.body).replace(/"dirent_list":\[.*\]/s, '"dirent_list":[]') }),
      (asked, reply) => asked.path.endsWith('/dir/') && isSuccess(asked, reply),
    ),
  ],
  'library-wrong-token-answered-500': [
    'Access to a library without its secret makes the server fail',
    answer(
      'library-answer',
      () => ({ ...HTML, status: 500 }),
      (_, reply) => reply.status === 401,
    ),
  ],
  'library-forbidden-upload-answered-500': [
    'An upload to a library shared for reading makes the server fail',
    answer(
      'library-answer',
      () => ({ ...HTML, status: 500 }),
      (asked, reply) => asked.path.endsWith('/upload-link/') && reply.status === 403,
    ),
  ],
});
