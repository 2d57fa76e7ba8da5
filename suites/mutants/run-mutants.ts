import type { Check } from '../../fixtures/check.js';
import { DEVIATIONS } from '../../peer/deviations/index.js';
import { SPEAKS_OCM, type SpecVersion, type Verdict } from '../../vocabulary.js';
import { CHECKS } from '../registry.js';
import { openBench } from './bench.js';
import { compare, type Fate } from './compare.js';
import { type Kill, readKills, type Tongue } from './kill-list.js';

/** The document that `mutants --json` prints. */
export interface MutantReport {
  schema: 1;
  tool: 'ocm-interop';
  exit: 0 | 1;
  /** Mutants that were run. */
  total: number;
  /** Those of which the set of worsened checks equals the list. */
  killed: number;
  /** The others, by name. */
  survivors: string[];
  /** Checks that hold something against a conformant host, or worsened where the list does not say so. */
  falseAlarms: string[];
}

export interface MutantOptions {
  /** Every entry of the list, with the whole suite per mutant in place of the listed checks and their areas. */
  exact?: boolean;
  /** Which entries of the list; default all. */
  only?: (kill: Kill) => boolean;
  kills?: readonly Kill[];
  /** How mutants fared in an earlier run of the same: they are not run again. */
  done?: readonly Fate[];
  /** Called as each mutant is done, for progress and for resuming. */
  onFate?: (fate: Fate) => void;
}

const areaOf = (check: string): string => check.split('/')[0] ?? '';

/** Checks that are tried on a mutant: those listed, and the rest of their areas. For a legal variation, the areas that could mind it. */
export function checksFor(kill: Kill, exact: boolean): readonly Check[] {
  if (exact) return CHECKS;
  const listed = kill.worsens.length > 0 ? kill.worsens.map(areaOf) : AREAS[areaOfMutant(kill.mutant)];
  const areas = new Set(listed);
  return CHECKS.filter((check) => areas.has(areaOf(check.id)));
}

/** A conformant host gives nothing to mind. That a host speaks a dialect is one finding, and what waits behind that is no other. */
function isClean(check: string, verdict: Verdict, speaks: Tongue): boolean {
  if (verdict === 'pass' || verdict === 'n/a') return true;
  if (speaks !== 'libraries') return false;
  return check.startsWith('dialect/') ? check === SPEAKS_OCM && verdict === 'fail' : verdict === 'blocked';
}

type MutantArea = (typeof DEVIATIONS)[number]['area'];

/** Where a legal variation would be noticed, by the area of the catalogue. */
const AREAS: Record<MutantArea, string[]> = {
  discovery: ['discovery'],
  'received-shares': ['receive', 'share-answer'],
  'error-ladder': ['refuse', 'address', 'share-answer'],
  notifications: ['notification', 'notification-answer', 'sent-notification'],
  'sent-messages': ['sent-share', 'sent-notification'],
  webdav: ['sent-share', 'receive', 'access'],
  addresses: ['address'],
  libraries: ['dialect'],
  invites: ['invite', 'invite-accepted', 'invite-answer'],
  directories: ['directory'],
  signatures: ['signature', 'jwks'],
  tokens: ['token', 'token-life'],
  beyond: ['webapp', 'beyond'],
  security: ['security'],
};

function areaOfMutant(name: string): MutantArea {
  const found = DEVIATIONS.find((deviation) => deviation.name === name);
  if (!found) throw new Error(`the list names mutant ${name}, which the catalogue of the peer does not have`);
  return found.area;
}

/**
 * Runs mutants in this process, one after the other, each against a clean run of the same checks.
 * Rejects only for a fault of ours, as a mutant that is on the list and not in the catalogue.
 */
export async function runMutants(options: MutantOptions = {}): Promise<MutantReport & { fates: Fate[] }> {
  const exact = options.exact ?? false;
  const kills = (options.kills ?? readKills())
    .filter(({ exactOnly }) => exact || !exactOnly)
    .filter(options.only ?? (() => true));
  const bench = await openBench();
  const fates: Fate[] = [];
  const alarms = new Set<string>();
  try {
    const clean = new Map<string, { verdicts: Map<string, Verdict>; spec: SpecVersion }>();
    for (const speaks of new Set(kills.map((kill) => kill.speaks))) {
      const { results, spec } = await bench.run({ deviations: [], speaks }, CHECKS);
      clean.set(speaks, { verdicts: new Map(results.map(({ check, verdict }) => [check, verdict])), spec });
      for (const { check, verdict } of results) if (!isClean(check, verdict, speaks)) alarms.add(check);
    }
    for (const kill of kills) {
      areaOfMutant(kill.mutant);
      const known = options.done?.find(({ mutant, speaks }) => mutant === kill.mutant && speaks === kill.speaks);
      if (known) {
        fates.push(known);
        for (const check of known.unexpected) alarms.add(check);
        continue;
      }
      const before = clean.get(kill.speaks);
      if (!before) continue;
      const { results } = await bench.run(
        { deviations: [kill.mutant], speaks: kill.speaks, spec: before.spec },
        checksFor(kill, exact),
      );
      const fate = compare(kill, before.verdicts, results);
      for (const check of fate.unexpected) alarms.add(check);
      fates.push(fate);
      options.onFate?.(fate);
    }
  } finally {
    await bench.close();
  }
  const survivors = fates.filter(({ killed }) => !killed).map(({ mutant }) => mutant);
  const falseAlarms = [...alarms].sort();
  return {
    schema: 1,
    tool: 'ocm-interop',
    exit: survivors.length > 0 || falseAlarms.length > 0 ? 1 : 0,
    total: fates.length,
    killed: fates.length - survivors.length,
    survivors,
    falseAlarms,
    fates,
  };
}
