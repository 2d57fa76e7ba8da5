import { join, relative } from 'node:path';
import { readBaseline } from '../reports/baseline.js';
import { runDocument } from '../reports/json.js';
import { REPORT_FILES, type RenderOptions, renderRun } from '../reports/render-run.js';
import { renderTerminal } from '../reports/terminal.js';
import type { ExitCode } from '../vocabulary.js';
import { coverage } from './coverage.js';
import { print, printJson, progress } from './output.js';

/** How a run is held against what is known or predicted. */
export interface ConcludeOptions {
  baseline?: string | undefined;
  prediction?: string | undefined;
  json: boolean;
}

/** What a run is rendered with: known or predicted outcomes, and the numbers of the footer. */
export function renderOptions(options: Omit<ConcludeOptions, 'json'>): RenderOptions {
  return {
    ...(options.baseline === undefined ? {} : { baseline: readBaseline(options.baseline) }),
    ...(options.prediction === undefined ? {} : { prediction: readBaseline(options.prediction) }),
    coverage: coverage(),
  };
}

/** Writes the reports into the run folder, says the result, and gives the exit code. */
export async function conclude(folder: string, options: ConcludeOptions): Promise<ExitCode> {
  const { model } = await renderRun(folder, ['html', 'md', 'junit', 'json'], renderOptions(options));
  if (options.json) printJson(runDocument(model));
  else print(renderTerminal(model));
  progress(`report: ${relative(process.cwd(), join(folder, REPORT_FILES.html))}`);
  return model.exit;
}
