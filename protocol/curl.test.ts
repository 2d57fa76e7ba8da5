import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { expect, test } from '@playwright/test';
import { curlOf } from './curl.js';
import type { RecordedRequest } from './exchange.js';
import { Redactor } from './redact.js';

interface Got {
  method: string | undefined;
  url: string | undefined;
  headers: Record<string, unknown>;
  body: string;
}

/** Pastes a line into a shell, with variables set, and gives what a server got. */
async function pasted(line: (base: string) => string, env: Record<string, string>): Promise<Got[]> {
  const got: Got[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => {
      body += text;
    });
    request.on('end', () => {
      got.push({ method: request.method, url: request.url, headers: request.headers, body });
      response.end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    await promisify(execFile)('sh', ['-c', line(base)], { env: { ...process.env, ...env } });
    return got;
  } finally {
    server.close();
  }
}

function lineFor(request: Partial<RecordedRequest> & { text?: string }): (base: string) => string {
  const { text = '', url = '/ocm/shares', method = 'POST', headers = {} } = request;
  return (base) => {
    const exchange = new Redactor().exchange({
      id: '1',
      at: '',
      ms: 0,
      request: { method, url: base + url, headers, body: { text, bytes: text.length } },
    });
    const line = curlOf(exchange);
    if (line === undefined) throw new Error('no line');
    expect(line).not.toContain('geheimnis');
    return line;
  };
}

test('a pasted line sends the same request, quotes, umlauts and all, with the secret from a variable', async () => {
  const text = JSON.stringify({
    name: `it's "ä" $HOME \`x\` @`,
    sharedSecret: 'geheimnis-123',
    again: 'geheimnis-123',
  });
  const headers = { 'content-type': 'application/json', accept: 'application/json', 'x-a': `'` };
  const [got] = await pasted(lineFor({ text, headers, url: '/a/../b?x=[1]&y={2}' }), { SECRET_1: 'other' });
  expect(got).toMatchObject({ method: 'POST', url: '/a/../b?x=[1]&y={2}', headers });
  expect(got?.body).toBe(text.replaceAll('geheimnis-123', 'other'));
  expect(got?.headers['user-agent']).toBeUndefined();
});

test('a secret that is not set is asked for in words, and nothing is sent', async () => {
  const line = lineFor({ text: '{"sharedSecret":"geheimnis-123"}' });
  const error: unknown = await pasted(line, {}).catch((thrown: unknown) => thrown);
  expect(String(error)).toContain('set SECRET_1 to what stood in the body as sharedSecret');
});

test('credentials become variables in both of their forms', async () => {
  const basic = (text: string): Record<string, string> => ({
    authorization: `Basic ${Buffer.from(text).toString('base64')}`,
  });
  const [bySecret] = await pasted(lineFor({ method: 'GET', headers: basic('geheimnis-123:') }), { SECRET_1: 'abc' });
  expect(bySecret?.headers).toMatchObject(basic('abc:'));
  const [byLogin] = await pasted(lineFor({ method: 'GET', headers: basic('alice:geheimnis-123') }), { LOGIN: 'a:b' });
  expect(byLogin?.headers).toMatchObject(basic('a:b'));
  const bearer = { authorization: 'Bearer geheimnis-123' };
  const [byToken] = await pasted(lineFor({ method: 'PROPFIND', headers: bearer }), { SECRET_1: 'abc' });
  expect(byToken).toMatchObject({ method: 'PROPFIND', headers: { authorization: 'Bearer abc' } });
});

test('what was not kept whole, or is no text, has no line', () => {
  const request = { method: 'POST', url: 'https://a/b', headers: {}, body: { text: 'x', bytes: 9, truncated: true } };
  expect(curlOf({ request })).toBeUndefined();
  expect(curlOf({ request: { ...request, body: { text: 'a\0b', bytes: 3 } } })).toBeUndefined();
  expect(curlOf({ request: { ...request, body: { text: 'x'.repeat(10_000), bytes: 10_000 } } })).toBeUndefined();
});

test('our own side, gone after a run, is a variable, too', () => {
  const text = '{"owner":"a@127.0.0.1:123","sender":"b@127.0.0.1:123"}';
  const request = { method: 'PUT', url: 'https://a/', headers: { accept: '*/*' }, body: { text, bytes: text.length } };
  expect(curlOf({ request }, { peer: '127.0.0.1:123' })).toBe(
    `: "\${PEER:?set PEER to the host:port of an OCM server that the target reaches, as ocm-interop peer shows it}" && curl -sS -i -g --path-as-is -X 'PUT' 'https://a/' -H 'accept: */*' -H 'content-type:' -H 'user-agent:' --data-raw '{"owner":"a@'"$PEER"'","sender":"b@'"$PEER"'"}'`,
  );
});

test('a secret of the profile and the authority of a lab are named', () => {
  const request = { method: 'GET', url: 'https://a/[secret]', headers: {}, body: { text: '', bytes: 0 } };
  expect(curlOf({ request }, { mask: '[secret]', ca: './lab ca.pem' })).toBe(
    `: "\${SECRET:?set SECRET to what stood in the URL}" && curl -sS -i -g --path-as-is --cacert './lab ca.pem' 'https://a/'"$SECRET" -H 'accept:' -H 'user-agent:'`,
  );
});
