import { ActionRefused, type UserLink } from '../user-actions.js';
import { encodePath, type Html, html } from './html.js';
import { action, PERMISSIONS, token } from './layout.js';
import { permissionOf, sentTable } from './sent.js';
import { childOf, deed, filesPage, nameOf, parentOf, pathOf, type UiRoute, type Visit, view } from './visit.js';

/** One own file or folder and everybody who may have it: people and groups elsewhere, people here, whoever has a link. */
export const sharePageRoutes: readonly UiRoute[] = [
  view('/ui/share/*', (visit) => {
    const path = pathOf(visit);
    const name = nameOf(path);
    const entry = visit.user.list(parentOf(path))?.find((each) => childOf(parentOf(path), each.name) === path);
    if (!entry) throw new ActionRefused(404, `There is nothing at ${path}`);
    const shares = visit.user.listSent(path);
    return visit.show({
      title: `Share ${name}`,
      tab: 'files',
      body: html`<h1>Share ${name}</h1><p class="lead">${entry.kind === 'folder' ? 'The folder and all in it' : 'The file'} stays here; the other person reaches it from their own server. <a href="${visit.link(filesPage(parentOf(path)))}">Back to files</a></p>
<section class="card"><form class="stack" method="post" action="${visit.link(pageOf(path))}">${token(visit.session)}<label>OCM address <input name="address" placeholder="bob@cloud.example.org" required autocomplete="off" autocapitalize="none" spellcheck="false"></label>
<fieldset><legend>The address is that of</legend><label class="inline"><input type="radio" name="kind" value="user" checked>a person</label><label class="inline"><input type="radio" name="kind" value="group">a group</label></fieldset>
<fieldset><legend>Permission</legend><label class="inline"><input type="radio" name="permission" value="read" checked>${PERMISSIONS.read}</label><label class="inline"><input type="radio" name="permission" value="edit">${PERMISSIONS.edit}</label></fieldset>
<div><button class="main">Share</button></div></form></section>
<div class="cards"><section class="card"><h2>On this server</h2><form class="line" method="post" action="${visit.link(`/ui/share-here${encodePath(path)}`)}">${token(visit.session)}<label>User name here <input name="user" required autocomplete="off" autocapitalize="none" spellcheck="false"></label>${permissionChoice('Permission here')}<button>Share here</button></form></section>
<section class="card"><h2>Public link</h2><form class="line" method="post" action="${visit.link(`/ui/links${encodePath(path)}`)}">${token(visit.session)}${permissionChoice('Permission of the link')}<button>Create link</button></form><p class="hint">Whoever has the link needs no account.</p></section></div>
${shares.length > 0 && html`<h2>Shared with</h2>${sentTable(visit, shares)}`}
${linkTable(visit, path, visit.user.links(path))}`,
    });
  }),

  deed(
    '/ui/share/*',
    async (visit, form) => {
      const path = pathOf(visit);
      const kind = form.text('kind') === 'group' ? 'group' : 'user';
      const share = await visit.user.share(path, form.text('address').trim(), permissionOf(form), kind);
      return visit.go(pageOf(path), { tone: 'done', text: `Shared ${nameOf(path)} with ${share.to}` });
    },
    back,
  ),

  deed(
    '/ui/share-here/*',
    (visit, form) => {
      const path = pathOf(visit);
      const share = visit.user.shareHere(path, form.text('user').trim(), permissionOf(form));
      return visit.go(pageOf(path), { tone: 'done', text: `Shared ${nameOf(path)} with ${share.to}` });
    },
    back,
  ),

  deed(
    '/ui/links/*',
    (visit, form) => {
      const path = pathOf(visit);
      const link = visit.user.makeLink(path, permissionOf(form));
      return visit.go(pageOf(path), { tone: 'done', text: `Created the link ${link.url}` });
    },
    back,
  ),

  deed(
    '/ui/unlink/:id/*',
    (visit) => {
      visit.user.removeLink(visit.request.params.id ?? '');
      return visit.go(back(visit), { tone: 'done', text: 'Removed the link' });
    },
    back,
  ),
];

function linkTable(visit: Visit, path: string, links: readonly UserLink[]): Html | undefined {
  if (links.length === 0) return undefined;
  const { session } = visit;
  return html`<h2>Public links</h2><div class="card flush"><table aria-label="Public links"><thead><tr><th scope="col">Link</th><th scope="col">Permission</th><th scope="col"><span class="sr">Actions</span></th></tr></thead>
<tbody>${links.map(
    ({ id, url, permission }) =>
      html`<tr><th scope="row"><a href="${url}">${url}</a></th><td>${PERMISSIONS[permission]}</td><td class="act"><div class="row">${action(session, visit.link(`/ui/unlink/${encodeURIComponent(id)}${encodePath(path)}`), 'Remove', url, [], 'risk')}</div></td></tr>
`,
  )}</tbody></table></div>`;
}

/** A choice that does not stand in the way of the radio buttons of the same page. */
export function permissionChoice(label: string): Html {
  return html`<select name="permission" aria-label="${label}"><option value="read" selected>${PERMISSIONS.read}</option><option value="edit">${PERMISSIONS.edit}</option></select>`;
}

const pageOf = (path: string): string => `/ui/share${encodePath(path)}`;

function back(visit: Visit): string {
  return pageOf(pathOf(visit));
}
