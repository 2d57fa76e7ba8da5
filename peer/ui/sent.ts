import { ActionRefused, type UserPermission, type UserSentShare } from '../user-actions.js';
import type { PostedForm } from './form.js';
import { encodePath, type Html, html } from './html.js';
import { action, PERMISSIONS, token } from './layout.js';
import { childOf, deed, filesPage, nameOf, parentOf, pathOf, type UiRoute, type Visit, view } from './visit.js';

/** Sharing with others, and what is shared. */
export const sentRoutes: readonly UiRoute[] = [
  view('/ui/share/*', (visit) => {
    const path = pathOf(visit);
    const name = nameOf(path);
    const entry = visit.user.list(parentOf(path))?.find((each) => childOf(parentOf(path), each.name) === path);
    if (!entry) throw new ActionRefused(404, `There is nothing at ${path}`);
    const shares = visit.user.listSent(path);
    const link = visit.link(`/ui/share${encodePath(path)}`);
    return visit.show({
      title: `Share ${name}`,
      tab: 'files',
      body: html`<h1>Share ${name}</h1><p class="lead">${entry.kind === 'folder' ? 'The folder and all in it' : 'The file'} stays here; the other person reaches it from their own server. <a href="${visit.link(filesPage(parentOf(path)))}">Back to files</a></p>
<section class="card"><form class="stack" method="post" action="${link}">${token(visit.session)}<label>OCM address <input name="address" placeholder="bob@cloud.example.org" required autocomplete="off" autocapitalize="none" spellcheck="false"></label>
<fieldset><legend>Permission</legend><label class="inline"><input type="radio" name="permission" value="read" checked>${PERMISSIONS.read}</label><label class="inline"><input type="radio" name="permission" value="edit">${PERMISSIONS.edit}</label></fieldset>
<div><button class="main">Share</button></div></form></section>
${shares.length > 0 && html`<h2>Shared with</h2>${sentTable(visit, shares)}`}`,
    });
  }),

  deed(
    '/ui/share/*',
    async (visit, form) => {
      const path = pathOf(visit);
      const share = await visit.user.share(path, form.text('address').trim(), permissionOf(form));
      return visit.go(`/ui/share${encodePath(path)}`, {
        tone: 'done',
        text: `Shared ${nameOf(path)} with ${share.to}`,
      });
    },
    (visit) => `/ui/share${encodePath(pathOf(visit))}`,
  ),

  view('/ui/sent', (visit) => {
    const shares = visit.user.listSent();
    return visit.show({
      title: 'My shares',
      tab: 'sent',
      body: html`<h1>My shares</h1><p class="lead">What you share with people on other servers.</p>${
        shares.length > 0
          ? sentTable(visit, shares)
          : html`<div class="card flush"><p class="empty">You share nothing. Choose Share beside one of your files.</p></div>`
      }`,
    });
  }),

  deed(
    '/ui/sent/:id/permission',
    (visit, form) => {
      const share = sentShare(visit);
      const permission = permissionOf(form);
      visit.user.setPermission(share.providerId, permission);
      const text = `${share.to}: ${PERMISSIONS[permission].toLowerCase()} ${nameOf(share.path)}`;
      return visit.go('/ui/sent', { tone: 'done', text });
    },
    () => '/ui/sent',
  ),

  deed(
    '/ui/sent/:id/unshare',
    async (visit) => {
      const share = sentShare(visit);
      await visit.user.unshare(share.providerId);
      return visit.go('/ui/sent', { tone: 'done', text: `${nameOf(share.path)} is no longer shared with ${share.to}` });
    },
    () => '/ui/sent',
  ),
];

function sentTable(visit: Visit, shares: readonly UserSentShare[]): Html {
  const { session } = visit;
  return html`<div class="card flush"><table aria-label="My shares"><thead><tr><th scope="col">Item</th><th scope="col">Shared with</th><th scope="col">Permission</th><th scope="col">State</th><th scope="col"><span class="sr">Actions</span></th></tr></thead>
<tbody>${shares.map(
    ({
      providerId,
      path,
      to,
      permission,
      state,
    }) => html`<tr><th scope="row">${path}</th><td class="mono">${to}</td><td><form class="row" method="post" action="${visit.link(`/ui/sent/${encodeURIComponent(providerId)}/permission`)}">${token(session)}<select name="permission" aria-label="${`Permission of ${to} on ${path}`}">${(
      ['read', 'edit'] as const
    ).map((each) =>
      each === permission
        ? html`<option value="${each}" selected>${PERMISSIONS[each]}</option>`
        : html`<option value="${each}">${PERMISSIONS[each]}</option>`,
    )}</select><button>Save<span class="sr"> permission of ${to} on ${path}</span></button></form></td><td class="num">${state}</td><td class="act"><div class="row">${action(session, visit.link(`/ui/sent/${encodeURIComponent(providerId)}/unshare`), 'Unshare', `${path} from ${to}`, [], 'risk')}</div></td></tr>
`,
  )}</tbody></table></div>`;
}

function sentShare(visit: Visit): UserSentShare {
  const share = visit.user.listSent().find((each) => each.providerId === visit.request.params.id);
  if (!share) throw new ActionRefused(404, 'There is no such share any more');
  return share;
}

function permissionOf(form: PostedForm): UserPermission {
  const wanted = form.text('permission');
  if (wanted === 'read' || wanted === 'edit') return wanted;
  throw new ActionRefused(400, 'Please choose a permission');
}
