import type { Command } from 'commander';
import { EXIT, InteropError } from '../vocabulary.js';

interface ReportOptions {
  format: string;
  out?: string;
  baseline?: string;
}

/** `report`: renders a run's events again, in any format. */
export function registerReport(program: Command): void {
  program
    .command('report')
    .description('render a run again: html, md, junit, json, or a baseline of what is red now')
    .argument('<run>', 'run folder (with events.jsonl)')
    .option('--format <list>', 'html, md, junit, json, baseline; several by comma', 'html,md,junit,json')
    .option('--out <folder>', 'where to write (default: into the run folder)')
    .option('--baseline <file>', 'known outcomes')
    .action(async (run: string, options: ReportOptions) => {
      const { isReportFormat, renderRun, REPORT_FILES } = await import('../reports/render-run.js');
      const { renderOptions } = await import('./conclude.js');
      const { print } = await import('./output.js');
      const formats = options.format.split(',').map((word) => word.trim());
      const known = formats.filter(isReportFormat);
      const unknown = formats.find((word) => !isReportFormat(word));
      if (unknown !== undefined) {
        throw new InteropError('usage', `--format ${unknown}: choose from ${Object.keys(REPORT_FILES).join(', ')}`, {
          exit: EXIT.preflight,
        });
      }
      const { model, files } = await renderRun(run, known, {
        ...renderOptions({ baseline: options.baseline }),
        ...(options.out === undefined ? {} : { out: options.out }),
      });
      for (const file of files) print(file);
      process.exitCode = model.problems.length > 0 ? EXIT.ourFault : EXIT.ok;
    });
}
