import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from '@playwright/test';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { asset } from '../spec/package-root.js';
import { parseBaseline } from './baseline.js';
import { runDocument } from './json.js';
import { renderJunit } from './junit.js';
import { renderMarkdown } from './markdown.js';
import type { RunModel } from './model.js';
import { readRun } from './read-run.js';
import { REPORT_FILES, type ReportFormat, renderModel, renderRun } from './render-run.js';
import { buildModel } from './run-model.js';
import { runDocumentProblem } from './schemas.js';
import { renderTerminal } from './terminal.js';
import { EXAMPLE_BASELINE, exampleRun } from './testing/example-run.js';
import { freshFolder, modelOf } from './testing/small-run.js';

const SCREEN = 'evidence/screens/alder--birch--ui--W-1-birch.png';
const COVERAGE = { ledger: { covered: 118, excluded: 61, open: 205 }, mutants: { killed: 74, total: 74 } };

/** Compares with the file in reports/golden, or writes it when OCM_UPDATE_GOLDEN=1. */
function expectGolden(name: string, text: string): void {
  const file = asset(`reports/golden/${name}`);
  if (process.env.OCM_UPDATE_GOLDEN === '1') writeFileSync(file, text);
  expect(text, `${name}: set OCM_UPDATE_GOLDEN=1 to accept a wanted change`).toBe(readFileSync(file, 'utf8'));
}

/** The example in a folder of its own, with its screenshot. */
function exampleFolder(): string {
  const folder = exampleRun().write(freshFolder());
  const screen = join(folder, SCREEN);
  mkdirSync(dirname(screen), { recursive: true });
  copyFileSync(asset('reports/golden/screen.png'), screen);
  return folder;
}

async function exampleModel(): Promise<RunModel> {
  const options = { baseline: parseBaseline(EXAMPLE_BASELINE, 'baseline.yaml'), coverage: COVERAGE };
  return buildModel(await readRun(exampleFolder()), options);
}

test('events are as in the golden file', () => {
  expectGolden(
    'events.jsonl',
    exampleRun()
      .events.map((event) => `${JSON.stringify(event)}\n`)
      .join(''),
  );
});

for (const format of Object.keys(REPORT_FILES) as ReportFormat[]) {
  test(`${REPORT_FILES[format]} is as in the golden file`, async () => {
    expectGolden(REPORT_FILES[format], renderModel(await exampleModel(), format));
  });
}

test('the terminal shows the golden text, wide and narrow', async () => {
  const model = await exampleModel();
  expectGolden(
    'terminal.txt',
    renderTerminal(model, { colour: false, width: 130, reportPath: 'out/example/report.html' }),
  );
  expectGolden('terminal-narrow.txt', renderTerminal(model, { colour: false, width: 80 }));
});

test('colour only adds to the terminal text', async () => {
  const model = await exampleModel();
  const coloured = renderTerminal(model, { colour: true, width: 130 });
  expect(coloured).toContain('\u001b[31m');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colour is made of them.
  expect(coloured.replaceAll(/\u001b\[\d+m/g, '')).toBe(renderTerminal(model, { colour: false, width: 130 }));
});

test('a killed run is shown as one by every renderer', async () => {
  const run = exampleRun();
  run.events.length = 120;
  const model = buildModel(await readRun(run.write(freshFolder(), '{"type":"ce')));
  for (const text of [renderTerminal(model, { colour: false }), renderMarkdown(model), renderJunit(model)]) {
    expect(text.replaceAll(/\s+/g, ' ')).toContain('stopped before it finished');
    expect(text.replaceAll(/\s+/g, ' ')).toContain('its last line is half-written');
  }
  expect(runDocument(model)).toMatchObject({ exit: 3, verdict: 'harness-error' });
  expectGolden('killed.txt', renderTerminal(model, { colour: false, width: 130 }));
});

test('the JSON document keeps its published schema', async () => {
  expect(runDocumentProblem(runDocument(await exampleModel()))).toBeUndefined();
  expect(runDocumentProblem({ ...runDocument(await exampleModel()), extra: 1 })).toContain(
    'must NOT have additional properties',
  );
});

test('JUnit is well-formed, counts what it holds, and shows red exactly where exit 1 comes from', async () => {
  const model = await exampleModel();
  const xml = renderJunit(model);
  expect(XMLValidator.validate(xml)).toBe(true);
  const list = new XMLParser({
    ignoreAttributes: false,
    isArray: (name) => name === 'testsuite' || name === 'testcase',
  }).parse(xml) as {
    testsuites: {
      '@_tests': string;
      testsuite: { '@_name': string; '@_failures': string; testcase: Record<string, unknown>[] }[];
    };
  };
  const cases = list.testsuites.testsuite.flatMap((suite) => suite.testcase);
  expect(cases).toHaveLength(Number(list.testsuites['@_tests']));
  const outcomes = model.results.length + model.cells.size;
  expect(cases.length).toBe(outcomes + model.notTried.length + model.stale.length);
  const passed = cases.filter((item) => !('failure' in item) && !('error' in item) && !('skipped' in item));
  expect(passed).toHaveLength(model.counts.pass + model.counts.warn);
});

test('a run is rendered next to its events', async () => {
  const folder = exampleFolder();
  const { model, files } = await renderRun(folder, ['html', 'md', 'junit', 'json', 'html']);
  expect(files).toEqual(['report.html', 'matrix.md', 'junit.xml', 'results.json'].map((name) => join(folder, name)));
  expect(model.exit).toBe(1);
});

test('a run of checks alone speaks of its one target', () => {
  const events = exampleRun().events.filter(
    (e) => e.type !== 'cell' && e.type !== 'step' && !(e.type === 'finding' && e.finding.pair),
  );
  for (const event of events) {
    if (event.type === 'run-started') event.targets = event.targets.slice(0, 1);
    if (event.type === 'planned') {
      event.cells = [];
      event.checks = event.checks.filter((item) => item.target === 'alder');
      event.notTried = [];
    }
  }
  const model = modelOf(
    events.filter(
      (e) =>
        !(e.type === 'result' && e.result.target !== 'alder') &&
        !(e.type === 'finding' && e.finding.target !== 'alder') &&
        !(e.type === 'left-behind'),
    ),
  );
  expect(model.sentence).toBe('1 of 21 checks fail at Alder 3.2; 1 cause breaks sharing for people.');
  expectGolden('check.txt', renderTerminal(model, { colour: false, width: 110 }));
});
