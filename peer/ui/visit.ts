import { INVITE_DIALOG } from '../host/discovery-document.js';
import type { Content } from '../http/content.js';
import { type PeerReply, type PeerRequest, type Route, savedAs } from '../http/router.js';
import { ActionRefused, type PeerAdministrator, type PeerPeople, type PeerUser } from '../user-actions.js';
import { type PostedForm, readForm } from './form.js';
import { encodePath, html } from './html.js';
import { type PageParts, page } from './layout.js';
import { type Flash, holdsToken, type Session, type Sessions } from './sessions.js';

/** One request of somebody who is logged in. */
export interface Visit {
  user: PeerUser;
  /** What the person may do for the whole host; undefined for everybody but administrators. */
  administrator: PeerAdministrator | undefined;
  session: Session;
  request: PeerRequest;
  /** A link to another page of this host: `/ui/...`, segments already encoded. */
  link(path: string): string;
  show(parts: PageParts): PeerReply;
  /** Sends the browser to another page, which says what was done (or why not). */
  go(path: string, flash?: Flash): PeerReply;
}

/** A page (GET) for people who are logged in; others are sent to the log-in page. */
export function view(path: string, show: (visit: Visit) => PeerReply | Promise<PeerReply>): UiRoute {
  return { method: 'GET', path, handle: show };
}

/** What a form does (POST). A refusal is said on the page `back`. */
export function deed(
  path: string,
  act: (visit: Visit, form: PostedForm) => PeerReply | Promise<PeerReply>,
  back: (visit: Visit) => string,
): UiRoute {
  return {
    method: 'POST',
    path,
    async handle(visit) {
      try {
        const form = await readForm(visit.request);
        if (!holdsToken(visit.session, form.text('csrf')))
          throw new ActionRefused(403, 'This form is from another session: please try again');
        return await act(visit, form);
      } catch (error) {
        if (!(error instanceof ActionRefused)) throw error;
        return visit.go(back(visit), { tone: 'refused', text: error.message });
      }
    },
  };
}

/** A route before it knows its host. */
export interface UiRoute {
  method: 'GET' | 'POST';
  path: string;
  handle(visit: Visit): PeerReply | Promise<PeerReply>;
}

/** Gives a host's route: finds the session, and turns refusals of pages into pages. */
export function mount(people: PeerPeople, sessions: Sessions, route: UiRoute): Route {
  return {
    method: route.method,
    path: route.path,
    async handle(request) {
      const session = sessions.of(request);
      const { basePath } = request;
      if (!session) {
        // Who comes with an invite comes from another server, mostly without a session here.
        const next =
          request.path === INVITE_DIALOG ? `?next=${encodeURIComponent(`${INVITE_DIALOG}?${request.query}`)}` : '';
        return { status: 303, headers: { location: `${basePath}/ui/login${next}` } };
      }
      const visit: Visit = {
        user: session.user,
        administrator: people.administrator(session.user.user),
        session,
        request,
        link: (path) => basePath + path,
        show: (parts) => page(people, session, basePath, parts),
        go(path, flash) {
          if (flash) session.flash = flash;
          return { status: 303, headers: { location: basePath + path } };
        },
      };
      try {
        return await route.handle(visit);
      } catch (error) {
        if (!(error instanceof ActionRefused)) throw error;
        return notThere(visit, error.status, error.message);
      }
    },
  };
}

/** A page that only says why there is nothing to show. */
export function notThere(visit: Visit, status: number, text: string): PeerReply {
  const body = html`<h1>Not available</h1><p><a href="${visit.link('/ui/files')}">Go to your files</a></p>`;
  return visit.show({ title: 'Not available', tab: 'files', status, body, flash: { tone: 'refused', text } });
}

/** A file that the browser saves and never shows: other people's content must not run as a page of this host. */
export function download(name: string, content: Content): PeerReply {
  return {
    status: 200,
    headers: {
      'content-type': 'application/octet-stream',
      ...savedAs(name),
      'content-security-policy': 'sandbox',
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    },
    body: content,
  };
}

/** `report.txt` of `/folder/report.txt`; empty for `/`. */
export const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
/** `/folder` of `/folder/report.txt`, `/` of `/report.txt`. */
export const parentOf = (path: string): string => path.slice(0, path.lastIndexOf('/')) || '/';
/** `/folder/name`, also when the folder is `/`. */
export const childOf = (folder: string, name: string): string => (folder === '/' ? `/${name}` : `${folder}/${name}`);
/** Path of an own folder's page. */
export const filesPage = (folder: string): string => (folder === '/' ? '/ui/files' : `/ui/files${encodePath(folder)}`);
/** The path that `*` of the route took, from the root. */
export const pathOf = (visit: Visit): string => `/${visit.request.params['*'] ?? ''}`;

/** A name for one entry of a folder. Blanks at its ends belong to it, unless a person typed it (`text.trim()`). */
export function entryName(name: string): string {
  if (name.trim() === '') throw new ActionRefused(400, 'Please give a name');
  if (name.includes('/')) throw new ActionRefused(400, 'A name cannot contain /');
  return name;
}
