import type { Handled, HostContext } from '../host/context.js';
import { type FileNode, normalPath } from '../host/file-tree.js';
import { isExpired, type SentShare } from '../host/state.js';
import type { PeerReply, PeerRequest } from '../http/router.js';
import { speaksAtLeast } from '../tongues.js';
import { escapeHtml } from '../ui/html.js';
import { APP_PATH } from './discovery.js';

const PAGE = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy': 'sandbox',
  'x-content-type-options': 'nosniff',
};

/**
 * The web app of a host: shows what was shared to whoever posts a token for it (OCM-APP-014), and for a folder what is at a path inside it
 * (OCM-APP-003). Whose session is over is sent back to the own server, without anything secret in the URL (OCM-APP-019, -020).
 * Until 1.3.0 nothing was said of tokens, and the address alone opens it.
 */
export function serveApp(host: HostContext, request: PeerRequest): Handled {
  const [id = '', ...rest] = request.path.slice(APP_PATH.length + 1).split('/');
  const share = [...host.state.sent.values()].find(({ uri }) => uri === id);
  if (!share) return { reply: page(404, 'There is no such item') };
  return { reply: answer(host, share, request, rest), account: share.owner };
}

function answer(host: HostContext, share: SentShare, request: PeerRequest, rest: string[]): PeerReply {
  const { behaviour, state } = host;
  const isOld = !speaksAtLeast(state.info.speaks, '1.4');
  if (request.method !== (isOld ? 'GET' : 'POST')) return page(405, 'This is opened from the page of your own server');
  const form = new URLSearchParams(Buffer.from(request.body).toString('utf8'));
  const isLiving = share.state !== 'ended' && !isExpired(share);
  const token = form.get('access_token') ?? '';
  const opened = state.tokens.shareOf(token, { evenExpired: false });
  if (!behaviour.appOpensForAll && (!isLiving || !(isOld || opened === share)))
    return over(share, form.get('expired_session_redirect_uri') ?? '');
  const inside = decoded(rest);
  const node = inside === undefined ? undefined : nodeAt(host, share, inside);
  if (!node || (inside !== '' && behaviour.appRefusesInside)) return page(404, 'There is no such item');
  const name = (inside || share.path).split('/').at(-1) ?? '';
  return page(200, node.kind === 'folder' ? `Folder ${name}` : `File ${name} of ${node.content.length} bytes`);
}

/** Only the server that the share went to is a place to send somebody back to. */
function over(share: SentShare, back: string): PeerReply {
  const recipient = share.to.slice(share.to.lastIndexOf('@') + 1);
  if (URL.canParse(back) && new URL(back).protocol === 'https:' && new URL(back).host === recipient)
    return { status: 303, headers: { location: back, 'cache-control': 'no-store' } };
  return page(401, 'Your session is over: open the item from your own server again');
}

function nodeAt({ state }: HostContext, share: SentShare, inside: string): FileNode | undefined {
  return state.accounts.get(share.owner)?.files.get(inside === '' ? share.path : `${share.path}/${inside}`);
}

function decoded(parts: string[]): string | undefined {
  try {
    return normalPath(
      parts
        .filter((part) => part !== '')
        .map(decodeURIComponent)
        .join('/'),
    )?.slice(1);
  } catch {
    return undefined;
  }
}

function page(status: number, text: string): PeerReply {
  const body = `<!doctype html><html lang="en"><title>Viewer</title><p>${escapeHtml(text)}</p></html>\n`;
  return { status, headers: PAGE, body };
}
