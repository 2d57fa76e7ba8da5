import type { PeerReply, PeerRequest, Route } from '../http/router.js';
import { ActionRefused, type LinkedItem, type PeerPeople } from '../user-actions.js';
import { readForm } from './form.js';
import { html } from './html.js';
import { item, openPage } from './layout.js';
import type { Flash } from './sessions.js';
import { download } from './visit.js';

/** What somebody without account finds behind a public link: the file itself, and a way to have it in their own cloud. */
export function publicLinkRoutes(people: PeerPeople): Route[] {
  const route = (
    method: string,
    path: string,
    show: (linked: LinkedItem, request: PeerRequest) => PeerReply | Promise<PeerReply>,
  ): Route => ({
    method,
    path: `/ui/link/:token${path}`,
    handle: (request) => {
      const linked = people.linked(request.params.token ?? '');
      return linked
        ? show(linked, request)
        : openPage(people, 404, 'Not available', html`<h1>Not available</h1><p>There is no such link any more.</p>`);
    },
  });
  const page = (linked: LinkedItem, request: PeerRequest, status: number, flash?: Flash): PeerReply => {
    const link = `${request.basePath}/ui/link/${encodeURIComponent(request.params.token ?? '')}`;
    return openPage(
      people,
      status,
      linked.name,
      html`<h1>${item(linked.kind, linked.name)}</h1><p class="lead">${linked.owner} shows you this ${linked.kind}.</p>
${linked.content && html`<p><a class="button" href="${link}/download">Download<span class="sr"> ${linked.name}</span></a></p>`}
<h2>Have it in your own cloud</h2><form class="stack" method="post" action="${link}/save"><label>Your OCM address <input name="address" placeholder="bob@cloud.example.org" required autocomplete="off" autocapitalize="none" spellcheck="false"></label><div><button class="main">Add to my cloud</button></div></form>`,
      flash,
    );
  };
  return [
    route('GET', '', (linked, request) => page(linked, request, 200)),
    route('GET', '/download', ({ name, content }, request) =>
      content
        ? download(name, content)
        : { status: 303, headers: { location: request.path.replace(/\/download$/, '') } },
    ),
    route('POST', '/save', async (linked, request) => {
      // Nobody is logged in, so there is no token: the browser says where the form came from.
      const from = request.headers['sec-fetch-site'];
      if (from !== undefined && from !== 'same-origin' && from !== 'none')
        return page(linked, request, 403, { tone: 'refused', text: 'Please use the form on this page' });
      try {
        const address = (await readForm(request)).text('address').trim();
        await linked.save(address);
        return page(linked, request, 200, { tone: 'done', text: `Sent to ${address}: accept it there` });
      } catch (error) {
        if (!(error instanceof ActionRefused)) throw error;
        return page(linked, request, error.status, { tone: 'refused', text: error.message });
      }
    }),
  ];
}
