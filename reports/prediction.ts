import type { Verdict } from '../vocabulary.js';
import type { Baseline, BaselineEntry } from './baseline.js';
import { matcherOf, type Subject } from './baseline-match.js';
import { isNamed } from './blame.js';
import type { ModelFinding } from './model.js';
import { rank } from './rollup.js';

export interface Difference {
  label: string;
  predicted: Verdict;
  got: Verdict;
  direction: 'better' | 'worse';
  /** Seen on a message of a journey: a difference, but not one of the counted verdicts. */
  observed: boolean;
}

/** How a run compares with what was predicted for it. */
export interface PredictionOutcome {
  /** Results plus cells. */
  total: number;
  asPredicted: number;
  differences: Difference[];
  /** Entries that nothing in the run corresponds to. Listed only: a narrower selection leaves some unused. */
  unused: BaselineEntry[];
  /** Distinct reasons of predicted reds that were found; entries that share a reason are one deviation. */
  deviations: { reason: string; blamed: string[] }[];
  headline: string;
}

/** Compares every outcome with a prediction: an outcome that no entry names is predicted to pass. */
export function predict(
  subjects: readonly Subject[],
  prediction: Baseline,
  findings: ReadonlyMap<string, ModelFinding>,
): PredictionOutcome {
  const matcher = matcherOf(prediction);
  const used = new Set<BaselineEntry>();
  const differences: Difference[] = [];
  let total = 0;
  for (const subject of subjects) {
    const entry = matcher(subject);
    if (entry) used.add(entry);
    if (subject.kind !== 'observed') total += 1;
    const predicted = entry?.verdict ?? 'pass';
    if (entry && predicted === subject.verdict) {
      subject.accept(entry);
      continue;
    }
    if (predicted === subject.verdict) continue;
    // The same message comes in every flow of a pair: once is enough.
    if (subject.kind === 'observed' && differences.some((d) => d.observed && d.label === subject.label)) continue;
    differences.push({
      label: subject.label,
      predicted,
      got: subject.verdict,
      direction: rank(subject.verdict) > rank(predicted) ? 'better' : 'worse',
      observed: subject.kind === 'observed',
    });
  }
  const unused = prediction.entries.filter((entry) => !used.has(entry));
  const deviations = deviationsOf(findings);
  const asPredicted = total - differences.filter((d) => !d.observed).length;
  const blamed = deviations.filter((deviation) => deviation.blamed.length > 0).length;
  const plural = blamed === 1 ? 'deliberate deviation' : 'deliberate deviations';
  return {
    total,
    asPredicted,
    differences,
    unused,
    deviations,
    headline: `${asPredicted} of ${total} verdicts as predicted; ${blamed} ${plural} found and blamed`,
  };
}

function deviationsOf(findings: ReadonlyMap<string, ModelFinding>): PredictionOutcome['deviations'] {
  const byReason = new Map<string, Set<string>>();
  for (const finding of findings.values()) {
    if (!finding.accepted || finding.terms !== undefined || (finding.verdict !== 'fail' && finding.verdict !== 'warn'))
      continue;
    const blamed = byReason.get(finding.accepted.reason) ?? new Set<string>();
    byReason.set(finding.accepted.reason, blamed);
    for (const { party } of finding.blame.filter(isNamed)) blamed.add(party);
  }
  return [...byReason].map(([reason, blamed]) => ({ reason, blamed: [...blamed].sort() }));
}
