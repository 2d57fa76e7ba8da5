import { createHash } from 'node:crypto';
import { expect, test } from '@playwright/test';
import { createHttpClient, type HttpClient, type HttpReply } from '../../protocol/http-client.js';
import type { PeerAccount, PeerHostInfo } from '../contract.js';
import { type LocalPeer, startPeer } from '../peer.js';

let peer: LocalPeer;
let http: HttpClient;
let host: PeerHostInfo;
let alice: PeerAccount;

test.beforeEach(async () => {
  peer = await startPeer();
  http = createHttpClient({ ca: peer.caPem === undefined ? [] : [peer.caPem] });
  host = await peer.openHost({ id: 'pages', speaks: '1.2', basePath: '/cloud' });
  alice = await peer.addAccount(host.id, { user: 'alice', password: 'alice-password', displayName: 'Al <b>ice' });
});

test.afterEach(async () => {
  await http.close();
  await peer.close();
});

function get(path: string, cookie = ''): Promise<HttpReply> {
  return http.request({ method: 'GET', url: host.url + path, headers: { cookie } });
}

function post(path: string, fields: Record<string, string>, headers: Record<string, string> = {}): Promise<HttpReply> {
  return http.request({
    method: 'POST',
    url: host.url + path,
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    body: new URLSearchParams(fields).toString(),
  });
}

const status = (reply: HttpReply): number | undefined => reply.exchange.response?.status;
const header = (reply: HttpReply, name: string): string => reply.exchange.response?.headers[name] ?? '';
const text = (reply: HttpReply): string => Buffer.from(reply.bytes).toString('utf8');

async function logIn(): Promise<{ cookie: string; csrf: string }> {
  const reply = await post('/ui/login', { user: alice.user, password: alice.password });
  const cookie = header(reply, 'set-cookie').split(';')[0] ?? '';
  const csrf = /name="csrf" value="([^"]+)"/.exec(text(await get('/ui/files', cookie)))?.[1] ?? '';
  return { cookie, csrf };
}

test('a visitor is sent to the log-in page, below the base path', async () => {
  const reply = await get('/ui/files');
  expect(status(reply)).toBe(303);
  expect(header(reply, 'location')).toBe('/cloud/ui/login');
  expect(text(await get('/ui/login'))).toContain('ocm-interop reference peer');
});

test('logging in gives a cookie that scripts, other sites and other paths do not get', async () => {
  const reply = await post('/ui/login', { user: alice.user, password: alice.password });
  expect(status(reply)).toBe(303);
  expect(header(reply, 'location')).toBe('/cloud/ui/files');
  expect(header(reply, 'set-cookie')).toMatch(/Path=\/cloud; HttpOnly; SameSite=Lax; Secure$/);
});

test('a wrong password is refused with 401 and a sentence', async () => {
  const reply = await post('/ui/login', { user: alice.user, password: 'wrong' });
  expect(status(reply)).toBe(401);
  expect(text(reply)).toContain('Unknown account or wrong password');
  expect(header(reply, 'set-cookie')).toBe('');
});

test('a log-in form of another site is refused', async () => {
  const fields = { user: alice.user, password: alice.password };
  const reply = await post('/ui/login', fields, { 'sec-fetch-site': 'cross-site' });
  expect(status(reply)).toBe(403);
  expect(header(reply, 'set-cookie')).toBe('');
});

test("a form without the session's token changes nothing", async () => {
  await peer.put(host.id, alice.user, '/kept.txt', 'kept');
  const { cookie } = await logIn();
  const reply = await post('/ui/delete/kept.txt', { csrf: 'guessed' }, { cookie });
  expect(status(reply)).toBe(303);
  const page = text(await get('/ui/files', cookie));
  expect(page).toContain('This form is from another session');
  expect(page).toContain('>kept.txt</a>');
});

test('names are text, never markup, wherever they stand', async () => {
  const name = '"><img src=x onerror=alert(1)>&.txt';
  await peer.put(host.id, alice.user, `/${name}`, 'x');
  const { cookie } = await logIn();
  for (const path of ['/ui/files', `/ui/share/${encodeURIComponent(name)}`]) {
    const page = text(await get(path, cookie));
    expect(page).not.toContain('<img');
    expect(page).not.toContain('<b>ice');
    expect(page).toContain('&quot;&gt;&lt;img src=x onerror=alert(1)&gt;&amp;.txt');
  }
});

test('a file is given to save, never to show', async () => {
  await peer.put(host.id, alice.user, '/page.html', '<script>alert(1)</script>');
  const { cookie } = await logIn();
  const reply = await get('/ui/download/page.html', cookie);
  expect(text(reply)).toBe('<script>alert(1)</script>');
  expect(header(reply, 'content-type')).toBe('application/octet-stream');
  expect(header(reply, 'content-disposition')).toBe("attachment; filename*=UTF-8''page.html");
});

test('pages run their own script and nothing else, and load nothing but each other', async () => {
  const reply = await get('/ui/login');
  const policy = header(reply, 'content-security-policy');
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("connect-src 'self'");
  const [, script = ''] = /<script>(.*?)<\/script>/s.exec(text(reply)) ?? [];
  const hash = createHash('sha256').update(script).digest('base64');
  expect(/script-src ([^;]*)/.exec(policy)?.[1]).toBe(`'sha256-${hash}'`);
});

test('a message is said once', async () => {
  const { cookie, csrf } = await logIn();
  await post('/ui/folder', { csrf, name: 'Plans' }, { cookie });
  expect(text(await get('/ui/files', cookie))).toContain('Created folder Plans');
  expect(text(await get('/ui/files', cookie))).not.toContain('Created folder Plans');
});

test('what is not there is said on a page with status 404', async () => {
  const { cookie } = await logIn();
  for (const path of ['/ui/files/none', '/ui/download/none', '/ui/share/none', '/ui/shared/none', '/ui/none'])
    expect(status(await get(path, cookie)), path).toBe(404);
});

test('after logging out the cookie opens nothing', async () => {
  const { cookie, csrf } = await logIn();
  const reply = await post('/ui/logout', { csrf }, { cookie });
  expect(header(reply, 'set-cookie')).toContain('Max-Age=0');
  expect(header(await get('/ui/files', cookie), 'location')).toBe('/cloud/ui/login');
});

test('a public link needs no account, gives the bytes, and says what became of adding it to a cloud', async () => {
  const { cookie, csrf } = await logIn();
  const bob = await peer.addAccount(host.id, { user: 'bob' });
  await peer.put(host.id, 'alice', '/x & y.txt', 'linked');
  await post('/ui/links/x%20%26%20y.txt', { csrf, permission: 'read' }, { cookie });
  const page = text(await get('/ui/share/x%20%26%20y.txt', cookie));
  const link = new URL(/https:\/\/[^"<\s]+\/ui\/link\/[^"<\s]+/.exec(page)?.[0] ?? '').pathname.replace('/cloud', '');
  expect(text(await get(link))).toContain('x &amp; y.txt');
  expect(text(await get(`${link}/download`))).toBe('linked');
  const added = await post(`${link}/save`, { address: bob.address });
  expect(text(added)).toContain('accept it there');
  expect((await peer.received(host.id, 'bob')).map(({ name }) => name)).toEqual(['x & y.txt']);
  expect(text(await post(`${link}/save`, { address: 'nonsense' }))).toContain('role="alert"');
  expect(status(await post(`${link}/save`, { address: bob.address }, { 'sec-fetch-site': 'cross-site' }))).toBe(403);
  expect(status(await get('/ui/link/guessed'))).toBe(404);
});

test('the page of administration is there for administrators only', async () => {
  const { cookie, csrf } = await logIn();
  expect(status(await get('/ui/admin', cookie))).toBe(403);
  expect(text(await get('/ui/files', cookie))).not.toContain('/ui/admin');
  await post('/ui/admin/switch/incoming/off', { csrf }, { cookie });
  await peer.addAccount(host.id, { user: 'root', password: 'root-password', admin: true });
  alice = { ...alice, user: 'root', password: 'root-password' };
  const root = await logIn();
  expect(text(await get('/ui/admin', root.cookie))).toContain('Switch incoming shares off');
  await post('/ui/admin/switch/incoming/off', { csrf: root.csrf }, { cookie: root.cookie });
  expect(text(await get('/ui/admin', root.cookie))).toContain('Switch incoming shares on');
});
