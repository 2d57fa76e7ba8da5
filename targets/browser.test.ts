import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@playwright/test';
import { createCa, issue, spkiHash } from '../protocol/tls.js';
import { alertsIn, launchBrowser, openContext, type SharedBrowser, snapshotOf } from './browser.js';

interface Site {
  host: string;
  spki: string;
  close(): Promise<void>;
}

const PAGE =
  '<title>Site</title><p id="lang"></p><label>Password <input type="password" value="hunter2-hunter2"></label>';

async function site(): Promise<Site> {
  const { certPem, keyPem } = await issue(await createCa(), ['127.0.0.1']);
  const server = createServer({ cert: certPem, key: keyPem }, (_, response) => {
    response.writeHead(200, { 'content-type': 'text/html', 'access-control-allow-origin': '*' }).end(PAGE);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    spki: spkiHash(certPem),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

test.describe
  .serial('a browser for drivers', () => {
    let known: Site;
    let other: Site;
    let unknown: Site;
    let shared: SharedBrowser;

    test.beforeAll(async () => {
      [known, other, unknown] = await Promise.all([site(), site(), site()]);
      shared = await launchBrowser({ spki: [known.spki, other.spki] });
    });

    test.afterAll(async () => {
      await shared.close();
      await Promise.all([known, other, unknown].map((each) => each.close()));
    });

    test('a certificate is trusted by its public key, and no other one', async () => {
      const context = await openContext(shared.browser, [known.host, unknown.host], 5_000);
      expect((await (await context.newPage()).goto(`https://${known.host}/`))?.status()).toBe(200);
      await expect((await context.newPage()).goto(`https://${unknown.host}/`)).rejects.toThrow(
        'ERR_CERT_AUTHORITY_INVALID',
      );
      await context.close();
    });

    test('a context reaches its hosts only, with pages as with what they load', async () => {
      const context = await openContext(shared.browser, [known.host], 5_000);
      const page = await context.newPage();
      await page.goto(`https://${known.host}/`);
      const load = (url: string): Promise<string> =>
        page.evaluate(
          (target) =>
            fetch(target).then(
              () => 'loaded',
              () => 'refused',
            ),
          url,
        );
      expect(await load(`https://${known.host}/`)).toBe('loaded');
      expect(await load(`https://${other.host}/`)).toBe('refused');
      await expect(page.goto(`https://${other.host}/`)).rejects.toThrow('ERR_PROXY_CONNECTION_FAILED');
      await context.close();
    });

    test('pages are asked for in English', async () => {
      const context = await openContext(shared.browser, [known.host], 5_000);
      const page = await context.newPage();
      const request = page.waitForRequest(`https://${known.host}/`);
      await page.goto(`https://${known.host}/`);
      expect(await page.evaluate('navigator.language')).toBe('en-US');
      expect((await (await request).allHeaders())['accept-language']).toContain('en-US');
      await context.close();
    });

    test('a snapshot shows the page without what stands in password fields', async () => {
      const context = await openContext(shared.browser, [known.host], 5_000);
      const page = await context.newPage();
      await page.goto(`https://${known.host}/`);
      const { aria, screenshot } = await snapshotOf(page);
      expect(aria).toContain('Password');
      expect(aria).not.toContain('hunter2');
      expect(screenshot?.length).toBeGreaterThan(100);
      await context.close();
    });

    test('what pages say through alert is remembered, and holds nobody up', async () => {
      const context = await openContext(shared.browser, [known.host], 5_000);
      const quiet = await openContext(shared.browser, [known.host], 5_000);
      const page = await context.newPage();
      await page.goto(`https://${known.host}/`);
      const name = '<img src=x onerror=alert`oi-zoo`>.txt';
      await page.evaluate(`document.body.append(${JSON.stringify(name)})`);
      expect(alertsIn([context])).toEqual([]);
      const dialog = page.waitForEvent('dialog');
      await page.evaluate(`document.body.innerHTML += ${JSON.stringify(name)}`);
      await dialog;
      expect(await page.evaluate("confirm('sure?')")).toBe(false);
      expect(alertsIn([context, quiet])).toEqual(['oi-zoo']);
      await Promise.all([context.close(), quiet.close()]);
    });
  });
