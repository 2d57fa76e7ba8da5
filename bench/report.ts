import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from '@playwright/test';
import { renderHtml } from '../reports/html/page.js';
import { modelOf } from '../reports/testing/small-run.js';
import { bigRun } from '../reports/testing/synthetic-run.js';
import { launchBrowser } from '../targets/browser.js';
import { type Figure, median } from './statistics.js';

/** Parties of a normal run, and of one with more than 50,000 outcomes of twelve flows by two ways. */
const NORMAL = 6;
const MANY = 46;

/** Size of the HTML report, and how soon a very large one can be used: from the start of loading until its script has run. */
export async function measureReport(rounds: number): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'ocm-interop-bench-'));
  const shared = await launchBrowser();
  try {
    const model = modelOf(bigRun(MANY).events);
    const [normal, many] = [renderHtml(modelOf(bigRun(NORMAL).events)), renderHtml(model)];
    const file = join(folder, 'report.html');
    writeFileSync(file, many);
    const loads: { ready: number; click: number }[] = [];
    for (let round = 0; round < rounds; round += 1) loads.push(await load(shared.browser, pathToFileURL(file).href));
    const click = Math.round(median(loads.map((each) => each.click)));
    const cells = `${model.cells.size} cells`;
    return [
      { what: `report of ${NORMAL} parties`, value: megabytes(normal), unit: 'MB', bound: 3, detail: 'one file' },
      { what: `report of ${cells}`, value: megabytes(many), unit: 'MB', bound: 5, detail: 'one file' },
      {
        what: `report of ${cells}, until it can be used`,
        value: median(loads.map((each) => each.ready)) / 1000,
        unit: 's',
        bound: 1,
        detail: `a click then shows its journey after ${click} ms, median of ${rounds}`,
      },
    ];
  } finally {
    await shared.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

const megabytes = (text: string): number => Buffer.byteLength(text) / 1_000_000;

/** One load in a fresh context: ms until the page's script has run, and from a click on a pair to its journey. */
async function load(browser: Browser, url: string): Promise<{ ready: number; click: number }> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(url, { waitUntil: 'load' });
  const ready = await page.evaluate<number>("performance.getEntriesByType('navigation')[0].domComplete");
  const cell = page.locator('#matrix-table tbody tr').nth(3).locator('td').nth(5);
  await cell.scrollIntoViewIfNeeded();
  const started = performance.now();
  await cell.click();
  await page.locator('#pair-view h3').waitFor();
  const click = performance.now() - started;
  await context.close();
  return { ready, click };
}
