import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Cloud, CloudSession, Permission, ReceivedShare, SentShare } from '../targets/cloud.js';
import type { HookCall } from '../targets/hooks.js';

/** Hooks as URLs, in this process: what a driver does, offered as a hook. */
export async function serveHooks(
  cloud: Cloud,
  passwords: Record<string, string>,
): Promise<{ url: string; calls: string[]; close(): void }> {
  const sessions = new Map<string, Promise<CloudSession>>();
  const calls: string[] = [];
  const server = createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
    request.on('end', () => {
      const call = JSON.parse(text) as HookCall;
      calls.push(call.action);
      const known = sessions.get(call.actor) ?? cloud.open({ user: call.actor, password: passwords[call.actor] ?? '' });
      sessions.set(call.actor, known);
      known
        .then((session) => act(session, call))
        .then(
          (more) => response.end(JSON.stringify({ ok: true, ...more })),
          (error: unknown) => response.end(JSON.stringify({ ok: false, error: String(error) })),
        );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks`,
    calls,
    close: () => server.close(),
  };
}

interface Args {
  path: string;
  to: string;
  permission: Permission;
  content?: string;
  entries?: { name: string; content: string }[];
  of: string;
  share: SentShare & ReceivedShare;
  inside?: string;
}

async function act(session: CloudSession, { action, args }: HookCall): Promise<object> {
  const { path, to, permission, content = '', entries, of, share, inside } = args as unknown as Args;
  const items = (bytes: Uint8Array | undefined): object =>
    bytes ? { items: [Buffer.from(bytes).toString('base64')] } : {};
  switch (action) {
    case 'put':
      await session.putFile(path, Buffer.from(content, 'base64'));
      return {};
    case 'folder':
      await session.makeFolder(path);
      return {};
    case 'share':
      // Without a hook "put" it is told what to share.
      if (entries) await session.makeFolder(path);
      for (const { name, content: bytes } of entries ?? [])
        await session.putFile(`${path}/${name}`, Buffer.from(bytes, 'base64'));
      if (content !== '') await session.putFile(path, Buffer.from(content, 'base64'));
      return { id: (await session.share(path, to, permission)).id };
    case 'permit':
      await session.setPermission(share, permission);
      return {};
    case 'unshare':
      await session.unshare(share);
      return {};
    case 'list':
      if (of === 'sent') return { items: await session.listSent(path) };
      if (of === 'pending') return { items: await session.listPending() };
      if (of === 'received') return { items: await session.listReceived() };
      return { items: of === 'files' ? await session.list(path) : await session.listInside(share) };
    case 'accept':
    case 'decline':
    case 'leave':
      await session[action](share);
      return {};
    case 'read':
      return items(path === undefined ? await session.readReceived(share, inside) : await session.readFile(path));
    case 'remove':
      await session.remove(path);
      return {};
    default:
      throw new Error(`no ${action} here`);
  }
}
