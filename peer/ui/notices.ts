import { type Html, html } from './html.js';
import { action } from './layout.js';
import { about, shareOf } from './received.js';
import { deed, type UiRoute, type Visit } from './visit.js';

/** New shares as they are told beside a person's files, where they can be taken in at once. */
export function notices(visit: Visit): Html | undefined {
  const shares = visit.user.pending();
  if (shares.length === 0) return undefined;
  return html`<section class="card" aria-label="New shares">${shares.map(
    (share) =>
      html`<p class="row"><span>${share.from} shares <strong>${share.name}</strong> with you.</span>${action(visit.session, visit.link(`/ui/notices/${encodeURIComponent(share.id)}/take`), 'Take in', about(share))}</p>
`,
  )}</section>`;
}

export const noticeRoutes: readonly UiRoute[] = [
  deed(
    '/ui/notices/:id/take',
    async (visit) => {
      const share = shareOf(visit, visit.user.pending());
      await visit.user.accept(share.id);
      return visit.go('/ui/files', { tone: 'done', text: `Took in ${about(share)}` });
    },
    () => '/ui/files',
  ),
];
