import { ActionRefused } from '../user-actions.js';
import { moveDialog } from './dialogs.js';
import { crumbs, entryTable } from './entries.js';
import { encodePath, html } from './html.js';
import { action, token } from './layout.js';
import { notices } from './notices.js';
import {
  childOf,
  deed,
  download,
  entryName,
  filesPage,
  nameOf,
  notThere,
  parentOf,
  pathOf,
  type UiRoute,
  type Visit,
  view,
} from './visit.js';

/** A person's own files. */
export const filesRoutes: readonly UiRoute[] = [
  view('/ui/files/*', (visit) => {
    const folder = pathOf(visit);
    const entries = visit.user.list(folder);
    if (!entries) return notThere(visit, 404, `There is no folder ${folder}`);
    const segments = folder.split('/').filter(Boolean);
    const upTo = (depth: number): string => visit.link(filesPage(`/${segments.slice(0, depth).join('/')}`));
    const { session } = visit;
    return visit.show({
      title: nameOf(folder) || 'Files',
      tab: 'files',
      body: html`${segments.length > 0 && crumbs({ label: 'Files', href: upTo(0) }, segments, upTo)}<h1>${nameOf(folder) || 'Files'}</h1>
${folder === '/' && notices(visit)}<div class="cards"><section class="card"><form class="line" method="post" enctype="multipart/form-data" action="${visit.link(`/ui/upload${encodePath(folder)}`)}">${token(session)}<label>File to upload <input type="file" name="file" required></label><button class="main">Upload</button></form></section>
<section class="card"><form class="line" method="post" action="${visit.link(`/ui/folder${encodePath(folder)}`)}">${token(session)}<label>Name of the new folder <input name="name" required autocomplete="off"></label><button>Create folder</button></form></section></div>
${entryTable('Files', entries, 'Nothing here yet. Upload a file, or create a folder.', (entry) => {
  const path = encodePath(childOf(folder, entry.name));
  return {
    href: visit.link(entry.kind === 'folder' ? `/ui/files${path}` : `/ui/download${path}`),
    actions: html`<a class="button" href="${visit.link(`/ui/share${path}`)}">Share<span class="sr"> ${entry.name}</span></a>${moveDialog(session, visit.link(`/ui/move${path}`), entry.name, childOf(folder, entry.name))}${action(session, visit.link(`/ui/delete${path}`), 'Delete', entry.name, [], 'risk')}`,
  };
})}`,
    });
  }),

  view('/ui/download/*', (visit) => {
    const path = pathOf(visit);
    const content = visit.user.get(path);
    return content ? download(nameOf(path), content) : notThere(visit, 404, `There is no file ${path}`);
  }),

  deed(
    '/ui/upload/*',
    (visit, form) => {
      const folder = pathOf(visit);
      const file = form.file('file');
      if (!file) throw new ActionRefused(400, 'Please choose a file');
      visit.user.put(childOf(folder, entryName(file.name)), file.content);
      return visit.go(filesPage(folder), { tone: 'done', text: `Uploaded ${file.name}` });
    },
    (visit) => filesPage(pathOf(visit)),
  ),

  deed(
    '/ui/folder/*',
    (visit, form) => {
      const name = entryName(form.text('name').trim());
      visit.user.mkdir(childOf(pathOf(visit), name));
      return visit.go(filesPage(pathOf(visit)), { tone: 'done', text: `Created folder ${name}` });
    },
    (visit) => filesPage(pathOf(visit)),
  ),

  deed(
    '/ui/move/*',
    (visit, form) => {
      const to = form.text('to');
      visit.user.move(pathOf(visit), to);
      return visit.go(above(visit), { tone: 'done', text: `Moved ${nameOf(pathOf(visit))} to ${to}` });
    },
    (visit) => above(visit),
  ),

  deed(
    '/ui/delete/*',
    async (visit) => {
      await visit.user.delete(pathOf(visit));
      return visit.go(above(visit), { tone: 'done', text: `Deleted ${nameOf(pathOf(visit))}` });
    },
    (visit) => above(visit),
  ),
];

const above = (visit: Visit): string => filesPage(parentOf(pathOf(visit)));
