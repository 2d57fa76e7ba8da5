import { randomBytes } from 'node:crypto';
import type { PeerReply, PeerRequest } from '../http/router.js';
import { hasInvites } from '../invites/form.js';
import type { PeerPeople, UserPermission } from '../user-actions.js';
import { type Fragment, Html, html } from './html.js';
import { SCRIPT } from './in-place.js';
import type { Flash, Session } from './sessions.js';
import { CONTENT_SECURITY_POLICY, STYLE } from './style.js';

/** Pages in the navigation. */
export type Tab = 'files' | 'incoming' | 'shared' | 'sent' | 'contacts' | 'admin';

/** A page for somebody who is logged in. */
export interface PageParts {
  title: string;
  tab: Tab;
  body: Fragment;
  status?: number;
  /** Shown on this page, instead of what the session holds. */
  flash?: Flash;
}

const LABEL = 'ocm-interop reference peer';
const MARK = new Html(
  '<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" aria-hidden="true"><circle cx="6" cy="12" r="3.5"/><circle cx="18" cy="12" r="3.5"/><path d="M9.5 12h5M6 4.5c3-2.4 9-2.4 12 0M6 19.500c3 2.4 9 2.4 12 0" stroke-linecap="round"/></svg>',
);
const ICONS = {
  file: new Html(
    '<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.7" stroke-linejoin="round" aria-hidden="true"><path d="M6 3h8l4 4v14H6zM14 3v4h4"/></svg>',
  ),
  folder: new Html(
    '<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.7" stroke-linejoin="round" aria-hidden="true"><path d="M3 6h6l2 2h10v11H3z"/></svg>',
  ),
};

/** Builds the whole page; what the session had to say is said once. */
export function page(people: PeerPeople, session: Session, basePath: string, parts: PageParts): PeerReply {
  const flash = parts.flash ?? session.flash;
  delete session.flash;
  const { user } = session;
  const waiting = user.pending().length;
  const tab = (name: Tab, label: string, count = 0): Html =>
    html`<li><a href="${basePath}/ui/${name}"${parts.tab === name && new Html(' aria-current="page"')}>${label}${count > 0 && html`<span class="count">${count}<span class="sr"> waiting</span></span>`}</a></li>`;
  return shell(people, `${parts.title} · ${user.displayName}`, parts.status ?? 200, [
    html`<a class="skip" href="#main">Skip to content</a>
<header><div class="wrap top"><span class="brand">${MARK} ${LABEL}</span><span class="chip">${people.info.id}</span><span class="who"><strong>${user.displayName}</strong> · <span role="note" aria-label="Your OCM address" class="address">${user.address}</span></span>
<form method="post" action="${basePath}/ui/logout">${token(session)}<button>Log out</button></form></div>
<nav class="tabs wrap" aria-label="Main"><ul>${tab('files', 'Files')}${tab('incoming', 'Incoming', waiting)}${tab('shared', 'Shared with me')}${tab('sent', 'My shares')}${hasInvites(people.info) && tab('contacts', 'Contacts')}${people.administrator(user.user) && tab('admin', 'Administration')}</ul></nav></header>
<main id="main" class="wrap" tabindex="-1">${flashOf(flash)}${parts.body}</main>
<footer class="wrap">${about(people)}</footer>`,
  ]);
}

/** The log-in page. */
export function loginPage(
  people: PeerPeople,
  { basePath, query }: Pick<PeerRequest, 'basePath' | 'query'>,
  status: number,
  flash?: Flash,
): PeerReply {
  const next = query.get('next');
  return shell(people, 'Log in', status, [
    html`<main class="login wrap" tabindex="-1"><p class="brand">${MARK} ${LABEL}</p><section class="card"><h1>Log in</h1><p class="lead">to ${people.info.id} at ${people.info.authority}</p>${flashOf(flash)}
<form class="stack" method="post" action="${basePath}/ui/login${next !== null && `?next=${encodeURIComponent(next)}`}"><label>User name <input name="user" autocomplete="username" required autofocus></label>
<label>Password <input name="password" type="password" autocomplete="current-password" required></label><div><button class="main">Log in</button></div></form></section>
<footer>${about(people)}</footer></main>`,
  ]);
}

/** A page for whoever comes, logged in or not. */
export function openPage(people: PeerPeople, status: number, title: string, body: Fragment, flash?: Flash): PeerReply {
  return shell(people, title, status, [
    html`<main class="login wrap" tabindex="-1"><p class="brand">${MARK} ${LABEL}</p><section class="card">${flashOf(flash)}${body}</section>
<footer>${about(people)}</footer></main>`,
  ]);
}

/** Hidden field that every form carries. */
export function token(session: Session): Html {
  return html`<input type="hidden" name="csrf" value="${session.csrf}">`;
}

/** Icon and name of a file or folder. */
export function item(kind: 'file' | 'folder', label: Fragment): Html {
  return html`<span class="item">${ICONS[kind]}<span>${label}</span></span>`;
}

/** What a person reads for a permission. */
export const PERMISSIONS: Record<UserPermission, string> = { read: 'Can view', edit: 'Can edit' };

/** A button in a form of its own. `about` completes its accessible name: "Delete", "report.txt". */
export function action(
  session: Session,
  href: string,
  label: string,
  about: string,
  fields: Fragment = [],
  style = '',
): Html {
  return html`<form method="post" action="${href}">${token(session)}${fields}<button class="${style}">${label}<span class="sr"> ${about}</span></button></form>`;
}

function flashOf(flash: Flash | undefined): Html | undefined {
  return flash && html`<p class="flash" role="${flash.tone === 'done' ? 'status' : 'alert'}">${flash.text}</p>`;
}

function about({ info }: PeerPeople): Html {
  return html`<p>A test server that speaks OCM ${info.speaks}. It keeps nothing: do not store anything of value.</p>${info.deviations.length > 0 && html`<p class="devs">Deviates on purpose: ${info.deviations.join(', ')}</p>`}`;
}

/** Every page has a name of its own (`data-page`), which ends with its status: whoever waits for the next one, in place or not, waits for another name. */
function shell(people: PeerPeople, title: string, status: number, body: Fragment): PeerReply {
  const text = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${title} · ${people.info.id}, ${LABEL}</title><style>${new Html(STYLE)}</style><script>${new Html(SCRIPT)}</script></head>
<body data-page="${randomBytes(6).toString('hex')}-${status}">${body}</body></html>
`.text;
  return {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': CONTENT_SECURITY_POLICY,
      'cache-control': 'no-store',
      'referrer-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
    },
    body: text,
  };
}
