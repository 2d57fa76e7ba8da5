import type { Command } from 'commander';
import type { Profile } from '../targets/profile.js';
import { EXIT, InteropError } from '../vocabulary.js';
import {
  type CommonOptions,
  commonOptions,
  commonSettings,
  type GatewayChoice,
  gatewayOptions,
  hooksOption,
  parseVia,
  peerOptions,
} from './options.js';
import { progress } from './output.js';
import type { RunGateway } from './run-gateway.js';

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
    .addHelpText(
      'after',
      `
Examples:
  ocm-interop run a.yaml b.yaml
  ocm-interop run a.yaml b.yaml --via api --only S,A,R
  ocm-interop run a.yaml b.yaml --gateway 127.0.0.50:443     (record what the servers say to each other: docs/gateway.md)
  ocm-interop run a.yaml b.yaml --shard 1/2 --out out/part1   (then: ocm-interop merge out/part1 out/part2 --out out/all)`,
    );
  hooksOption(gatewayOptions(peerOptions(commonOptions(command)))).action(
    async (targets: string[], options: RunCommand) => {
      const { loadTargets } = await import('../targets/load-profile.js');
      const { preflight } = await import('./preflight.js');
      const { execute } = await import('./execute.js');
      const { conclude } = await import('./conclude.js');
      const profiles = loadTargets(targets);
      const vias = parseVia(options.via, ['ui', 'api']);
      const settings = commonSettings(options);
      const gateway = await openGateway(profiles, options, settings.quiet);
      try {
        await preflight(profiles, {
          via: vias,
          needsBrowser: vias.includes('ui'),
          journeys: true,
          hooks: settings.hooks,
        });
        const folder = await execute({
          command: 'run',
          profiles,
          personas: [],
          peerRow: options.peer,
          journeys: true,
          checks: options.check,
          vias,
          gateway,
          ...settings,
        });
        process.exitCode = await conclude(folder, { baseline: options.baseline, json: options.json ?? false });
        if (!settings.quiet) for (const line of gateway?.summary() ?? []) progress(line);
      } finally {
        await gateway?.close();
      }
    },
  );
}

interface RunCommand extends CommonOptions, GatewayChoice {
  peer: boolean;
  check: boolean;
}

/** Open before the first look at a target: on this machine, too, its name may lead through the gateway. */
async function openGateway(
  profiles: readonly Profile[],
  { gateway, upstream, client, gatewayCert, gatewayKey }: RunCommand,
  quiet: boolean,
): Promise<RunGateway | undefined> {
  if (gateway === undefined) {
    if ([upstream, client, gatewayCert, gatewayKey].every((each) => each === undefined)) return undefined;
    throw new InteropError(
      'usage',
      '--upstream, --client, --gateway-cert and --gateway-key say more about --gateway <address:port>: give it, too',
      { exit: EXIT.preflight },
    );
  }
  const { startRunGateway } = await import('./run-gateway.js');
  return startRunGateway(profiles, { listen: gateway, upstream, client, cert: gatewayCert, key: gatewayKey }, quiet);
}
