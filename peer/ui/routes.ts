import { INVITE_DIALOG } from '../host/discovery-document.js';
import type { PeerReply, PeerRequest, Route, RouteFactory } from '../http/router.js';
import { ActionRefused } from '../user-actions.js';
import { adminRoutes } from './admin.js';
import { contactRoutes } from './contacts.js';
import { filesRoutes } from './files.js';
import { readForm } from './form.js';
import { loginPage } from './layout.js';
import { noticeRoutes } from './notices.js';
import { passOnRoutes } from './pass-on.js';
import { publicLinkRoutes } from './public-link.js';
import { receivedRoutes } from './received.js';
import { receivedItemRoutes } from './received-item.js';
import { sentRoutes } from './sent.js';
import { holdsToken, Sessions } from './sessions.js';
import { sharePageRoutes } from './share-page.js';
import { deed, mount, notThere, view } from './visit.js';
import { wayfRoutes } from './wayf.js';

/**
 * The web UI of a host, below `/ui`: pages made on the server that work without script. Every change is a form with the session's
 * token, answered by a redirect to a page that says what was done.
 */
export const webUi: RouteFactory = (people) => {
  const sessions = new Sessions(people.info);

  async function logIn(request: PeerRequest): Promise<PeerReply> {
    // No session yet, so no token: the browser says where the form came from.
    const from = request.headers['sec-fetch-site'];
    if (from !== undefined && from !== 'same-origin' && from !== 'none')
      return loginPage(people, request, 403, { tone: 'refused', text: 'Please log in on this page' });
    const form = await readForm(request).catch(refusedAsUndefined);
    const user = form && people.authenticate(form.text('user').trim(), form.text('password'));
    if (!user) return loginPage(people, request, 401, { tone: 'refused', text: 'Unknown account or wrong password' });
    return goOn(request, sessions.begin(user));
  }

  const open: Route[] = [
    {
      method: 'GET',
      path: '/ui/login',
      handle: (request) => (sessions.of(request) ? goOn(request) : loginPage(people, request, 200)),
    },
    { method: 'POST', path: '/ui/login', handle: logIn },
    {
      method: 'POST',
      path: '/ui/logout',
      async handle(request) {
        const session = sessions.of(request);
        const form = session && (await readForm(request).catch(refusedAsUndefined));
        if (!session || !form || !holdsToken(session, form.text('csrf'))) return toFiles(request);
        const cookie = sessions.end(request);
        return { status: 303, headers: { location: `${request.basePath}/ui/login`, 'set-cookie': cookie } };
      },
    },
  ];
  const pages = [
    view('/', (visit) => visit.go('/ui/files')),
    ...filesRoutes,
    ...noticeRoutes,
    ...sharePageRoutes,
    ...sentRoutes,
    ...receivedRoutes,
    ...passOnRoutes,
    ...contactRoutes,
    ...receivedItemRoutes,
    ...adminRoutes,
    view('/ui/*', (visit) => notThere(visit, 404, 'There is no such page')),
    deed(
      '/ui/*',
      () => Promise.reject(new ActionRefused(404, 'There is no such form')),
      () => '/ui/files',
    ),
  ];
  return [
    ...open,
    ...publicLinkRoutes(people),
    ...wayfRoutes(people),
    ...pages.map((route) => mount(people, sessions, route)),
  ];
};

function toFiles({ basePath }: PeerRequest, cookie?: string): PeerReply {
  return { status: 303, headers: { location: `${basePath}/ui/files`, ...(cookie ? { 'set-cookie': cookie } : {}) } };
}

/** To where somebody was going when asked to log in, if that is the dialog for invites; else to the files. */
function goOn(request: PeerRequest, cookie?: string): PeerReply {
  const next = request.query.get('next') ?? '';
  if (!next.startsWith(`${INVITE_DIALOG}?`)) return toFiles(request, cookie);
  return { status: 303, headers: { location: request.basePath + next, ...(cookie ? { 'set-cookie': cookie } : {}) } };
}

function refusedAsUndefined(error: unknown): undefined {
  if (!(error instanceof ActionRefused)) throw error;
  return undefined;
}
