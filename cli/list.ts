import type { Command } from 'commander';
import { InteropError } from '../vocabulary.js';
import { columns, print, printJson } from './output.js';

interface ListOptions {
  json?: boolean;
  state?: string;
  run?: string[];
}

/** A table or a text for people, and the document of `--json`. */
type Listing = { json: unknown[] } & ({ head: string[]; rows: string[][] } | { text: string });

const LISTINGS = {
  checks: (_: ListOptions) => listChecks(),
  clauses: listClauses,
  ambiguities: listAmbiguities,
  flows: (_: ListOptions) => listFlows(),
  targets: (_: ListOptions) => listTargets(),
  mutants: (_: ListOptions) => listMutants(),
} as const;

/** `list`: what there is to run, and what of the text it covers. */
export function registerList(program: Command): void {
  const what = Object.keys(LISTINGS);
  program
    .command('list')
    .description(`list ${what.join(', ')}`)
    .argument('<what>', what.join(' | '))
    .option('--state <state>', 'of clauses: covered, excluded or open')
    .option('--run <folder...>', 'of ambiguities: with the readings that servers take in these runs')
    .option('--json', 'print one JSON document instead of text')
    .action(async (name: string, options: ListOptions) => {
      if (!Object.hasOwn(LISTINGS, name))
        throw new InteropError('usage', `list ${name}: write one of ${what.join(', ')}`, { exit: 2 });
      if (options.run && name !== 'ambiguities')
        throw new InteropError('usage', `list ${name}: --run is for list ambiguities`, { exit: 2 });
      const listing = await LISTINGS[name as keyof typeof LISTINGS](options);
      if (options.json) printJson(listing.json);
      else print('text' in listing ? listing.text : columns([listing.head, ...listing.rows]));
    });
}

async function listChecks(): Promise<Listing> {
  const { CHECKS } = await import('../suites/registry.js');
  const { killersOf, readKills } = await import('../suites/mutants/kill-list.js');
  const kills = readKills();
  const json = CHECKS.map(({ id, clauses, role, needs, title }) => ({
    id,
    title,
    clauses,
    roles: [role],
    needs,
    mutants: [...new Set(killersOf(id, kills))],
  }));
  return {
    head: ['check', 'role', 'needs', 'what is tried'],
    rows: json.map(({ id, roles, needs, title }) => [id, roles.join(' '), needs.join(' ') || '-', title]),
    json,
  };
}

const STATES = ['covered', 'excluded', 'open'] as const;

async function listClauses({ state: wanted }: ListOptions): Promise<Listing> {
  if (wanted !== undefined && !STATES.some((each) => each === wanted))
    throw new InteropError('usage', `--state ${wanted}: write one of ${STATES.join(', ')}`, { exit: 2 });
  const { clauseStates } = await import('./clause-states.js');
  const json = clauseStates()
    .filter(({ state }) => wanted === undefined || state === wanted)
    .map(({ clause: { id, level, role, statement, excluded }, state, checks }) => ({
      id,
      level,
      role,
      state,
      checks,
      ...(excluded ? { reason: excluded.reason } : {}),
      statement,
    }));
  return {
    head: ['clause', 'level', 'role', 'state', 'checks, or why there is none'],
    rows: json.map(({ id, level, role, state, checks, reason }) => [
      id,
      level,
      role,
      state,
      checks.join(' ') || (reason ?? '-'),
    ]),
    json,
  };
}

/** For those who edit the text: Markdown to be put into an issue, or JSON. */
async function listAmbiguities({ run: folders = [] }: ListOptions): Promise<Listing> {
  const { ambiguities, referenceLink } = await import('../spec/ledger.js');
  const { ambiguitiesMarkdown, toldBy } = await import('../reports/ambiguities.js');
  const { readRun } = await import('../reports/read-run.js');
  const { buildModel } = await import('../reports/run-model.js');
  const models = [];
  for (const folder of folders) models.push(buildModel(await readRun(folder)));
  const told = toldBy(models, ambiguities());
  return {
    text: ambiguitiesMarkdown(told),
    json: told.map(({ id, topic, text, refs, checks, untold, readings, silent }) => ({
      id,
      topic,
      text,
      references: refs.map((name) => ({ name, url: referenceLink(name) })),
      checks,
      ...(untold === undefined ? {} : { untold }),
      ...(folders.length > 0 ? { readings, silent } : {}),
    })),
  };
}

async function listMutants(): Promise<Listing> {
  const { DEVIATIONS } = await import('../peer/deviations/index.js');
  const { readKills } = await import('../suites/mutants/kill-list.js');
  const kills = readKills();
  const json = DEVIATIONS.map(({ name, title, area }) => ({
    name,
    area,
    title,
    worsens: [...new Set(kills.filter(({ mutant }) => mutant === name).flatMap(({ worsens }) => worsens))],
  }));
  return {
    head: ['mutant', 'area', 'what is different on the wire', 'checks that must notice'],
    rows: json.map(({ name, area, title, worsens }) => [name, area, title, worsens.join(' ') || '-']),
    json,
  };
}

async function listFlows(): Promise<Listing> {
  const { FLOWS } = await import('../suites/flows/index.js');
  const json = FLOWS.map(({ letter, name, title, needs }) => ({ letter, name, title, needs }));
  return {
    head: ['letter', 'flow', 'after', 'what two people do'],
    rows: json.map(({ letter, name, title, needs }) => [letter, name, needs.join(' ') || '-', title]),
    json,
  };
}

async function listTargets(): Promise<Listing> {
  const { hasDriver } = await import('../targets/drivers.js');
  const { knownVendor, vendorNames } = await import('../targets/vendors.js');
  const { asset } = await import('../spec/package-root.js');
  const { existsSync } = await import('node:fs');
  const json = [];
  for (const vendor of vendorNames()) {
    const example = `targets/profiles/${vendor}.yaml`;
    json.push({
      vendor,
      label: (await knownVendor(vendor))?.label ?? vendor,
      drivers: (['ui', 'api'] as const).filter((via) => hasDriver(vendor, via)),
      ...(existsSync(asset(example)) ? { example } : {}),
    });
  }
  return {
    head: ['vendor', 'product', 'drivers', 'example profile'],
    rows: json.map(({ vendor, label, drivers, example }) => [
      vendor,
      label,
      drivers.join(' ') || '- (API probes only)',
      example ?? '-',
    ]),
    json,
  };
}
