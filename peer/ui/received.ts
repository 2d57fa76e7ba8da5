import { ActionRefused, type UserReceivedShare } from '../user-actions.js';
import { type Html, html } from './html.js';
import { action, item, PERMISSIONS } from './layout.js';
import { deed, type UiRoute, type Visit, view } from './visit.js';

/** Shares of others: those that wait for an answer, and those that were accepted. */
export const receivedRoutes: readonly UiRoute[] = [
  view('/ui/incoming', (visit) => {
    const { session } = visit;
    const shares = visit.user.pending();
    return visit.show({
      title: 'Incoming',
      tab: 'incoming',
      body: html`<h1>Incoming</h1><p class="lead">Shares that wait for your answer.</p>${
        shares.length > 0
          ? shareTable('Incoming shares', shares, (share) => ({
              name: html`${share.name}`,
              actions: html`${action(session, answerLink(visit, share, 'accept'), 'Accept', about(share), [], 'main')}${action(session, answerLink(visit, share, 'decline'), 'Decline', about(share))}`,
            }))
          : html`<div class="card flush"><p class="empty">Nothing waits for you.</p></div>`
      }`,
    });
  }),

  deed(
    '/ui/incoming/:id/accept',
    async (visit) => {
      const share = shareOf(visit, visit.user.pending());
      await visit.user.accept(share.id);
      return visit.go('/ui/shared', { tone: 'done', text: `Accepted ${about(share)}` });
    },
    () => '/ui/incoming',
  ),

  deed(
    '/ui/incoming/:id/decline',
    async (visit) => {
      const share = shareOf(visit, visit.user.pending());
      await visit.user.decline(share.id);
      return visit.go('/ui/incoming', { tone: 'done', text: `Declined ${about(share)}` });
    },
    () => '/ui/incoming',
  ),

  view('/ui/shared', (visit) => {
    const all = visit.user.received();
    const shares = all.filter(({ isLocal }) => !isLocal);
    const local = all.filter(({ isLocal }) => isLocal);
    const table = (label: string, listed: readonly UserReceivedShare[]): Html =>
      shareTable(label, listed, (share) => ({
        name: html`<a href="${visit.link(`/ui/shared/${encodeURIComponent(share.id)}`)}">${share.name}</a>`,
        actions: html`${share.kind === 'file' && html`<a class="button" href="${visit.link(`/ui/shared/${encodeURIComponent(share.id)}/download`)}">Download<span class="sr"> ${about(share)}</span></a>`}${leaveButton(visit, share)}`,
      }));
    return visit.show({
      title: 'Shared with me',
      tab: 'shared',
      body: html`<h1>Shared with me</h1><p class="lead">What people on other servers share with you.</p>${
        shares.length > 0
          ? table('Shared with me', shares)
          : html`<div class="card flush"><p class="empty">Nobody shares anything with you, or you have not accepted it yet.</p></div>`
      }${local.length > 0 && html`<h2>From people here</h2>${table('Shared here', local)}`}`,
    });
  }),

  deed(
    '/ui/shared/:id/leave',
    async (visit) => {
      const share = shareOf(visit, visit.user.received());
      await visit.user.leave(share.id);
      return visit.go('/ui/shared', { tone: 'done', text: `Left ${about(share)}` });
    },
    () => '/ui/shared',
  ),
];

/** The share that the route's `:id` names. Rejects with 404 when it is not among them (any more). */
export function shareOf(visit: Visit, shares: readonly UserReceivedShare[]): UserReceivedShare {
  const share = shares.find((each) => each.id === visit.request.params.id);
  if (!share) throw new ActionRefused(404, 'There is no such share any more');
  return share;
}

/** Name and origin of a share: what tells it from others. */
export const about = (share: UserReceivedShare): string => `${share.name} from ${share.from}`;

export function leaveButton(visit: Visit, share: UserReceivedShare): Html {
  const link = visit.link(`/ui/shared/${encodeURIComponent(share.id)}/leave`);
  return action(visit.session, link, 'Leave', about(share), [], 'risk');
}

/** What the owner's server grants, as far as it has said so. */
export function grant(share: UserReceivedShare): Html {
  return share.permission
    ? html`<span class="badge">${PERMISSIONS[share.permission]}</span>`
    : html`<span class="badge">Not stated</span>`;
}

function shareTable(
  label: string,
  shares: readonly UserReceivedShare[],
  cells: (share: UserReceivedShare) => { name: Html; actions: Html },
): Html {
  return html`<div class="card flush"><table aria-label="${label}"><thead><tr><th scope="col">Item</th><th scope="col">From</th><th scope="col">Permission</th><th scope="col"><span class="sr">Actions</span></th></tr></thead>
<tbody>${shares.map((share) => {
    const { name, actions } = cells(share);
    return html`<tr><th scope="row">${item(share.kind, name)}</th><td class="mono">${share.from}</td><td>${grant(share)}</td><td class="act"><div class="row">${actions}</div></td></tr>
`;
  })}</tbody></table></div>`;
}

function answerLink(visit: Visit, share: UserReceivedShare, answer: 'accept' | 'decline'): string {
  return visit.link(`/ui/incoming/${encodeURIComponent(share.id)}/${answer}`);
}
