import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { readRun } from '../reports/read-run.js';
import { runDocumentProblem } from '../reports/schemas.js';
import { runCli } from './run-cli.js';
import { environmentOf, openTestTarget, type TestTarget } from './target.js';

const passwords = { alice: 'alice-password', bob: 'bob-password' };
const env = environmentOf(passwords);

async function withTarget(
  deviations: string[],
  work: (target: TestTarget) => Promise<void>,
  budgets?: string,
): Promise<void> {
  const target = await openTestTarget({
    passwords,
    host: { deviations },
    ...(budgets === undefined ? {} : { budgets }),
  });
  try {
    await work(target);
  } finally {
    await target.close();
  }
}

test('check on a conformant server exits 0, and its document is of the published shape', async () => {
  test.setTimeout(180_000);
  await withTarget([], async (target) => {
    const out = join(target.folder, 'run');
    const told = await runCli(
      ['check', target.profile, '--only', 'discovery,receive', '--out', out, '--json', ...target.peerArgs],
      env,
    );
    expect(told.code, told.err).toBe(0);
    const document = JSON.parse(told.out) as { results: unknown[]; verdict: string };
    expect(runDocumentProblem(document)).toBeUndefined();
    expect(document.results.length).toBeGreaterThan(20);
    for (const file of ['events.jsonl', 'report.html', 'matrix.md', 'junit.xml', 'results.json'])
      expect(existsSync(join(out, file)), file).toBe(true);
  });
});

test('a red check exits 1 and names the clause; in the baseline it exits 0; when it is mended the baseline is stale and exits 4', async () => {
  test.setTimeout(180_000);
  const args = (target: TestTarget, name: string): string[] => [
    'check',
    target.profile,
    '--only',
    'discovery/enabled-is-boolean',
    '--out',
    join(target.folder, name),
    '--json',
    ...target.peerArgs,
  ];
  let known = '';
  await withTarget(['discovery-enabled-is-string'], async (target) => {
    const told = await runCli(args(target, 'red'), env);
    expect(told.code, told.err).toBe(1);
    const { findings } = JSON.parse(told.out) as { findings: { clauses: string[]; blame: { party: string }[] }[] };
    expect(findings[0]?.clauses[0]).toBe('OCM-DISC-011');
    expect(findings[0]?.blame[0]?.party).toBe('tested');
    known = '- { check: discovery/enabled-is-boolean, target: tested, verdict: fail, reason: known since last year }\n';
    const baseline = join(target.folder, 'known.yaml');
    writeFileSync(baseline, known);
    expect((await runCli([...args(target, 'accepted'), '--baseline', baseline], env)).code).toBe(0);
  });
  await withTarget([], async (target) => {
    const baseline = join(target.folder, 'known.yaml');
    writeFileSync(baseline, known);
    expect((await runCli([...args(target, 'mended'), '--baseline', baseline], env)).code).toBe(4);
  });
});

test('two shards together give what one run gives', async () => {
  test.setTimeout(180_000);
  await withTarget([], async (target) => {
    const only = ['--only', 'discovery', '--quiet', ...target.peerArgs];
    const folders = ['part1', 'part2'].map((name) => join(target.folder, name));
    for (const [index, folder] of folders.entries()) {
      const told = await runCli(['check', target.profile, '--shard', `${index + 1}/2`, '--out', folder, ...only], env);
      expect(told.code, told.err).toBe(0);
    }
    const merged = await runCli(['merge', ...folders, '--out', join(target.folder, 'all'), '--json']);
    expect(merged.code, merged.err).toBe(0);
    const whole = await runCli(
      ['check', target.profile, '--out', join(target.folder, 'whole'), '--json', ...only],
      env,
    );
    const checks = (text: string): string[] =>
      (JSON.parse(text) as { results: { check: string; verdict: string }[] }).results
        .map(({ check, verdict }) => `${check} ${verdict}`)
        .sort();
    expect(checks(merged.out)).toEqual(checks(whole.out));
    expect(checks(whole.out).length).toBeGreaterThan(8);
  });
});

test('a run that was cut off says so (exit 3), and --resume does only what is missing', async () => {
  test.setTimeout(180_000);
  await withTarget([], async (target) => {
    const out = join(target.folder, 'run');
    const args = ['check', target.profile, '--only', 'discovery', '--quiet', ...target.peerArgs];
    await runCli([...args, '--out', out], env);
    const file = join(out, 'events.jsonl');
    const lines = readFileSync(file, 'utf8').trim().split('\n');
    const results = lines.filter((line) => line.includes('"type":"result"'));
    const cut = lines.slice(0, lines.indexOf(results[5] ?? '') + 1);
    writeFileSync(file, `${cut.join('\n')}\n{"at":"2026`);
    expect((await runCli(['report', out, '--format', 'md'])).code).toBe(3);
    const resumed = await runCli([...args, '--resume', out, '--json'], env);
    expect(resumed.code, resumed.err).toBe(0);
    const after = readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line.includes('"type":"result"'));
    expect(after).toHaveLength(results.length);
    expect((JSON.parse(resumed.out) as { results: unknown[] }).results).toHaveLength(results.length);
  });
});

test('a run that is interrupted ends there, and says how to go on', async () => {
  test.setTimeout(180_000);
  const out = test.info().outputPath('run');
  // Y needs the servers for itself, after the others: it is not begun.
  const told = await runCli(['demo', '--via', 'ui', '--only', 'S,A,R,W,Y', '--out', out], {}, /^1\/\d+/m);
  expect(told.code, told.err).toBe(3);
  expect(told.err).toContain(`--resume ${out}`);
  const events = (await readRun(out)).events;
  expect(events.filter(({ type }) => type === 'run-finished')).toEqual([]);
  // What was cut off in the middle has no verdict: it would not be tried again.
  const cells = events.flatMap((event) => (event.type === 'cell' ? [event.cell] : []));
  expect(cells.length).toBeGreaterThan(0);
  expect(cells.filter(({ flow, verdict }) => flow === 'Y' || verdict !== 'pass')).toEqual([]);
});

test('--resume keeps the budget of a route that was used up before the run was cut off', async () => {
  test.setTimeout(180_000);
  const posts = async ({ peer, host }: TestTarget): Promise<number> =>
    (await peer.exchanges({ host, direction: 'in', method: 'POST', pathEnds: '/shares' })).length;
  const budgets = 'total: 5m, routes: { "POST /shares": 2/20m }';
  await withTarget(
    [],
    async (target) => {
      const out = join(target.folder, 'run');
      const args = ['check', target.profile, '--only', 'address/long-identifier', '--quiet', ...target.peerArgs];
      expect((await runCli([...args, '--out', out], env)).code).toBe(0);
      expect(await posts(target)).toBe(2);
      const file = join(out, 'events.jsonl');
      const lines = readFileSync(file, 'utf8').split('\n');
      writeFileSync(
        file,
        `${lines
          .slice(
            0,
            lines.findIndex((line) => line.includes('"type":"result"')),
          )
          .join('\n')}\n`,
      );
      const resumed = await runCli([...args, '--resume', out, '--json'], env);
      expect(resumed.code, resumed.err).toBe(1);
      const { results } = JSON.parse(resumed.out) as { results: { verdict: string; reason?: string }[] };
      expect(results).toMatchObject([
        { verdict: 'throttled', reason: expect.stringContaining('the budget of 2 POST /shares in 20 min') },
      ]);
      expect(await posts(target)).toBe(2);
    },
    budgets,
  );
});

test('a selection that matches nothing is an error and never an empty green', async () => {
  await withTarget([], async (target) => {
    const told = await runCli(['check', target.profile, '--only', 'discovry', ...target.peerArgs], env);
    expect(told.code).toBe(2);
    expect(told.err).toContain('--only discovry matches no check');
  });
});
