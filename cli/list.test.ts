import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { Ajv } from 'ajv';
import { ambiguities, clauses } from '../spec/ledger.js';
import { asset } from '../spec/package-root.js';
import { cliProcess, runCli } from './testing/run-cli.js';

const SCHEMA = JSON.parse(readFileSync(asset('cli/schemas/list.schema.json'), 'utf8')) as {
  definitions: Record<string, object>;
};

const MEASURED = 'docs/measured/nextcloud-35-api';

async function list(what: string, ...more: string[]): Promise<Record<string, unknown>[]> {
  const { code, stdout, stderr } = await runCli(['list', what, '--json', ...more]);
  expect(code, stderr).toBe(0);
  const rows = JSON.parse(stdout) as Record<string, unknown>[];
  const ajv = new Ajv({ allErrors: true, strict: false });
  const isValid = ajv.validate({ ...SCHEMA.definitions[what], definitions: SCHEMA.definitions }, rows);
  expect(ajv.errorsText(ajv.errors)).toBe('No errors');
  expect(isValid).toBe(true);
  return rows;
}

test('list checks gives every check once, with clauses of the ledger', async () => {
  const checks = await list('checks');
  expect(checks.length).toBeGreaterThanOrEqual(60);
  const ids = checks.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  const known = new Set<string>(clauses().map(({ id }) => id));
  for (const check of checks)
    for (const clause of check.clauses as string[]) expect(known, String(check.id)).toContain(clause);
});

test('list clauses gives the whole ledger, and --state a part of it', async () => {
  const all = await list('clauses');
  expect(all.length).toBe(clauses().length);
  const covered = await list('clauses', '--state', 'covered');
  expect(covered.length).toBeGreaterThan(0);
  for (const { state, checks } of covered) expect([state, (checks as string[]).length > 0]).toEqual(['covered', true]);
});

test('list ambiguities gives all of the ledger, and readings of servers only where a run is named', async () => {
  const plain = await list('ambiguities');
  expect(plain.map(({ id }) => id)).toEqual(ambiguities().map(({ id }) => id));
  expect(plain.some((each) => 'readings' in each)).toBe(false);
  const told = await list('ambiguities', '--run', asset(MEASURED), asset(MEASURED));
  const scheme = told.find(({ id }) => id === 'OCM-AMB-013') as { readings: { server: string; version: string }[] };
  const servers = scheme.readings.map(({ server, version }) => `${server} ${version}`);
  expect(servers.length).toBeGreaterThan(0);
  for (const server of servers) expect(server).toMatch(/^Nextcloud .* 35\.0\.0\.1$/);
});

test('list ambiguities is Markdown for people; a folder that is no run, and --run of something else, are told', async () => {
  const { code, stdout } = await runCli(['list', 'ambiguities', '--run', asset(MEASURED)]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^# Ambiguities of the texts of OCM\n/);
  for (const { id } of ambiguities()) expect(stdout).toContain(`\n## ${id}: `);
  expect(stdout).toMatch(/^\| Nextcloud 35/m);
  const none = await runCli(['list', 'ambiguities', '--run', asset('docs')]);
  expect([none.code, none.stderr]).toEqual([3, expect.stringContaining('is not a run folder')]);
  const other = await runCli(['list', 'checks', '--run', asset(MEASURED)]);
  expect([other.code, other.stderr]).toEqual([2, expect.stringContaining('--run is for list ambiguities')]);
});

test('list flows gives one letter per flow, and needs that exist', async () => {
  const flows = await list('flows');
  const letters = flows.map(({ letter }) => letter);
  expect(new Set(letters).size).toBe(letters.length);
  for (const flow of flows) for (const need of flow.needs as string[]) expect(letters).toContain(need);
});

test('list targets and list mutants keep their shapes', async () => {
  const targets = await list('targets');
  expect(targets.map(({ vendor }) => vendor)).toEqual(
    expect.arrayContaining(['nextcloud', 'owncloud', 'seafile', 'opencloud', 'generic']),
  );
  await list('mutants');
});

test('list of something else says what there is, and the help lists the verbs', async () => {
  const { code, stderr } = await runCli(['list', 'everything']);
  expect(code).toBe(2);
  expect(stderr).toContain('write one of checks, clauses, ambiguities, flows, targets, mutants');
  const help = await runCli([]);
  expect(help.code).toBe(0);
  for (const verb of ['init', 'doctor', 'list', 'peer', 'ca'])
    expect(help.stdout).toMatch(new RegExp(`^ {2}${verb} `, 'm'));
});

test('a reader that stops early, as `| head` does, is no fault', async () => {
  const { file, args } = cliProcess(['list', 'clauses', '--json']);
  const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout.destroy();
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString('utf8');
  });
  const [code] = (await once(child, 'close')) as [number | null];
  expect([code, stderr]).toEqual([0, '']);
});
