import type { Result } from '../../vocabulary.js';
import { VERDICTS, type Verdict } from '../../vocabulary.js';
import { type Kill, names, type Tongue } from './kill-list.js';

/** How one mutant fared. */
export interface Fate {
  mutant: string;
  speaks: Tongue;
  /** The set of checks that worsened equals the list. */
  killed: boolean;
  /** On the list, tried, and not worse; or worse in another way than the list says. */
  missed: string[];
  /** Worse, and not on the list. */
  unexpected: string[];
  /** Check -> verdict, of everything that worsened. */
  worsened: Record<string, Verdict>;
}

/** `n/a` to `pass` is a difference, but nobody is worse off. */
const rank = (verdict: Verdict): number => VERDICTS.indexOf(verdict === 'n/a' ? 'pass' : verdict);
const isWorse = (now: Verdict, clean: Verdict): boolean => rank(now) < rank(clean);

/** Holds what worsened against the list. Only checks that were run count. */
export function compare(kill: Kill, clean: ReadonlyMap<string, Verdict>, results: readonly Result[]): Fate {
  const worsened: Record<string, Verdict> = {};
  const missed: string[] = [];
  const unexpected: string[] = [];
  for (const { check, verdict } of results) {
    const worse = isWorse(verdict, clean.get(check) ?? 'pass');
    if (worse) worsened[check] = verdict;
    const broken = verdict === 'fail' || verdict === 'warn';
    if (kill.worsens.includes(check) || kill.elsewhere.includes(check)) {
      if (!worse || !broken) missed.push(check);
    } else if (kill.blocks.some((pattern) => names(pattern, check))) {
      // A pattern means "those of the area that it stands in front of", not each of them.
      if (!worse && kill.blocks.includes(check)) missed.push(check);
      else if (worse && (broken || verdict === 'harness-error')) unexpected.push(check);
    } else if (worse) {
      unexpected.push(check);
    }
  }
  const tried = new Set(results.map(({ check }) => check));
  missed.push(...kill.worsens.filter((check) => !tried.has(check)));
  return {
    mutant: kill.mutant,
    speaks: kill.speaks,
    killed: missed.length === 0 && unexpected.length === 0,
    missed,
    unexpected,
    worsened,
  };
}
