import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { Ajv } from 'ajv';
import { clauses } from '../spec/ledger.js';
import { asset } from '../spec/package-root.js';
import { runCli } from './testing/run-cli.js';

const SCHEMA = JSON.parse(readFileSync(asset('cli/schemas/list.schema.json'), 'utf8')) as {
  definitions: Record<string, object>;
};

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
  expect(stderr).toContain('write one of checks, clauses, flows, targets, mutants');
  const help = await runCli([]);
  expect(help.code).toBe(0);
  for (const verb of ['init', 'doctor', 'list', 'peer', 'ca'])
    expect(help.stdout).toMatch(new RegExp(`^ {2}${verb} `, 'm'));
});
