import { ActionRefused, type PeerAdministrator } from '../user-actions.js';
import type { PostedForm } from './form.js';
import { type Fragment, type Html, html } from './html.js';
import { action, token } from './layout.js';
import { deed, type UiRoute, type Visit, view } from './visit.js';

const PAGE = '/ui/admin';

/** The administrator's page: sharing with other servers at all, trusted servers, groups, people. */
export const adminRoutes: readonly UiRoute[] = [
  view(PAGE, (visit) => {
    const administrator = administratorOf(visit);
    return visit.show({
      title: 'Administration',
      tab: 'admin',
      body: html`<h1>Administration</h1><p class="lead">For everybody on this server.</p>
<section class="card"><h2>Sharing with other servers</h2><div class="row">${switches(visit, administrator)}</div></section>
${trusted(visit, administrator)}${directories(visit, administrator)}${groups(visit, administrator)}${people(visit, administrator)}`,
    });
  }),

  act('switch/:which/:state', ({ params }, _form, administrator) => {
    const { which = '', state = '' } = params;
    administrator.turn(which === 'incoming' ? 'incoming' : 'outgoing', state === 'on');
    return `Switched ${which} shares ${state}`;
  }),
  act('trust', (_, form, administrator) => {
    administrator.trust(form.text('origin').trim());
    return `Trusted ${form.text('origin').trim()}`;
  }),
  act('distrust/:origin', ({ params }, _form, administrator) => {
    administrator.distrust(params.origin ?? '');
    return `Trusted ${params.origin} no more`;
  }),
  act('directories', (_, form, administrator) => {
    administrator.useDirectory(form.text('url').trim(), form.text('key').trim());
    return `Use the directory ${form.text('url').trim()}`;
  }),
  act('directories/:url/drop', ({ params }, _form, administrator) => {
    administrator.dropDirectory(params.url ?? '');
    return `Use the directory ${params.url} no more`;
  }),
  act('groups', (_, form, administrator) => {
    const name = form.text('group').trim();
    const members = form.text('members').split(',');
    administrator.createGroup(name, members.map((member) => member.trim()).filter(Boolean));
    return `Created group ${name}`;
  }),
  act('groups/:group/remove', ({ params }, _form, administrator) => {
    administrator.removeGroup(params.group ?? '');
    return `Deleted group ${params.group}`;
  }),
  act('groups/:group/leave/:member', ({ params }, _form, administrator) => {
    administrator.leaveGroup(params.group ?? '', params.member ?? '');
    return `Took ${params.member} out of ${params.group}`;
  }),
  act('people', (_, form, administrator) => {
    const displayName = form.text('name');
    administrator.createUser(form.text('user'), form.text('password'), displayName === '' ? undefined : displayName);
    return `Created ${form.text('user')}`;
  }),
  act('people/:user/remove', async ({ params }, _form, administrator) => {
    await administrator.removeUser(params.user ?? '');
    return `Deleted ${params.user}`;
  }),
];

/** Something that the administrator does; the words are said on the page. */
function act(
  path: string,
  does: (
    request: { params: Record<string, string> },
    form: PostedForm,
    administrator: PeerAdministrator,
  ) => string | Promise<string>,
): UiRoute {
  return deed(
    `${PAGE}/${path}`,
    async (visit, form) =>
      visit.go(PAGE, { tone: 'done', text: await does(visit.request, form, administratorOf(visit)) }),
    () => PAGE,
  );
}

function administratorOf(visit: Visit): PeerAdministrator {
  if (!visit.administrator) throw new ActionRefused(403, `${visit.user.user} is no administrator`);
  return visit.administrator;
}

function switches(visit: Visit, administrator: PeerAdministrator): Html[] {
  const now = administrator.switches();
  return (['incoming', 'outgoing'] as const).map((which) => {
    const state = now[which] ? 'off' : 'on';
    return action(visit.session, visit.link(`${PAGE}/switch/${which}/${state}`), `Switch ${which} shares ${state}`, '');
  });
}

function trusted(visit: Visit, administrator: PeerAdministrator): Html {
  const form = html`<form class="line" method="post" action="${visit.link(`${PAGE}/trust`)}">${token(visit.session)}<label>Server <input name="origin" placeholder="https://cloud.example.org" required autocomplete="off"></label><button>Trust</button></form><p class="hint">What people there share is accepted without a gesture.</p>`;
  const rows = administrator.trusted().map((host) => ({
    name: host,
    more: '',
    actions: action(visit.session, visit.link(`${PAGE}/distrust/${encodeURIComponent(host)}`), 'Distrust', host),
  }));
  return section('Trusted servers', form, rows);
}

function directories(visit: Visit, administrator: PeerAdministrator): Html {
  const form = html`<form class="stack" method="post" action="${visit.link(`${PAGE}/directories`)}">${token(visit.session)}<label>Directory <input name="url" placeholder="https://directory.example.org" required autocomplete="off"></label><label>Public key of the directory <textarea name="key" rows="4" required></textarea></label><div><button>Use directory</button></div></form><p class="hint">Its servers are offered to visitors who follow an invite.</p>`;
  const rows = administrator.directories().map((url) => ({
    name: url,
    more: '',
    actions: action(visit.session, visit.link(`${PAGE}/directories/${encodeURIComponent(url)}/drop`), 'Drop', url),
  }));
  return section('Directories', form, rows);
}

function groups(visit: Visit, administrator: PeerAdministrator): Html {
  const form = html`<form class="line" method="post" action="${visit.link(`${PAGE}/groups`)}">${token(visit.session)}<label>Group name <input name="group" required autocomplete="off"></label><label>Members, by comma <input name="members" required autocomplete="off"></label><button>Create group</button></form>`;
  const rows = administrator.groups().map(({ name, members }) => {
    const link = visit.link(`${PAGE}/groups/${encodeURIComponent(name)}`);
    return {
      name,
      more: members.map((member) =>
        action(visit.session, `${link}/leave/${encodeURIComponent(member)}`, 'Take out', `${member} of ${name}`),
      ),
      actions: action(visit.session, `${link}/remove`, 'Delete group', name, [], 'risk'),
    };
  });
  return section('Groups', form, rows);
}

function people(visit: Visit, administrator: PeerAdministrator): Html {
  const form = html`<form class="line" method="post" action="${visit.link(`${PAGE}/people`)}">${token(visit.session)}<label>User name <input name="user" required autocomplete="off"></label><label>Password <input name="password" type="password" required autocomplete="new-password"></label><label>Display name <input name="name" autocomplete="off"></label><button>Create person</button></form>`;
  const rows = administrator.people().map((user) => ({
    name: user,
    more: '',
    actions: action(
      visit.session,
      visit.link(`${PAGE}/people/${encodeURIComponent(user)}/remove`),
      'Delete person',
      user,
      [],
      'risk',
    ),
  }));
  return section('People', form, rows);
}

function section(title: string, form: Html, rows: { name: string; more: Fragment; actions: Html }[]): Html {
  const table = html`<div class="card flush"><table aria-label="${title}"><thead><tr><th scope="col">Name</th><th scope="col"><span class="sr">Members</span></th><th scope="col"><span class="sr">Actions</span></th></tr></thead>
<tbody>${rows.map(({ name, more, actions }) => html`<tr><th scope="row">${name}</th><td><div class="row">${more}</div></td><td class="act"><div class="row">${actions}</div></td></tr>\n`)}</tbody></table></div>`;
  return html`<section class="card"><h2>${title}</h2>${form}</section>${rows.length > 0 && table}`;
}
