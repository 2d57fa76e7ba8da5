import type { Contact } from '../abilities.js';
import type { Attempt, Cloud, CloudSession, ReceivedShare } from '../cloud.js';
import { ProductRefused } from '../cloud.js';
import type { DriverOptions } from '../driver.js';
import { callHook, type HookAnswer, HookFailed, HookRefused, hasHook, type PersonAction } from '../hooks.js';
import type { Profile } from '../profile.js';
import { contactsIn, inviteIn, namesIn, openingIn, receivedIn, sentIn } from './answers.js';
import { ownFiles } from './own-files.js';
import { sharesResources, traitsOf } from './traits.js';

/**
 * Drives a target that has no driver by the hooks of its profile. What the profile names no hook for is declared as lacking, or rejects
 * with HookLacking; a hook's no is the product's (ProductRefused), anything else that it does wrong rejects with HookFailed.
 */
export function createHookCloud(options: DriverOptions & { hooks: { runId: string } }): Cloud {
  const { profile } = options;
  const host = profile.ocmHost ?? new URL(profile.url).host;
  return {
    via: 'api',
    traits: traitsOf(profile),
    open: ({ user }) => Promise.resolve(session(options, user, `${user}@${host}`)),
    close: () => options.http.close(),
  };
}

type Call = (action: PersonAction, args: Record<string, unknown>) => Promise<HookAnswer>;

function session(
  { profile, budgets, hooks }: Parameters<typeof createHookCloud>[0],
  user: string,
  address: string,
): CloudSession {
  const call: Call = (action, args) =>
    callHook(profile, { action, actor: user, args, runId: hooks.runId, deadlineMs: budgets.step });
  const must: Call = (action, args) =>
    call(action, args).catch((error: unknown) => {
      throw error instanceof HookRefused ? new ProductRefused(error.message) : error;
    });
  const attempt = async (action: PersonAction, args: Record<string, unknown>): Promise<Attempt> => {
    try {
      await call(action, args);
      return { done: true };
    } catch (error) {
      if (error instanceof HookRefused) return { done: false, refusal: error.refusal };
      throw error;
    }
  };
  const told = (action: PersonAction, what: string): string => `hook "${action}" of ${profile.id} ${what}`;
  /** A no to a look says that there is nothing to be seen. */
  const look = async (action: PersonAction, args: Record<string, unknown>): Promise<unknown[] | undefined> => {
    try {
      return (await call(action, args)).items;
    } catch (error) {
      if (error instanceof HookRefused) return undefined;
      throw error;
    }
  };
  const bytes = async (args: Record<string, unknown>): Promise<Uint8Array | undefined> => {
    const [content, ...more] = (await look('read', args)) ?? [];
    if (content === undefined) return undefined;
    if (typeof content !== 'string' || more.length > 0)
      throw new HookFailed(told('read', 'gave items that are not one text, the content in base64'));
    return Buffer.from(content, 'base64');
  };
  const own = ownFiles({ isKept: !hasHook(profile, 'put'), call: must });

  return {
    user,
    address: () => Promise.resolve(address),

    putFile: own.put,
    makeFolder: own.folder,
    readFile: (path) => bytes({ path }),
    list: async (path) => namesIn(await look('list', { of: 'files', path }), told('list', 'of files')),
    async remove(path) {
      const place = own.forget(path);
      if (place === 'there') await must('remove', { path });
      else if (place === 'perhaps' && hasHook(profile, 'remove')) await attempt('remove', { path });
    },

    async share(path, to, permission) {
      const { id } = await must('share', { path, to, permission, ...own.contentOf(path) });
      own.given(path);
      return { id: id ?? path, path, to };
    },
    listSent: async (path) => sentIn(await must('list', { of: 'sent', path }), path, told('list', 'of sent')),
    async setPermission({ id, path, to }, permission) {
      await must('permit', { share: { id, path, to }, permission });
    },
    async unshare({ id, path, to }) {
      await must('unshare', { share: { id, path, to } });
    },

    listPending: async () => receivedIn(await must('list', { of: 'pending' }), told('list', 'of pending')),
    listReceived: async () => receivedIn(await must('list', { of: 'received' }), told('list', 'of received')),
    async accept(share) {
      await must('accept', { share: named(share) });
    },
    async decline(share) {
      await must('decline', { share: named(share) });
    },
    async leave(share) {
      await must('leave', { share: named(share) });
    },

    readReceived: (share, inside) => bytes({ share: named(share), ...(inside === undefined ? {} : { inside }) }),
    listInside: async (share) =>
      namesIn(await look('list', { of: 'inside', share: named(share) }), told('list', 'of inside')),
    writeReceived: (share, content, inside) =>
      attempt('write', {
        share: named(share),
        content: Buffer.from(content).toString('base64'),
        ...(inside === undefined ? {} : { inside }),
      }),
    renameInside: (share, from, to) => attempt('rename', { share: named(share), from, to }),
    removeInside: (share, inside) => attempt('remove', { share: named(share), inside }),
    ...(sharesResources(profile)
      ? {
          shareResource: async (resource: string, to: string) => {
            const { id } = await must('share', { resource, to });
            return { id: id ?? resource, path: `/${resource}`, to };
          },
        }
      : {}),
    ...(hasHook(profile, 'open')
      ? {
          openApp: async (share: ReceivedShare) =>
            openingIn(await must('open', { share: named(share) }), told('open', 'of a web app')),
        }
      : {}),
    ...inviting(profile, must, told),
  };
}

/** Invites and contacts: each where the profile names the hook. */
function inviting(
  profile: Profile,
  must: Call,
  told: (action: PersonAction, what: string) => string,
): Partial<Pick<CloudSession, 'createInvite' | 'acceptInvite' | 'listContacts' | 'removeContact'>> {
  const where = <T>(action: PersonAction, method: T): T | Record<string, never> =>
    hasHook(profile, action) ? method : {};
  return {
    ...where('invite', {
      createInvite: async (ends?: Date) =>
        inviteIn(await must('invite', ends ? { ends: ends.toISOString() } : {}), told('invite', 'made an invite')),
    }),
    ...where('take', {
      acceptInvite: async (text: string) => {
        await must('take', { text });
      },
    }),
    ...where('contacts', {
      listContacts: async () => contactsIn(await must('contacts', {}), told('contacts', 'listed')),
    }),
    ...where('forget', {
      removeContact: async ({ address, name }: Contact) => {
        await must('forget', { address, name });
      },
    }),
  };
}

/** What tells a received share from others, as far as it is known. */
const named = ({ id, name, from, path }: ReceivedShare): Record<string, string> => ({
  id,
  name,
  ...(from === undefined ? {} : { from }),
  ...(path === undefined ? {} : { path }),
});
