import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import type { RunEvent, RunStartedEvent } from '../vocabulary.js';
import { openEvidenceReader } from './evidence.js';
import { mergeRuns } from './merge.js';
import { buildModel } from './run-model.js';
import { exampleRun } from './testing/example-run.js';
import { freshFolder } from './testing/small-run.js';
import type { SyntheticRun } from './testing/synthetic-run.js';

/** The example as two shards: checks in one, journeys in the other. */
function shard(index: number, change: (started: RunStartedEvent) => void = () => undefined): SyntheticRun {
  const run = exampleRun();
  const mine = (event: RunEvent): boolean => {
    if (event.type === 'cell' || event.type === 'step') return index === 2;
    if (event.type === 'result') return index === 1;
    if (event.type === 'finding') return (event.finding.pair !== undefined) === (index === 2);
    return true;
  };
  const events = run.events.filter(mine);
  run.events.length = 0;
  for (const event of events) {
    if (event.type === 'run-started') {
      event.shard = { index, total: 2 };
      change(event);
    }
    if (event.type === 'planned') {
      if (index === 1) event.cells = [];
      else event.checks = [];
    }
    run.events.push(event);
  }
  return run;
}

test('the shards of a selection merge into the run that they are parts of', async () => {
  const out = join(freshFolder(), 'merged');
  const merged = buildModel(await mergeRuns([shard(2).write(freshFolder()), shard(1).write(freshFolder())], out));
  const whole = buildModel({ folder: '', events: exampleRun().events, brokenLines: [] });
  expect(merged.problems).toEqual([]);
  expect(merged.counts).toEqual(whole.counts);
  expect(merged.sentence).toBe(whole.sentence);
  expect(merged.rootCauses.map((cause) => cause.id)).toEqual(whole.rootCauses.map((cause) => cause.id));
});

test('evidence moves along, and is found from the merged events', async () => {
  const out = join(freshFolder(), 'merged');
  const merged = buildModel(await mergeRuns([shard(1).write(freshFolder()), shard(2).write(freshFolder())], out));
  const refs = [...merged.findings.values()].flatMap((finding) => finding.evidence).filter((ref) => ref.includes('#'));
  expect(refs.length).toBeGreaterThan(5);
  const reader = openEvidenceReader(out);
  for (const ref of refs) expect(reader.exchange(ref)).toBeDefined();
});

test('a missing shard makes the merged run incomplete', async () => {
  const merged = buildModel(await mergeRuns([shard(1).write(freshFolder())], join(freshFolder(), 'merged')));
  expect(merged.exit).toBe(3);
  expect(merged.sentence).toContain('shard 2/2 is missing');
});

test('a killed shard makes the merged run a killed one', async () => {
  const killed = shard(2);
  killed.events.pop();
  const merged = buildModel(
    await mergeRuns([shard(1).write(freshFolder()), killed.write(freshFolder())], join(freshFolder(), 'merged')),
  );
  expect(merged.problems.map((problem) => problem.kind)).toEqual(['killed']);
});

for (const [what, change] of [
  ['tool', (started: RunStartedEvent) => Object.assign(started.tool, { version: '0.2.0' })],
  ['targets', (started: RunStartedEvent) => started.targets.pop()],
  ['pinned OCM version', (started: RunStartedEvent) => Object.assign(started, { spec: '1.1.0' })],
  ['number of shards', (started: RunStartedEvent) => Object.assign(started, { shard: { index: 2, total: 3 } })],
] as const) {
  test(`shards that differ in ${what} are refused`, async () => {
    const out = join(freshFolder(), 'merged');
    const other = shard(2, (started) => void change(started)).write(freshFolder());
    await expect(mergeRuns([shard(1).write(freshFolder()), other], out)).rejects.toMatchObject({
      code: 'merge-refused',
      message: expect.stringContaining(`differ in ${what}`),
    });
    expect(existsSync(out)).toBe(false);
  });
}

test('the same shard twice, and a run that is no shard, are refused', async () => {
  const out = join(freshFolder(), 'merged');
  const one = shard(1).write(freshFolder());
  await expect(mergeRuns([one, one], out)).rejects.toThrow('are both shard 1/2');
  await expect(mergeRuns([exampleRun().write(freshFolder())], out)).rejects.toThrow('a whole run, not a shard');
});
