import type { Command } from 'commander';

/** `merge`: puts the shards of one run together. */
export function registerMerge(program: Command): void {
  program
    .command('merge')
    .description('put the shards of one run together into one run folder, and render it')
    .argument('<run...>', 'run folders, one a shard')
    .requiredOption('--out <folder>', 'folder of the merged run')
    .option('--baseline <file>', 'known outcomes')
    .option('--json', 'print one JSON document instead of text')
    .action(async (runs: string[], options: { out: string; baseline?: string; json?: boolean }) => {
      const { mergeRuns } = await import('../reports/merge.js');
      const { conclude } = await import('./conclude.js');
      await mergeRuns(runs, options.out);
      process.exitCode = await conclude(options.out, { baseline: options.baseline, json: options.json ?? false });
    });
}
