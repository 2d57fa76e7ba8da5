import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, expect, test } from '@playwright/test';
import { findBrowser } from '../../targets/find-browser.js';
import { renderMarkdown } from '../markdown.js';
import { readRun } from '../read-run.js';
import { buildModel } from '../run-model.js';
import { renderTerminal } from '../terminal.js';
import { exampleRun } from '../testing/example-run.js';
import { freshFolder, modelOf } from '../testing/small-run.js';
import { bigRun, FLOWS } from '../testing/synthetic-run.js';
import { renderHtml } from './page.js';

let browser: Browser;
test.beforeAll(async () => {
  const path = findBrowser()?.path;
  browser = await chromium.launch({ ...(path === undefined ? {} : { executablePath: path }), args: ['--no-sandbox'] });
});
test.afterAll(async () => {
  await browser.close();
});

/** Writes the page and gives its address. */
function onDisk(text: string): string {
  const file = join(freshFolder(), 'report.html');
  writeFileSync(file, text);
  return pathToFileURL(file).href;
}

async function exampleUrl(): Promise<string> {
  return onDisk(renderHtml(buildModel(await readRun(exampleRun().write(freshFolder())))));
}

test('the page opens from disk, asks for nothing, and logs no error', async () => {
  const page = await browser.newPage();
  const trouble: string[] = [];
  page.on('console', (message) => trouble.push(message.text()));
  page.on('pageerror', (error) => trouble.push(String(error)));
  page.on('request', (request) => {
    if (!/^(file|data):/.test(request.url())) trouble.push(request.url());
  });
  await page.goto(await exampleUrl());
  await expect(page.getByRole('heading', { level: 1 })).toContainText(
    '21 of 384 flow outcomes and 3 of 63 checks fail, for 6 causes: Birch 1.0 is to blame for 3',
  );
  await expect(page.getByRole('heading', { name: 'Fix first' })).toBeVisible();
  expect(trouble).toEqual([]);
  await page.close();
});

test('without script the verdict, matrix, findings and cells are there to read', async () => {
  const page = await browser.newPage({ javaScriptEnabled: false });
  await page.goto(await exampleUrl());
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Cedar 2 for 1');
  await expect(page.getByRole('link', { name: 'W write-back, Alder 3.2 to Birch 1.0, API: fail' })).toBeVisible();
  await expect(page.locator('#finding-881bca299a86')).toContainText('red only in this pair');
  await expect(page.getByRole('search')).toBeHidden();
  await page.close();
});

test('a letter of the matrix leads to its cell with timeline and message', async () => {
  const page = await browser.newPage();
  await page.goto(await exampleUrl());
  await page.getByRole('link', { name: 'W write-back, Alder 3.2 to Birch 1.0, API: fail' }).click();
  const row = page.locator('#cell-alder--birch-W-api');
  await expect(row).toBeVisible();
  await expect(row).toBeFocused();
  const timeline = row.locator('+ .timeline');
  await expect(timeline).toContainText('not there after 4 s');
  await timeline.getByText('PUT https://alder.example.org/webdav/w/7b1f').click();
  await expect(timeline).toContainText('authorization: [redacted]');
  expect(page.url()).toContain('#cell-alder--birch-W-api');
  await page.close();
});

test('a link to any finding of a cause leads to that cause', async () => {
  const model = modelOf(exampleRun().events);
  const cause = model.rootCauses[0];
  const page = await browser.newPage();
  await page.goto(`${await exampleUrl()}#finding-${cause?.findings.at(-1)?.id ?? ''}`);
  await expect(page.locator(`#finding-${cause?.id ?? ''}`)).toBeFocused();
  await page.close();
});

test('filters stand in the address and come back from it', async () => {
  const url = await exampleUrl();
  const page = await browser.newPage();
  await page.goto(url);
  await page.getByRole('button', { name: 'flaky' }).click();
  await page.getByRole('combobox', { name: 'Party' }).selectOption('birch');
  await expect(page.locator('.finding:visible')).toHaveCount(1);
  const filtered = page.url();
  expect(filtered).toContain('?verdict=flaky&party=birch');
  const again = await browser.newPage();
  await again.goto(filtered);
  await expect(again.locator('.finding:visible')).toHaveCount(1);
  await expect(again.getByRole('button', { name: 'flaky' })).toHaveAttribute('aria-pressed', 'true');
  await again.getByRole('button', { name: 'clear' }).click();
  await expect(again.locator('.finding:visible')).toHaveCount(11);
  await Promise.all([page.close(), again.close()]);
});

test('the matrix is one stop for Tab, and arrow keys move between letters', async () => {
  const page = await browser.newPage();
  await page.goto(await exampleUrl());
  await page.getByRole('link', { name: 'S share-file, Alder 3.2 to Alder 3.2, web UI: pass' }).focus();
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('link', { name: 'A accept, Alder 3.2 to Alder 3.2, web UI: pass' })).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('link', { name: 'A accept, Alder 3.2 to Alder 3.2, API: pass' })).toBeFocused();
  await expect(page.locator('#matrix-table td a[tabindex="0"]')).toHaveCount(1);
  await page.close();
});

test('a pair that was tried one way only has one line in the matrix', () => {
  const isTried = ({ sender, receiver, via }: { sender: string; receiver: string; via: string }): boolean =>
    sender !== 'alder' || receiver !== 'birch' || via === 'api';
  const events = exampleRun().events.filter((event) => event.type !== 'cell' || isTried(event.cell));
  for (const event of events) if (event.type === 'planned') event.cells = event.cells.filter(isTried);
  const lines = (of: typeof events): number => renderHtml(modelOf(of)).split('class="via-line"').length - 1;
  expect(lines(events)).toBe(lines(exampleRun().events) - 1);
});

test('the matrix is a real table with scoped headers', async () => {
  const text = renderHtml(modelOf(exampleRun().events));
  expect(text.match(/<th scope="col">/g)?.length).toBeGreaterThan(4);
  expect(text).toContain('<th scope="row">Cedar 2');
});

// biome-ignore lint/suspicious/noControlCharactersInRegex: it must not get through.
const INVISIBLE = /[\u0007\u202e]/;
const NASTY = `"><img src=x onerror="document.title='owned'"><script>document.title='owned'</script>\u202e\u0007`;

test('text of strangers is shown, never run, in every renderer', async () => {
  const run = exampleRun();
  for (const event of run.events) {
    if (event.type === 'run-started') for (const target of event.targets) target.label = `${NASTY} ${target.id}`;
    if (event.type === 'finding')
      Object.assign(event.finding, {
        received: NASTY,
        reason: NASTY,
        expected: NASTY,
        replay: NASTY,
        evidence: [...event.finding.evidence, `evidence/${NASTY}`],
      });
    if (event.type === 'cell') event.cell.reason = NASTY;
    if (event.type === 'step') event.step = NASTY;
    if (event.type === 'result') Object.assign(event.result, { reading: NASTY, check: event.result.check });
    if (event.type === 'left-behind') event.what = NASTY;
  }
  const folder = run.write(freshFolder());
  const model = buildModel(await readRun(folder));
  const text = renderHtml(model);
  expect(text).not.toContain('<img src=x');
  expect(text).not.toMatch(INVISIBLE);
  const page = await browser.newPage();
  await page.goto(`${onDisk(text)}#cell-alder--birch-W-api`);
  await expect(page.locator('#cell-alder--birch-W-api + .timeline')).toContainText('<script>');
  expect(await page.title()).not.toBe('owned');
  expect(await page.locator('img[src="x"]').count()).toBe(0);
  await page.close();
  expect(renderMarkdown(model).replaceAll(/`[^`]*`/g, '')).not.toContain('<script');
  expect(renderTerminal(model, { colour: false })).not.toMatch(INVISIBLE);
});

test('an identifier with odd characters makes a legal anchor that its link finds', async () => {
  const run = exampleRun();
  const text = JSON.stringify(run.events).replaceAll('"alder"', '"al/d\\u00ebr x"');
  const page = await browser.newPage();
  await page.goto(onDisk(renderHtml(modelOf(JSON.parse(text)))));
  await page.getByRole('link', { name: /^W write-back, Alder 3.2 to Birch 1.0, API/ }).click();
  await expect(page.locator('#cell-al_2fd_ebr_20x--birch-W-api')).toBeFocused();
  await page.close();
});

test('a normal run stays below 3 MB', () => {
  const text = renderHtml(modelOf(bigRun(6).events));
  expect(Buffer.byteLength(text)).toBeLessThan(3_000_000);
});

for (const [title, parties, flows, seconds] of [
  ['46 parties and 12 flows', 46, FLOWS, 1],
  // 25,600 pairs: the odd shape, held to a looser bound.
  ['160 parties and one flow', 160, FLOWS.slice(0, 1), 2],
] as const) {
  test(`50,000 cells (${title}) stay below 5 MB, load with ${seconds} s of work, and show any journey`, async () => {
    test.slow();
    const model = modelOf(bigRun(parties, [...flows]).events);
    expect(model.cells.size).toBeGreaterThan(50_000);
    const url = onDisk(renderHtml(model));
    expect(statSync(new URL(url)).size).toBeLessThan(5_000_000);
    const page = await browser.newPage();
    // Processor time of the page's process, best of three: other tests share the machine, and a clock would measure them.
    const works: number[] = [];
    for (let load = 0; load < 3; load += 1) {
      await page.goto('about:blank');
      const devtools = await page.context().newCDPSession(page);
      await devtools.send('Performance.enable');
      const worked = async (): Promise<number> => {
        const { metrics } = await devtools.send('Performance.getMetrics');
        return metrics.find(({ name }) => name === 'ProcessTime')?.value ?? Number.NaN;
      };
      const before = await worked();
      await page.goto(url, { waitUntil: 'load' });
      works.push((await worked()) - before);
      await devtools.detach();
    }
    expect(Math.min(...works)).toBeLessThan(seconds);
    const row = page.locator('#matrix-table tbody tr').nth(3);
    await row.locator('td').nth(5).click();
    await expect(page.locator('#pair-view h3')).toHaveText('cloud-004 → cloud-006');
    await expect(page.locator('#pair-view tbody tr')).toHaveCount(flows.length * 2);
    await page.close();
  });
}
