import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { readRun } from './read-run.js';
import { eventProblem } from './schemas.js';
import { exampleRun } from './testing/example-run.js';
import { freshFolder } from './testing/small-run.js';

test('every event of a real-looking run keeps the published schema', () => {
  const problems = exampleRun()
    .events.map(eventProblem)
    .filter((problem) => problem !== undefined);
  expect(problems).toEqual([]);
});

test('an event with a verdict that does not exist is named with its place and the allowed ones', () => {
  const event = {
    type: 'cell',
    at: '2026-03-02T09:00:00Z',
    attempt: 1,
    cell: { sender: 'a', receiver: 'b', flow: 'S', via: 'api', verdict: 'green', ms: 1, findings: [] },
  };
  expect(eventProblem(event)).toContain(
    '/cell/verdict must be equal to one of the allowed values: harness-error, fail',
  );
});

test('a new optional member is no error', () => {
  expect(eventProblem({ type: 'run-finished', at: '2026-03-02T09:00:00Z', ms: 1, mood: 'fine' })).toBeUndefined();
});

test('a half-written last line is left out and reported', async () => {
  const run = exampleRun();
  const folder = run.write(freshFolder(), '{"type":"cell","at":"2026-03-0');
  const read = await readRun(folder);
  expect(read.events).toHaveLength(run.events.length);
  expect(read.brokenLines).toEqual([run.events.length + 1]);
});

test('a half-written line is tolerated where the run was resumed', async () => {
  const run = exampleRun();
  const folder = run.write(freshFolder(), '{"type":"ce\n');
  appendFileSync(join(folder, 'events.jsonl'), `${JSON.stringify(run.events[0])}\n`);
  expect((await readRun(folder)).brokenLines).toEqual([run.events.length + 1]);
});

test('a broken line in the middle is an error that names file and line', async () => {
  const folder = exampleRun().write(freshFolder());
  const file = join(folder, 'events.jsonl');
  const lines = readFileSync(file, 'utf8').split('\n');
  lines[4] = '{"type":';
  writeFileSync(file, lines.join('\n'));
  await expect(readRun(folder)).rejects.toMatchObject({ code: 'events-invalid', exit: 3, line: 5 });
});

test('another schema number is refused with both numbers', async () => {
  const folder = exampleRun().write(freshFolder());
  const file = join(folder, 'events.jsonl');
  writeFileSync(file, readFileSync(file, 'utf8').replace('"schema":1', '"schema":2'));
  await expect(readRun(folder)).rejects.toMatchObject({
    code: 'events-schema',
    message: expect.stringContaining('schema 2, this version reads schema 1'),
  });
});

test('a folder without events says so', async () => {
  await expect(readRun(freshFolder())).rejects.toMatchObject({ code: 'no-run' });
});
