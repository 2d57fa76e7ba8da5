import { expect, test } from '@playwright/test';
import { basicAuth, bearerAuth, parseMultistatus } from '../../protocol/dav-client.js';
import type { Exchange } from '../../protocol/exchange.js';
import { startPeer } from '../peer.js';

type Ask = (method: string, path: string, headers?: Record<string, string>, body?: string) => Promise<Exchange>;

/** A host whose Alice shared a file and a folder with Bob; `ask` speaks WebDAV with it as a stranger with credentials would. */
async function withShares(
  run: (given: { ask: Ask; file: string; folder: string; uri: string; revoke: () => Promise<void> }) => Promise<void>,
  basePath = '/base',
): Promise<void> {
  const peer = await startPeer({ mounts: [] });
  try {
    const host = await peer.openHost({ id: 'a', speaks: '1.2', basePath });
    for (const user of ['alice', 'bob']) await peer.addAccount('a', { user });
    await peer.put('a', 'alice', '/x.txt', 'bytes');
    await peer.put('a', 'alice', '/dir/in.txt', 'inside');
    const share = { from: 'alice', to: `bob@${host.authority}`, permission: 'edit' as const };
    const file = await peer.sendShare('a', { ...share, path: '/x.txt', permission: 'read' });
    const folder = await peer.sendShare('a', { ...share, path: '/dir' });
    const uri = /"uri":"([^"]+)"/.exec(folder.exchange.request.body.text)?.[1] ?? '';
    const ask: Ask = (method, path, headers = {}, body) =>
      peer.send('a', {
        method,
        url: `${host.url}/dav/shares${path}`,
        headers,
        ...(body === undefined ? {} : { body }),
      });
    const revoke = (): Promise<void> => peer.unshare('a', file.providerId, false);
    await run({ ask, file: file.sharedSecret, folder: folder.sharedSecret, uri, revoke });
  } finally {
    await peer.close();
  }
}

const status = async (exchange: Promise<Exchange>): Promise<number | undefined> => (await exchange).response?.status;

test('a share opens with its secret as Bearer or Basic, and with nothing else', async () => {
  await withShares(async ({ ask, file, revoke }) => {
    expect(await status(ask('GET', '', { authorization: bearerAuth(file) }))).toBe(200);
    expect(await status(ask('GET', '/', { authorization: basicAuth(file) }))).toBe(200);
    const closed = await ask('GET', '');
    expect(closed.response?.status).toBe(401);
    expect(closed.response?.headers['www-authenticate']).toBe('Bearer, Basic realm="shares", charset="UTF-8"');
    for (const authorization of [
      bearerAuth('wrong'),
      basicAuth(''),
      `Basic ${btoa(`${file}:other`)}`,
      `Digest ${file}`,
    ]) {
      expect(await status(ask('PROPFIND', '', { authorization }))).toBe(401);
    }
    await revoke();
    expect(await status(ask('GET', '', { authorization: bearerAuth(file) }))).toBe(401);
  });
});

test('PROPFIND tells kind, size, name and rights, also of what is in a folder', async () => {
  await withShares(async ({ ask, file, folder, uri }) => {
    const one = await ask('PROPFIND', '', { authorization: basicAuth(file), depth: '0' });
    expect(one.response?.status).toBe(207);
    expect(parseMultistatus(one.response?.body.text ?? '')).toMatchObject([
      { kind: 'file', size: 5, type: 'text/plain', permissions: ['read'], href: '/base/dav/shares' },
    ]);
    const many = await ask('PROPFIND', `/${uri}`, { authorization: bearerAuth(folder), depth: '1' });
    expect(parseMultistatus(many.response?.body.text ?? '')).toMatchObject([
      { kind: 'folder', permissions: ['read', 'write', 'share'], href: `/base/dav/shares/${uri}/` },
      { kind: 'file', name: 'in.txt', size: 6, href: `/base/dav/shares/${uri}/in.txt` },
    ]);
    const wanted = '<propfind xmlns="DAV:"><prop><getetag/><quota xmlns="urn:x"/></prop></propfind>';
    const some = await ask('PROPFIND', '', { authorization: basicAuth(file), depth: '0' }, wanted);
    const [entry] = parseMultistatus(some.response?.body.text ?? '') ?? [];
    expect(Object.keys(entry?.properties ?? {})).toEqual(['{DAV:}getetag']);
    expect(some.response?.body.text).toContain('404 Not Found');
  });
});

test('writes follow the granted rights and never reach outside of the share', async () => {
  await withShares(async ({ ask, file, folder, uri }) => {
    expect(await status(ask('PUT', '', { authorization: bearerAuth(file) }, 'new'))).toBe(403);
    const authorization = bearerAuth(folder);
    expect(await status(ask('PUT', `/${uri}/new.txt`, { authorization }, 'new'))).toBe(201);
    expect(await status(ask('PUT', `/${uri}/new.txt`, { authorization }, 'newer'))).toBe(204);
    expect(await status(ask('MKCOL', `/${uri}/sub`, { authorization }))).toBe(201);
    expect(await status(ask('MKCOL', `/${uri}/no/sub`, { authorization }))).toBe(409);
    const move = { authorization, destination: `/base/dav/shares/${uri}/sub/moved.txt` };
    expect(await status(ask('MOVE', `/${uri}/new.txt`, move))).toBe(201);
    expect((await ask('GET', `/${uri}/sub/moved.txt`, { authorization })).response?.body.text).toBe('newer');
    for (const destination of [
      '/base/dav/shares/x.txt',
      'https://elsewhere.example/x',
      `/base/dav/shares/${uri}/%2e%2e/x`,
    ]) {
      expect(await status(ask('MOVE', `/${uri}/in.txt`, { authorization, destination }))).toBe(403);
    }
    expect(await status(ask('GET', `/${uri}/..%2fx.txt`, { authorization }))).toBe(404);
    expect(await status(ask('DELETE', `/${uri}`, { authorization }))).toBe(403);
    expect(await status(ask('DELETE', `/${uri}/sub`, { authorization }))).toBe(204);
    expect(await status(ask('LOCK', `/${uri}`, { authorization }))).toBe(501);
    expect((await ask('OPTIONS', '')).response?.headers.allow).toContain('PROPFIND');
    expect((await ask('HEAD', `/${uri}/in.txt`, { authorization })).response?.headers['content-length']).toBe('6');
  });
});
