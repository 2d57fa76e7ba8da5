import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import picomatch from 'picomatch';
import type { Kill } from '../suites/mutants/kill-list.js';
import type { MutantState } from '../suites/mutants/state.js';
import { EXIT, InteropError } from '../vocabulary.js';
import { toolInfo } from './run-folder.js';

interface MutantsOptions {
  only?: string;
  exact?: boolean;
  out?: string;
  resume?: string;
  json?: boolean;
}

/** `mutants`: proves that every check can fail, and that none fails without cause. */
export function registerMutants(program: Command): void {
  program
    .command('mutants')
    .description('prove the checks: each wire behaviour of the catalogue must worsen exactly the checks listed for it')
    .option('--only <glob>', 'mutants by name, or those that are to worsen a check')
    .option('--exact', 'the whole suite per mutant, not only the areas of the listed checks')
    .option('--out <folder>', 'keep what is done there, for --resume (with --exact: out/mutants)')
    .option('--resume <folder>', 'go on with an interrupted run')
    .option('--json', 'print one JSON document instead of text')
    .action(async (options: MutantsOptions) => {
      const { readKills } = await import('../suites/mutants/kill-list.js');
      const { runMutants } = await import('../suites/mutants/run-mutants.js');
      const { print, printJson, progress } = await import('./output.js');
      const folder = options.resume ?? options.out ?? (options.exact ? join('out', 'mutants') : undefined);
      const state = folder === undefined ? undefined : await stateIn(folder, options);
      const matches = options.only === undefined ? () => true : picomatch(options.only);
      const only = (kill: Kill) => matches(kill.mutant) || kill.worsens.some((check) => matches(check));
      const started = Date.now();
      let done = state?.done.length ?? 0;
      if (options.resume !== undefined) progress(`${done} mutants are done already`);
      const { fates, ...report } = await runMutants({
        exact: options.exact ?? false,
        only,
        done: state?.done ?? [],
        onFate: (fate) => {
          state?.keep(fate);
          done += 1;
          if (!options.json && done % 50 === 0)
            progress(`${done} mutants, ${Math.round((Date.now() - started) / 1000)} s`);
        },
      });
      if (report.total === 0) {
        const why = readKills().some(only)
          ? 'names mutants that run with --exact only: others ask the same of the same checks'
          : 'names no mutant and no check: see `ocm-interop list mutants`';
        throw new InteropError('nothing-selected', `--only ${options.only} ${why}`, { exit: EXIT.preflight });
      }
      process.exitCode = report.exit;
      if (folder !== undefined) writeFileSync(join(folder, 'mutants.json'), `${JSON.stringify(report, null, 2)}\n`);
      if (options.json) return printJson(report);
      for (const fate of fates.filter(({ killed }) => !killed)) {
        print(`survives: ${fate.mutant}`);
        if (fate.missed.length > 0) print(`  not worsened: ${fate.missed.join(', ')}`);
        if (fate.unexpected.length > 0) print(`  worsened although not listed: ${fate.unexpected.join(', ')}`);
      }
      const alarms = report.falseAlarms.length;
      print(
        `${report.killed}/${report.total} mutants killed, ${alarms === 0 ? 'no false alarm' : `${alarms} false alarms: ${report.falseAlarms.join(', ')}`}, ${Math.round((Date.now() - started) / 1000)} s`,
      );
    });
}

async function stateIn(folder: string, { exact = false, only, resume }: MutantsOptions): Promise<MutantState> {
  const { openState } = await import('../suites/mutants/state.js');
  const { version, commit } = toolInfo();
  const tool = { version, ...(commit === undefined ? {} : { commit }) };
  return openState(folder, { exact, ...(only === undefined ? {} : { only }), tool }, resume !== undefined);
}
