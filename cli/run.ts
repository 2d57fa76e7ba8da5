import type { Command } from 'commander';
import { type CommonOptions, commonOptions, commonSettings, parseVia, peerOptions } from './options.js';

/** `run`: journeys for every ordered pair, each target with itself and with the reference peer, plus `check`. */
export function registerRun(program: Command): void {
  const command = program
    .command('run')
    .description(
      'share and accept between servers, every ordered pair, and check each of them: the compatibility matrix',
    )
    .argument('<target...>', 'profile files of OCM servers')
    .option('--via <how>', 'ui (their web pages in a browser), api, or both', 'both')
    .option('--no-peer', 'leave the reference peer out of rows and columns')
    .option('--no-check', 'journeys only')
    .option('--allow-hooks', 'call the commands and URLs that profiles name under hooks: stop a server, let a day pass')
    .addHelpText(
      'after',
      `
Examples:
  ocm-interop run a.yaml b.yaml
  ocm-interop run a.yaml b.yaml --via api --only S,A,R
  ocm-interop run a.yaml b.yaml --shard 1/2 --out out/part1   (then: ocm-interop merge out/part1 out/part2 --out out/all)`,
    );
  peerOptions(commonOptions(command)).action(
    async (targets: string[], options: CommonOptions & { peer: boolean; check: boolean; allowHooks?: boolean }) => {
      const { loadTargets } = await import('../targets/load-profile.js');
      const { preflight } = await import('./preflight.js');
      const { execute } = await import('./execute.js');
      const { conclude } = await import('./conclude.js');
      const profiles = loadTargets(targets);
      const vias = parseVia(options.via, ['ui', 'api']);
      const settings = commonSettings(options);
      await preflight(profiles, { via: vias, needsBrowser: vias.includes('ui'), journeys: true });
      const folder = await execute({
        command: 'run',
        profiles,
        personas: [],
        peerRow: options.peer,
        journeys: true,
        checks: options.check,
        hooks: options.allowHooks ?? false,
        vias,
        ...settings,
      });
      process.exitCode = await conclude(folder, { baseline: options.baseline, json: options.json ?? false });
    },
  );
}
