import { type Html, html } from './html.js';
import { token } from './layout.js';
import type { Session } from './sessions.js';

/** Asks for a new name; posts `from` and `to`. */
export function renameDialog(session: Session, link: string, name: string): Html {
  const hidden = html`<input type="hidden" name="from" value="${name}">`;
  return dialog(session, link, 'Rename', name, html`${hidden}<label>New name ${field(name)}</label>`, 'Save name');
}

/** Asks for a new place; posts `name` and, as a path with the name at its end, `to`. */
export function moveDialog(session: Session, link: string, name: string, path: string): Html {
  const hidden = html`<input type="hidden" name="name" value="${name}">`;
  return dialog(session, link, 'Move', name, html`${hidden}<label>New path ${field(path)}</label>`, 'Save path');
}

const field = (value: string): Html => html`<input name="to" value="${value}" required autocomplete="off" autofocus>`;

/** A dialog without script: the button opens what it names. */
function dialog(session: Session, link: string, verb: string, name: string, fields: Html, save: string): Html {
  const id = `${verb.toLowerCase()}-${Buffer.from(name).toString('hex')}`;
  return html`<button type="button" popovertarget="${id}">${verb}<span class="sr"> ${name}</span></button><div popover id="${id}" role="dialog" aria-label="${verb} ${name}"><form class="stack" method="post" action="${link}">${token(session)}${fields}<div class="row"><button class="main">${save}</button><button type="button" popovertarget="${id}" popovertargetaction="hide">Cancel</button></div></form></div>`;
}
