import type { PeerReply, PeerRequest, Route } from '../http/router.js';
import { WAYF_PATH } from '../invites/inviting.js';
import { ActionRefused, type PeerPeople } from '../user-actions.js';
import { readForm } from './form.js';
import { html } from './html.js';
import { openPage } from './layout.js';
import type { Flash } from './sessions.js';
import { CONTENT_SECURITY_POLICY } from './style.js';

/** "Where are you from?": whoever follows the link of an invite names their own server, and is sent there. No account is needed. */
export function wayfRoutes(people: PeerPeople): Route[] {
  const page = async (request: PeerRequest, status: number, flash?: Flash): Promise<PeerReply> => {
    const token = request.query.get('token') ?? '';
    if (token === '')
      return openPage(people, 404, 'Not available', html`<h1>Not available</h1><p>This link holds no invite.</p>`);
    const action = `${request.basePath}${WAYF_PATH}?token=${encodeURIComponent(token)}`;
    const servers = await people.offeredServers();
    const reply = openPage(
      people,
      status,
      'Where are you from?',
      html`<h1>Where are you from?</h1><p class="lead">Somebody at ${people.info.authority} invites you. Say where your own cloud is, and take the invite there.</p>
${
  servers.length > 0 &&
  html`<ul aria-label="Servers">${servers.map(
    ({ url, displayName }) =>
      html`<li><form method="post" action="${action}" data-away><input type="hidden" name="server" value="${url}"><button>${displayName}</button> <span class="mono">${url}</span></form></li>
`,
  )}</ul>`
}
<form class="stack" method="post" action="${action}" data-away><label>Your server <input name="server" placeholder="cloud.example.org" required autocomplete="off" autocapitalize="none" spellcheck="false"></label><div><button class="main">Continue</button></div></form>`,
      flash,
    );
    // The answer to this form leads to another server, which is no place that a page may post to otherwise.
    const policy = CONTENT_SECURITY_POLICY.replace("form-action 'self'", "form-action 'self' https: http:");
    return { ...reply, headers: { ...reply.headers, 'content-security-policy': policy } };
  };
  return [
    { method: 'GET', path: WAYF_PATH, handle: (request) => page(request, 200) },
    {
      method: 'POST',
      path: WAYF_PATH,
      async handle(request) {
        try {
          const server = (await readForm(request)).text('server').trim();
          const location = await people.dialogOf(server, request.query.get('token') ?? '');
          return { status: 303, headers: { location } };
        } catch (error) {
          if (!(error instanceof ActionRefused)) throw error;
          return page(request, error.status, { tone: 'refused', text: error.message });
        }
      },
    },
  ];
}
