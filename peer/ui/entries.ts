import type { UserEntry } from '../user-actions.js';
import { type Fragment, type Html, html } from './html.js';
import { item } from './layout.js';

/** A table of files and folders. */
export function entryTable(
  label: string,
  entries: readonly UserEntry[],
  empty: string,
  cells: (entry: UserEntry) => { href: string; actions: Fragment },
): Html {
  if (entries.length === 0) return html`<div class="card flush"><p class="empty">${empty}</p></div>`;
  return html`<div class="card flush"><table aria-label="${label}"><thead><tr><th scope="col">Name</th><th scope="col">Size</th><th scope="col">Changed</th><th scope="col"><span class="sr">Actions</span></th></tr></thead>
<tbody>${entries.map((entry) => {
    const { href, actions } = cells(entry);
    return html`<tr><th scope="row">${item(entry.kind, html`<a href="${href}">${entry.name}</a>`)}</th><td class="num">${entry.kind === 'file' && sizeText(entry.size)}</td><td class="num">${timeOf(entry.modified)}</td><td class="act"><div class="row">${actions}</div></td></tr>
`;
  })}</tbody></table></div>`;
}

/** The way from a root to a folder; the last one is where we are. */
export function crumbs(
  root: { label: string; href: string },
  segments: readonly string[],
  href: (depth: number) => string,
): Html {
  const last = segments.length;
  return html`<nav class="crumbs" aria-label="Folder"><ol><li><a href="${root.href}">${root.label}</a></li>${segments.map(
    (name, index) =>
      html`<li>${index + 1 === last ? html`<span aria-current="page">${name}</span>` : html`<a href="${href(index + 1)}">${name}</a>`}</li>`,
  )}</ol></nav>`;
}

function timeOf(iso: string): Html | undefined {
  if (Date.parse(iso) === 0) return undefined;
  return html`<time datetime="${iso}">${iso.slice(0, 16).replace('T', ' ')}</time>`;
}

function sizeText(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1_000_000) return `${(bytes / 1000).toFixed(1)} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
