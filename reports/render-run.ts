import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { entriesOf } from './baseline-match.js';
import { renderHtml } from './html/page.js';
import { renderJson } from './json.js';
import { renderJunit } from './junit.js';
import { renderMarkdown } from './markdown.js';
import type { RunModel } from './model.js';
import { readRun } from './read-run.js';
import { buildModel, type ModelOptions, subjectsOfModel } from './run-model.js';

/** Formats of `report`, and the file that each writes into the run folder. */
export const REPORT_FILES = {
  html: 'report.html',
  md: 'matrix.md',
  junit: 'junit.xml',
  json: 'results.json',
  baseline: 'baseline.yaml',
} as const;
export type ReportFormat = keyof typeof REPORT_FILES;

export function isReportFormat(text: string): text is ReportFormat {
  return Object.hasOwn(REPORT_FILES, text);
}

export interface RenderOptions extends ModelOptions {
  /** Where files are written; default the run folder. Links to evidence work only there. */
  out?: string;
}

/** One format as text. */
export function renderModel(model: RunModel, format: ReportFormat): string {
  switch (format) {
    case 'html':
      return renderHtml(model);
    case 'md':
      return renderMarkdown(model);
    case 'junit':
      return renderJunit(model);
    case 'json':
      return renderJson(model);
    case 'baseline':
      return writeBaseline(model);
  }
}

/** Reads a run folder, builds its model and writes the formats. Rejects as `readRun` does; gives the model and the files written. */
export async function renderRun(
  folder: string,
  formats: readonly ReportFormat[],
  options: RenderOptions = {},
): Promise<{ model: RunModel; files: string[] }> {
  const model = buildModel(await readRun(folder), options);
  return { model, files: writeReports(model, options.out ?? folder, formats) };
}

/** Writes formats of a model into a folder; gives the paths. */
export function writeReports(model: RunModel, folder: string, formats: readonly ReportFormat[]): string[] {
  mkdirSync(folder, { recursive: true });
  return [...new Set(formats)].map((format) => {
    const file = join(folder, REPORT_FILES[format]);
    writeFileSync(file, renderModel(model, format));
    return file;
  });
}

/**
 * What is red now, as a baseline file. Entries that were accepted keep their reason and day; new ones ask for a reason by naming the cause.
 * `exact` gives a prediction instead: everything that is not a pass.
 */
export function writeBaseline(model: RunModel, options: { exact?: boolean } = {}): string {
  const subjects = subjectsOfModel(model);
  const entries = entriesOf(subjects, options.exact ?? false).map(({ line: _line, pair, ...entry }) => ({
    ...(entry.check === undefined ? { flow: entry.flow } : { check: entry.check }),
    ...(entry.clause === undefined ? {} : { clause: entry.clause }),
    ...(entry.target === undefined ? {} : { target: entry.target }),
    ...(pair === undefined ? {} : { pair: `${pair.sender} -> ${pair.receiver}` }),
    ...(entry.via === undefined ? {} : { via: entry.via }),
    verdict: entry.verdict,
    reason: entry.reason,
    ...(entry.until === undefined ? {} : { until: entry.until }),
  }));
  const head = options.exact
    ? `# Predicted verdicts of ${model.command}: whatever is not named here passes.\n`
    : `# Known outcomes of run ${model.run}. Say in each reason why it is accepted.\n`;
  return `${head}${entries.length === 0 ? '[]\n' : stringify(entries, { lineWidth: 0 })}`;
}
