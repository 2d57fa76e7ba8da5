import { ActionRefused, type LinkedItem } from '../user-actions.js';
import type { HostContext } from './context.js';
import { Giving } from './giving.js';

/** What a public link is to. Links are no part of OCM; what a visitor adds to their own cloud is a share like any other. */
export function linkedItem(host: HostContext, token: string): LinkedItem | undefined {
  const { state } = host;
  const link = state.publicLinks.get(token);
  const account = link && state.accounts.get(link.owner);
  const node = link && account?.files.get(link.path);
  if (!link || !account || !node) return undefined;
  return {
    name: link.path.split('/').at(-1) ?? '',
    kind: node.kind,
    owner: account.displayName,
    content: node.kind === 'file' ? node.content : undefined,
    async save(address) {
      if (address === state.addressOf(link.owner)) throw new ActionRefused(400, 'It is yours already');
      await new Giving(host, account).share(link.path, address, link.permission, 'user');
    },
  };
}
