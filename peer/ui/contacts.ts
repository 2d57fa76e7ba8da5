import { INVITE_DIALOG } from '../host/discovery-document.js';
import { ActionRefused, type UserContact, type UserInvite } from '../user-actions.js';
import { type Html, html } from './html.js';
import { action, token } from './layout.js';
import { deed, type UiRoute, type Visit, view } from './visit.js';

const PAGE = '/ui/contacts';

/** Invites, and the people met through them. */
export const contactRoutes: readonly UiRoute[] = [
  view(PAGE, (visit) =>
    visit.show({
      title: 'Contacts',
      tab: 'contacts',
      body: html`<h1>Contacts</h1><p class="lead">People of other servers whom you met through an invite.</p>
<div class="cards"><section class="card"><h2>Invite somebody</h2><form class="line" method="post" action="${visit.link(`${PAGE}/invite`)}">${token(visit.session)}<label>Ends (UTC), if not in a week <input type="datetime-local" step="1" name="ends"></label><button>Create invite</button></form></section>
<section class="card"><h2>Take an invite</h2><form class="line" method="post" action="${visit.link(`${PAGE}/take`)}">${token(visit.session)}<label>Invite <input name="invite" required autocomplete="off" autocapitalize="none" spellcheck="false"></label><button>Take invite</button></form></section></div>
${contactTable(visit, visit.user.contacts())}${inviteTable(visit.user.invites())}`,
    }),
  ),
  deed(
    `${PAGE}/invite`,
    (visit, form) => {
      const ends = form.text('ends').trim();
      const at = ends === '' ? undefined : new Date(`${ends}Z`);
      if (at && Number.isNaN(at.getTime())) throw new ActionRefused(400, 'Please choose a date and a time');
      const invite = visit.user.createInvite(at);
      return visit.go(PAGE, {
        tone: 'done',
        text: `Invite ${invite.text} until ${invite.ends}, or by link ${invite.link}`,
      });
    },
    () => PAGE,
  ),
  deed(
    `${PAGE}/take`,
    async (visit, form) => {
      const contact = await visit.user.acceptInvite(form.text('invite'));
      return visit.go(PAGE, { tone: 'done', text: `You and ${contact.name} (${contact.address}) know each other now` });
    },
    () => PAGE,
  ),
  deed(
    `${PAGE}/:address/remove`,
    (visit) => {
      const { address = '' } = visit.request.params;
      visit.user.removeContact(address);
      return visit.go(PAGE, { tone: 'done', text: `Removed ${address}` });
    },
    () => PAGE,
  ),

  view(INVITE_DIALOG, (visit) => {
    const { query } = visit.request;
    const [invite, provider] = [query.get('token') ?? '', query.get('providerDomain') ?? ''];
    if (invite === '' || provider === '') throw new ActionRefused(400, 'This link holds no invite');
    return visit.show({
      title: 'Accept invite',
      tab: 'contacts',
      body: html`<h1>Accept invite</h1><section class="card"><p>Somebody at <strong>${provider}</strong> invites you to know each other.</p><form method="post" action="${visit.link(INVITE_DIALOG)}">${token(visit.session)}<input type="hidden" name="token" value="${invite}"><input type="hidden" name="providerDomain" value="${provider}"><button class="main">Accept invite</button></form></section>`,
    });
  }),
  deed(
    INVITE_DIALOG,
    async (visit, form) => {
      const parts = { token: form.text('token'), provider: form.text('providerDomain') };
      const contact = await visit.user.acceptInvite(parts);
      return visit.go(PAGE, { tone: 'done', text: `You and ${contact.name} (${contact.address}) know each other now` });
    },
    () => PAGE,
  ),
];

function contactTable(visit: Visit, contacts: readonly UserContact[]): Html {
  if (contacts.length === 0) return html`<div class="card flush"><p class="empty">You know nobody yet.</p></div>`;
  return html`<div class="card flush"><table aria-label="Contacts"><thead><tr><th scope="col">Address</th><th scope="col">Name</th><th scope="col">Mail</th><th scope="col"><span class="sr">Actions</span></th></tr></thead>
<tbody>${contacts.map(
    ({ address, name, email }) =>
      html`<tr><th scope="row">${address}</th><td>${name}</td><td>${email}</td><td class="act">${action(visit.session, visit.link(`${PAGE}/${encodeURIComponent(address)}/remove`), 'Remove', address, [], 'risk')}</td></tr>
`,
  )}</tbody></table></div>`;
}

function inviteTable(invites: readonly UserInvite[]): Html | undefined {
  if (invites.length === 0) return undefined;
  return html`<h2>Your invites</h2><div class="card flush"><table aria-label="Invites"><thead><tr><th scope="col">Invite</th><th scope="col">Ends</th><th scope="col">Taken by</th></tr></thead>
<tbody>${invites.map(({ text, ends, acceptedBy }) => html`<tr><th scope="row" class="mono">${text}</th><td>${ends}</td><td class="mono">${acceptedBy}</td></tr>\n`)}</tbody></table></div>`;
}
