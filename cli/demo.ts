import { join } from 'node:path';
import type { Command } from 'commander';
import { asset } from '../spec/package-root.js';
import { type CommonOptions, commonSettings, parseVia } from './options.js';
import type { Persona } from './personas.js';

/**
 * The embedded servers of the demo. The third carries three deviations of the kind that real products show,
 * each labelled; the fourth takes nothing that is not signed and not for exchange, so that older ones cannot share with it.
 */
export const DEMO_PERSONAS: Persona[] = [
  { id: 'classic', label: 'classic (1.0)', speaks: '1.0', deviations: [] },
  {
    id: 'modern',
    label: 'modern (1.2)',
    speaks: '1.2',
    resources: [{ type: 'map-layer', protocols: { ogcapi: { sends: '/ogc/', share: { collection: 'roads' } } } }],
    deviations: [],
  },
  {
    id: 'quirky',
    label: 'quirky (1.2)',
    speaks: '1.2',
    deviations: ['read-only-share-takes-writes', 'acceptance-provider-id-is-number', 'unknown-user-taken'],
  },
  {
    id: 'strict',
    label: 'strict (1.5)',
    speaks: '1.5',
    demands: ['signature', 'token'],
    tokenLifetime: 3,
    deviations: [],
  },
];

/** `demo`: `run` on embedded peers with a committed prediction; proves the set-up and shows what a report looks like. */
export function registerDemo(program: Command): void {
  program
    .command('demo')
    .description('run everything on embedded peers, without any server: matrix, findings and report in out/demo')
    .option('--only <what>', 'check slug or glob, clause, role, or flow letter or name')
    .option('--via <how>', 'ui, api or both', 'both')
    .option('--out <folder>', 'run folder', join('out', 'demo'))
    .option('--shard <i/n>', 'run one part of n')
    .option('--workers <n>', 'parallel workers')
    .option('--quiet', 'no progress')
    .option('--json', 'print one JSON document instead of text')
    .action(async (options: CommonOptions) => {
      const { preflight } = await import('./preflight.js');
      const { execute } = await import('./execute.js');
      const { conclude } = await import('./conclude.js');
      const vias = parseVia(options.via, ['ui', 'api']);
      await preflight([], { via: vias, needsBrowser: vias.includes('ui') });
      const folder = await execute({
        command: 'demo',
        profiles: [],
        personas: DEMO_PERSONAS,
        peerRow: true,
        journeys: true,
        vias,
        // One UI journey per pair of personas is enough to show: the peer is told apart through its API.
        // The browser shows what people do; what happens to a share afterwards is told as well without one.
        sets: { ui: ['core'], api: ['core', 'life', 'fault', 'policy'] },
        peerVias: vias.length > 1 ? ['api'] : vias,
        ...commonSettings(options),
        replace: true,
      });
      process.exitCode = await conclude(folder, {
        prediction: asset('suites/demo-prediction.yaml'),
        json: options.json ?? false,
      });
    });
}
