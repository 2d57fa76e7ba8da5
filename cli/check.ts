import type { Command } from 'commander';
import { type CommonOptions, commonOptions, commonSettings, hooksOption, peerOptions } from './options.js';

/** `check`: API suites against single targets, in both roles, with our peer as the other side. */
export function registerCheck(program: Command): void {
  const command = program
    .command('check')
    .description('judge single servers in both roles against the reference peer, through their API')
    .argument('<target...>', 'URL or profile file of an OCM server')
    .addHelpText(
      'after',
      `
A bare URL is enough to judge what a server publishes and how it refuses; with accounts in a profile (\`ocm-interop init <url>\`)
it is also judged as receiver and sender. Nothing is left behind.
A server of no known product (vendor: generic) is made to act by hooks of its profile: commands or URLs, docs/hooks.md.

Examples:
  ocm-interop check https://cloud.example.org
  ocm-interop check cloud.yaml --only 'discovery/*'
  ocm-interop check cloud.yaml --baseline known.yaml --json
  ocm-interop check generic.yaml --allow-hooks`,
    );
  hooksOption(peerOptions(commonOptions(command))).action(async (targets: string[], options: CommonOptions) => {
    const { loadTargets } = await import('../targets/load-profile.js');
    const { preflight } = await import('./preflight.js');
    const { execute } = await import('./execute.js');
    const { conclude } = await import('./conclude.js');
    const profiles = loadTargets(targets);
    const settings = commonSettings(options);
    await preflight(profiles, { via: ['api'], needsBrowser: false, hooks: settings.hooks });
    const folder = await execute({
      command: 'check',
      profiles,
      personas: [],
      peerRow: false,
      journeys: false,
      vias: ['api'],
      ...settings,
    });
    process.exitCode = await conclude(folder, { baseline: options.baseline, json: options.json ?? false });
  });
}
