import type { Command } from 'commander';
import { type CommonOptions, collect, hooksOption, parsePeerCert, parsePeerUrls, peerOptions } from './options.js';

/** `replay`: sends again what led to one finding of a run, and says whether it is fixed. */
export function registerReplay(program: Command): void {
  const command = program
    .command('replay')
    .description('try again what led to one finding of a run, and say: fixed, or still failing')
    .argument('<run>', 'run folder (with events.jsonl)')
    .argument('<finding>', 'id of a finding, as in the report: the 12 characters in brackets, or the first of them')
    .option('--profile <file>', 'profile to use instead of the one of the run, by its id; several times', collect)
    .option('--json', 'print one JSON document instead of text')
    .addHelpText(
      'after',
      `
The check or flow is run again with the profiles of the run, under the same version of the text, and the finding looked for. What was sent
and came this time is kept in <run>/replays/<finding>. Exit code: 0 fixed, 1 still failing, or not reproducible (it could not be seen
whether it is), 2 the server is not there, or the run has no such finding, 3 our own fault.

Examples:
  ocm-interop replay out/2026-11-22T1905-cloud 3f2a
  ocm-interop replay out/2026-11-22T1905-cloud 3f2a90c1d2e4 --json`,
    );
  hooksOption(peerOptions(command)).action(async (run: string, finding: string, options: ReplayCommand) => {
    const { replayFinding, exitOf } = await import('./replay-finding.js');
    const { print, printJson } = await import('./output.js');
    const replayed = await replayFinding(run, finding, {
      profiles: options.profile ?? [],
      hooks: options.allowHooks ?? false,
      peerUrls: parsePeerUrls(options.peerUrl),
      peerCert: parsePeerCert(options),
    });
    const { finding: id, state, received } = replayed;
    if (options.json) printJson({ finding: id, state, received });
    else
      print(
        `${state === 'failing' ? 'still failing' : state.replace('-', ' ')}: ${replayed.check} [${id}]\n  received  ${received}`,
      );
    process.exitCode = exitOf(state);
  });
}

interface ReplayCommand extends CommonOptions {
  profile?: string[];
}
