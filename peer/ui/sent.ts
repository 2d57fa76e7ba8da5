import { ActionRefused, type UserPermission, type UserSentShare } from '../user-actions.js';
import type { PostedForm } from './form.js';
import { type Html, html } from './html.js';
import { action, PERMISSIONS, token } from './layout.js';
import { deed, nameOf, type UiRoute, type Visit, view } from './visit.js';

/** What is shared with others, and what was passed on. */
export const sentRoutes: readonly UiRoute[] = [
  view('/ui/sent', (visit) => {
    const shares = visit.user.listSent();
    return visit.show({
      title: 'My shares',
      tab: 'sent',
      body: html`<h1>My shares</h1><p class="lead">What you share with others, and what you passed on.</p>${
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
    '/ui/sent/:id/end',
    (visit, form) => {
      const share = sentShare(visit);
      const ends = form.text('ends').trim();
      const at = ends === '' ? undefined : new Date(`${ends}Z`);
      if (at && Number.isNaN(at.getTime())) throw new ActionRefused(400, 'Please choose a date and a time');
      visit.user.setEnd(share.providerId, at);
      const words = at ? `ends at ${at.toISOString()}` : 'does not end by itself';
      return visit.go('/ui/sent', { tone: 'done', text: `${nameOf(share.path)} for ${share.to} ${words}` });
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

export function sentTable(visit: Visit, shares: readonly UserSentShare[]): Html {
  const { session } = visit;
  return html`<div class="card flush"><table aria-label="My shares"><thead><tr><th scope="col">Item</th><th scope="col">Shared with</th><th scope="col">Permission</th><th scope="col">Ends (UTC)</th><th scope="col">State</th><th scope="col"><span class="sr">Actions</span></th></tr></thead>
<tbody>${shares.map(
    (share) =>
      html`<tr><th scope="row">${share.path}</th><td class="mono">${share.to}${share.isGroup && html` <span class="badge">group</span>`}${share.onBehalf && html` <span class="badge">passed on by ${share.onBehalf}</span>`}</td><td>${permissionCell(visit, share)}</td><td>${endCell(visit, share)}</td><td class="num">${share.isPassedOn ? 'passed on' : share.state}</td><td class="act"><div class="row">${action(session, formOf(visit, share, 'unshare'), 'Unshare', `${share.path} from ${share.to}`, [], 'risk')}</div></td></tr>
`,
  )}</tbody></table></div>`;
}

function permissionCell(visit: Visit, share: UserSentShare): Html {
  const { path, to, permission } = share;
  if (share.isPassedOn) return html`${PERMISSIONS[permission]}`;
  return html`<form class="row" method="post" action="${formOf(visit, share, 'permission')}">${token(visit.session)}<select name="permission" aria-label="${`Permission of ${to} on ${path}`}">${(
    ['read', 'edit'] as const
  ).map((each) =>
    each === permission
      ? html`<option value="${each}" selected>${PERMISSIONS[each]}</option>`
      : html`<option value="${each}">${PERMISSIONS[each]}</option>`,
  )}</select><button>Save<span class="sr"> permission of ${to} on ${path}</span></button></form>`;
}

/** The moment is also there as text: a screen reader, and whoever reads the table, has it in full. */
function endCell(visit: Visit, share: UserSentShare): Html | undefined {
  const { path, to, ends } = share;
  if (share.isPassedOn) return undefined;
  return html`<form class="row" method="post" action="${formOf(visit, share, 'end')}">${token(visit.session)}<input type="datetime-local" step="1" name="ends" aria-label="${`End of ${to} on ${path}`}" value="${ends?.slice(0, 19)}"><button>Set end<span class="sr"> of ${to} on ${path}</span></button>${ends && html`<span class="sr">ends at ${ends}</span>`}</form>`;
}

function formOf(visit: Visit, { providerId }: UserSentShare, what: string): string {
  return visit.link(`/ui/sent/${encodeURIComponent(providerId)}/${what}`);
}

function sentShare(visit: Visit): UserSentShare {
  const share = visit.user.listSent().find((each) => each.providerId === visit.request.params.id);
  if (!share) throw new ActionRefused(404, 'There is no such share any more');
  return share;
}

export function permissionOf(form: PostedForm): UserPermission {
  const wanted = form.text('permission');
  if (wanted === 'read' || wanted === 'edit') return wanted;
  throw new ActionRefused(400, 'Please choose a permission');
}
