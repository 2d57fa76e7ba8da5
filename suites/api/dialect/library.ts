import type { CheckContext, Outcome } from '../../../fixtures/check.js';
import { type Exchange, jsonOf } from '../../../protocol/exchange.js';
import { LIBRARY_API } from '../../../protocol/library-dialect.js';
import { isObject } from '../support/answer.js';
import type { OwnShare } from '../support/own-share.js';

/** A library of the target's, as the share describes it. */
export interface Library {
  secret: string;
  /** Asks the target about it: with the secret, unless other headers are given. */
  ask(
    call: 'dir' | 'download-link' | 'upload-link',
    query: Record<string, string>,
    headers?: Record<string, string>,
  ): Promise<Exchange>;
  /** Sends a file to the link in an answer; undefined when it holds none. */
  upload(answer: Exchange, name: string, content: string): Promise<Exchange | undefined>;
}

/** Reads the share's description. An outcome when it lacks what is needed to open it. */
export async function libraryOf(ctx: CheckContext, own: OwnShare): Promise<Library | Outcome> {
  const received = (await ctx.peer.received(ctx.host.id, own.user)).find(({ id }) => id === own.receivedId);
  const protocol = received?.body.protocol;
  const options = isObject(protocol) && isObject(protocol.options) ? protocol.options : {};
  const secret = options.sharedSecret;
  const base = options[ctx.target.dialect?.words?.serviceUrl ?? ''];
  if (typeof secret !== 'string' || typeof base !== 'string' || !URL.canParse(base)) {
    return {
      kind: 'blocked',
      by: 'dialect/sent-share-arrives',
      reason: 'the share carries no secret, or no address of the server that has the library',
    };
  }
  const api = `${base.replace(/\/+$/, '')}${LIBRARY_API}/via-repo-token`;
  return {
    secret,
    ask: (call, query, headers = { authorization: `token ${secret}` }) =>
      ctx.peer.send(ctx.host.id, {
        method: 'GET',
        url: `${api}/${call}/?${new URLSearchParams(query)}`,
        headers: { accept: 'application/json', ...headers },
      }),
    async upload(answer, name, content) {
      const link = linkIn(answer);
      if (link === undefined) return undefined;
      const part = (disposition: string, text: string): string =>
        `--ocm\r\nContent-Disposition: form-data; ${disposition}\r\n\r\n${text}\r\n`;
      const body = `${part('name="parent_dir"', '/')}${part(`name="file"; filename="${name}"`, content)}--ocm--\r\n`;
      const headers = { 'content-type': 'multipart/form-data; boundary=ocm', accept: 'application/json' };
      return ctx.peer.send(ctx.host.id, { method: 'POST', url: link, headers, body });
    },
  };
}

/** The link in an answer: a JSON string. */
export function linkIn(answer: Exchange): string | undefined {
  const link = jsonOf(answer.response?.body);
  return answer.response?.status === 200 && typeof link === 'string' && URL.canParse(link) ? link : undefined;
}
