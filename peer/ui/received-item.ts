import type { PeerReply } from '../http/router.js';
import { ActionRefused, type UserAttempt, type UserReceivedShare } from '../user-actions.js';
import { appPage } from './app.js';
import { moveDialog, renameDialog } from './dialogs.js';
import { crumbs, entryTable } from './entries.js';
import { encodePath, type Html, html } from './html.js';
import { action, token } from './layout.js';
import { passOnCard } from './pass-on.js';
import { about, grant, leaveButton, shareOf } from './received.js';
import { deed, download, entryName, nameOf, notThere, type UiRoute, type Visit, view } from './visit.js';

/** Working in one received file or folder: its bytes are on the owner's server, which may refuse. */
export const receivedItemRoutes: readonly UiRoute[] = [
  view('/ui/shared/:id/download/*', async (visit) => {
    const share = shareOf(visit, visit.user.received());
    const content = await visit.user.readReceived(share.id, insideOf(visit));
    const name = nameOf(`/${insideOf(visit) ?? share.name}`);
    return content ? download(name, content) : notThere(visit, 404, `The owner’s server does not give ${name}`);
  }),

  deed('/ui/shared/:id/upload/*', upload, here),

  deed(
    '/ui/shared/:id/rename/*',
    async (visit, form) => {
      const from = form.text('from');
      const to = entryName(form.text('to').trim());
      const attempt = await visit.user.renameInside(idOf(visit), within(visit, from), within(visit, to));
      return back(visit, attempt, `Renamed ${from} to ${to}`, `${from} was not renamed`);
    },
    here,
  ),

  deed(
    '/ui/shared/:id/folder/*',
    async (visit, form) => {
      const name = entryName(form.text('name').trim());
      const attempt = await visit.user.makeFolderInside(idOf(visit), within(visit, name));
      return back(visit, attempt, `Created folder ${name}`, `Folder ${name} was not created`);
    },
    here,
  ),

  deed(
    '/ui/shared/:id/move/*',
    async (visit, form) => {
      const name = form.text('name');
      const to = form.text('to');
      const attempt = await visit.user.renameInside(idOf(visit), within(visit, name), to);
      return back(visit, attempt, `Moved ${name} to ${to}`, `${name} was not moved`);
    },
    here,
  ),

  deed(
    '/ui/shared/:id/delete/*',
    async (visit, form) => {
      const name = form.text('name');
      const attempt = await visit.user.removeInside(idOf(visit), within(visit, name));
      return back(visit, attempt, `Deleted ${name}`, `${name} was not deleted`);
    },
    here,
  ),

  view('/ui/shared/:id/app', appPage),
  view('/ui/shared/:id', itemPage),
  view('/ui/shared/:id/in/*', itemPage),
];

async function itemPage(visit: Visit): Promise<PeerReply> {
  const share = shareOf(visit, visit.user.received());
  return share.kind === 'folder' ? folderPage(visit, share) : filePage(visit, share);
}

async function folderPage(visit: Visit, share: UserReceivedShare): Promise<PeerReply> {
  const inside = insideOf(visit);
  const segments = inside?.split('/') ?? [];
  const name = segments.at(-1) ?? share.name;
  const entries = await visit.user.listInside(share.id, inside);
  if (!entries) return notThere(visit, 404, `The owner’s server does not give ${name}`);
  const to = (what: 'in' | 'upload' | 'download' | 'folder' | 'rename' | 'move' | 'delete', path = segments): string =>
    visit.link(linkOf(share.id, what, path.join('/')));
  const trail = crumbs(
    { label: 'Shared with me', href: visit.link('/ui/shared') },
    [share.name, ...segments],
    (depth) => to('in', segments.slice(0, depth - 1)),
  );
  const table = entryTable('Contents', entries, 'This folder is empty.', (entry) => ({
    href: to(entry.kind === 'folder' ? 'in' : 'download', [...segments, entry.name]),
    actions: html`${renameDialog(visit.session, to('rename'), entry.name)}${moveDialog(visit.session, to('move'), entry.name, [...segments, entry.name].join('/'))}${action(visit.session, to('delete'), 'Delete', entry.name, html`<input type="hidden" name="name" value="${entry.name}">`, 'risk')}`,
  }));
  return visit.show({
    title: name,
    tab: 'shared',
    body: html`${trail}<h1>${name}</h1>${origin(visit, share)}
<div class="cards"><section class="card"><form class="line" method="post" enctype="multipart/form-data" action="${to('upload')}">${token(visit.session)}<label>File to upload <input type="file" name="file" required></label><button class="main">Upload</button></form>${hint(share)}</section>
<section class="card"><form class="line" method="post" action="${to('folder')}">${token(visit.session)}<label>Name of the new folder <input name="name" required autocomplete="off"></label><button>Create folder</button></form></section></div>
${table}${inside === undefined && passOnCard(visit, share)}`,
  });
}

function filePage(visit: Visit, share: UserReceivedShare): PeerReply {
  const base = visit.link(`/ui/shared/${encodeURIComponent(share.id)}`);
  return visit.show({
    title: share.name,
    tab: 'shared',
    body: html`${crumbs({ label: 'Shared with me', href: visit.link('/ui/shared') }, [share.name], () => base)}<h1>${share.name}</h1>${origin(visit, share)}
<div class="cards"><section class="card"><h2>Open</h2><p><a class="button" href="${base}/download">Download<span class="sr"> ${about(share)}</span></a></p><p class="hint">The bytes come from the owner’s server at this moment.</p></section>
<section class="card"><h2>Change</h2><form class="line" method="post" enctype="multipart/form-data" action="${base}/upload">${token(visit.session)}<label>New version <input type="file" name="file" required></label><button class="main">Upload new version</button></form>${hint(share)}</section></div>${passOnCard(visit, share)}`,
  });
}

async function upload(...[visit, form]: Parameters<Parameters<typeof deed>[1]>): Promise<PeerReply> {
  const share = shareOf(visit, visit.user.received());
  const file = form.file('file');
  if (!file) throw new ActionRefused(400, 'Please choose a file');
  const inside = share.kind === 'folder' ? within(visit, entryName(file.name)) : insideOf(visit);
  const attempt = await visit.user.writeReceived(share.id, file.content, inside);
  const name = inside ?? share.name;
  return back(visit, attempt, `Uploaded ${name}`, `${name} was not uploaded`);
}

function origin(visit: Visit, share: UserReceivedShare): Html {
  const app =
    share.app !== undefined &&
    html`<a class="button" href="${visit.link(linkOf(share.id, 'app'))}">Open in ${share.app}</a>`;
  return html`<div class="lead row"><span>Shared by <span class="address">${share.from}</span></span>${grant(share)}${app}${leaveButton(visit, share)}</div>`;
}

function hint(share: UserReceivedShare): Html | undefined {
  if (share.permission === 'edit') return undefined;
  return html`<p class="hint">${share.permission === 'read' ? 'You can view this: the owner’s server should refuse changes.' : 'Whether you may change this is for the owner’s server to say.'}</p>`;
}

function back(visit: Visit, attempt: UserAttempt, done: string, refused: string): PeerReply {
  return visit.go(
    here(visit),
    attempt.done ? { tone: 'done', text: done } : { tone: 'refused', text: `${refused}: ${attempt.refusal}` },
  );
}

const idOf = (visit: Visit): string => visit.request.params.id ?? '';

/** Path inside the share that the page is about; undefined for the share itself. */
const insideOf = (visit: Visit): string | undefined => visit.request.params['*'] || undefined;

const within = (visit: Visit, name: string): string => [insideOf(visit), name].filter(Boolean).join('/');

/** The page of the folder (or file) that a form stands on. */
function here(visit: Visit): string {
  return linkOf(idOf(visit), 'in', insideOf(visit));
}

/** A page or form of a received item, for a path inside of it. */
function linkOf(id: string, what: string, inside = ''): string {
  const share = `/ui/shared/${encodeURIComponent(id)}`;
  if (inside === '') return what === 'in' ? share : `${share}/${what}`;
  return `${share}/${what}${encodePath(`/${inside}`)}`;
}
