import type { UserReceivedShare } from '../user-actions.js';
import { type Html, html } from './html.js';
import { token } from './layout.js';
import { shareOf } from './received.js';
import { permissionOf } from './sent.js';
import { permissionChoice } from './share-page.js';
import { deed, type UiRoute, type Visit } from './visit.js';

/** On the page of a received item: asks its owner's server to share it with somebody else, too. */
export function passOnCard(visit: Visit, share: UserReceivedShare): Html {
  return html`<section class="card"><h2>Pass on</h2><form class="line" method="post" action="${visit.link(`${pageOf(share.id)}/pass-on`)}">${token(visit.session)}<label>OCM address <input name="address" placeholder="carol@cloud.example.org" required autocomplete="off" autocapitalize="none" spellcheck="false"></label>${permissionChoice('Permission of the one after you')}<button>Pass on</button></form><p class="hint">Its owner’s server shares it with them, if the owner lets it be passed on.</p></section>`;
}

export const passOnRoutes: readonly UiRoute[] = [
  deed(
    '/ui/shared/:id/pass-on',
    async (visit, form) => {
      const share = shareOf(visit, visit.user.received());
      const { to } = await visit.user.passOn(share.id, form.text('address').trim(), permissionOf(form));
      return visit.go(pageOf(share.id), { tone: 'done', text: `Passed ${share.name} on to ${to}` });
    },
    (visit) => pageOf(visit.request.params.id ?? ''),
  ),
];

const pageOf = (id: string): string => `/ui/shared/${encodeURIComponent(id)}`;
