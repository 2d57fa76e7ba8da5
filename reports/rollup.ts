import { VERDICTS, type Verdict } from '../vocabulary.js';

/** Position in the order of VERDICTS: lower is worse. */
export function rank(verdict: Verdict): number {
  return VERDICTS.indexOf(verdict);
}

/** Sorts worst first. */
export function byVerdict(a: Verdict, b: Verdict): number {
  return rank(a) - rank(b);
}

/** The one roll-up of the project: the worst verdict present; undefined when there is none. */
export function worst(verdicts: Iterable<Verdict>): Verdict | undefined {
  let found: Verdict | undefined;
  for (const verdict of verdicts) if (found === undefined || rank(verdict) < rank(found)) found = verdict;
  return found;
}

/** Verdicts that need no baseline for exit 0. */
export function isAcceptable(verdict: Verdict): boolean {
  return verdict === 'pass' || verdict === 'warn' || verdict === 'n/a';
}

/** Whether the verdict says that we got to the point and saw what the target does. */
export function wasTried(verdict: Verdict): boolean {
  return verdict === 'fail' || verdict === 'flaky' || verdict === 'warn' || verdict === 'pass' || verdict === 'n/a';
}

/** Number of outcomes per verdict, each verdict present. */
export function countVerdicts(verdicts: Iterable<Verdict>): Record<Verdict, number> {
  const counts = Object.fromEntries(VERDICTS.map((verdict) => [verdict, 0])) as Record<Verdict, number>;
  for (const verdict of verdicts) counts[verdict] += 1;
  return counts;
}
