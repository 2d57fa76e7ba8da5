import picomatch from 'picomatch';
import type { FlowInfo, Verdict, Via } from '../vocabulary.js';
import { type Baseline, type BaselineEntry, describeEntry } from './baseline.js';
import { attachedTo } from './blame.js';
import type { CellKey, ModelCell, ModelFinding, ModelResult, StaleEntry } from './model.js';
import { isAcceptable, rank, wasTried } from './rollup.js';

/** One outcome as a baseline sees it: a result, a cell, or a finding seen on a message of a journey. */
export interface Subject {
  kind: 'result' | 'cell' | 'observed';
  /** How it is named in lists of differences. */
  label: string;
  check?: string;
  flow?: string;
  flowName?: string;
  /** Judged target, or the parties blamed for what was seen on a message. */
  targets: string[];
  pair?: { sender: string; receiver: string };
  via?: Via;
  clauses: string[];
  verdict: Verdict;
  /** Why it is as it is, in one sentence. */
  reason: string;
  accepted?: BaselineEntry;
  accept(entry: BaselineEntry): void;
}

/** Every outcome that can be in a baseline. */
export function subjectsOf(parts: {
  results: readonly ModelResult[];
  cells: ReadonlyMap<CellKey, ModelCell>;
  findings: ReadonlyMap<string, ModelFinding>;
  flows: readonly FlowInfo[];
}): Subject[] {
  const mark = (findings: ModelFinding[], entry: BaselineEntry): void => {
    for (const finding of findings) finding.accepted = entry;
  };
  const subjects: Subject[] = parts.results.map((result) => ({
    kind: 'result',
    label: `${result.check} on ${result.target}`,
    check: result.check,
    targets: [result.target],
    clauses: result.clauses,
    verdict: result.verdict,
    reason: result.reason ?? result.verdict,
    ...(result.accepted === undefined ? {} : { accepted: result.accepted }),
    accept(entry) {
      result.accepted = entry;
      mark(
        result.findings.flatMap((id) => parts.findings.get(id) ?? []),
        entry,
      );
    },
  }));
  const names = new Map(parts.flows.map((flow) => [flow.letter, flow.name]));
  for (const cell of parts.cells.values()) {
    const own = attachedTo(cell, parts.findings);
    subjects.push({
      kind: 'cell',
      label: `${cell.flow} ${names.get(cell.flow) ?? ''} ${cell.sender} -> ${cell.receiver} (${cell.via})`,
      flow: cell.flow,
      flowName: names.get(cell.flow) ?? cell.flow,
      targets: [],
      pair: { sender: cell.sender, receiver: cell.receiver },
      via: cell.via,
      clauses: own.flatMap((finding) => finding.clauses),
      verdict: cell.verdict,
      reason: cell.reason ?? cell.verdict,
      ...(cell.accepted === undefined ? {} : { accepted: cell.accepted }),
      accept(entry) {
        cell.accepted = entry;
        mark(
          own.filter((finding) => !finding.observed || finding.explains.includes(cell.key)),
          entry,
        );
      },
    });
  }
  for (const finding of parts.findings.values()) {
    if (!finding.observed) continue;
    subjects.push({
      kind: 'observed',
      label: `${finding.check} seen in ${finding.pair ? `${finding.pair.sender} -> ${finding.pair.receiver}` : (finding.target ?? '')}`,
      check: finding.check,
      targets: finding.blame.map((blame) => blame.party),
      ...(finding.pair === undefined ? {} : { pair: finding.pair }),
      ...(finding.via === undefined ? {} : { via: finding.via }),
      clauses: finding.clauses,
      verdict: finding.verdict,
      reason: finding.reason,
      ...(finding.accepted === undefined ? {} : { accepted: finding.accepted }),
      accept: (entry) => mark([finding], entry),
    });
  }
  return subjects;
}

export interface BaselineOutcome {
  /** Red outcomes that the baseline does not know, or knows as less bad. */
  unexpected: number;
  stale: StaleEntry[];
}

/**
 * Accepts what the baseline knows: an outcome no worse than its entry. An entry is stale when everything it names was tried and is better now,
 * or when its day has passed; `today` is the day of the run (`YYYY-MM-DD`), so that rendering again gives the same.
 */
export function applyBaseline(
  subjects: readonly Subject[],
  baseline: Baseline | undefined,
  today: string,
): BaselineOutcome {
  const matcher = baseline ? matcherOf(baseline) : (): undefined => undefined;
  const touched = new Map<BaselineEntry, { still: number; better: Subject[] }>();
  let unexpected = 0;
  for (const subject of subjects) {
    const entry = matcher(subject);
    if (!entry) {
      if (!isAcceptable(subject.verdict)) unexpected += 1;
      continue;
    }
    const seen = touched.get(entry) ?? { still: 0, better: [] };
    touched.set(entry, seen);
    const better = rank(subject.verdict) > rank(entry.verdict);
    if (better && wasTried(subject.verdict)) seen.better.push(subject);
    else seen.still += 1;
    if (isAcceptable(subject.verdict)) continue;
    if (rank(subject.verdict) < rank(entry.verdict)) unexpected += 1;
    else subject.accept(entry);
  }
  const stale: StaleEntry[] = [];
  for (const entry of baseline?.entries ?? []) {
    const seen = touched.get(entry);
    const first = seen?.better[0];
    if (entry.until !== undefined && entry.until < today) stale.push({ entry, why: `its last day was ${entry.until}` });
    else if (seen && seen.still === 0 && first) {
      const more = seen.better.length > 1 ? ` (and ${seen.better.length - 1} more)` : '';
      stale.push({ entry, why: `${first.label} is ${first.verdict} now${more}` });
    }
  }
  return { unexpected, stale };
}

/** Finds the entry for an outcome: one without wildcards first, then the first in the file. */
export function matcherOf(baseline: Baseline): (subject: Subject) => BaselineEntry | undefined {
  const globs = new Map<string, (text: string) => boolean>();
  const like = (pattern: string, text: string): boolean => {
    if (!isWild(pattern)) return pattern === text;
    const known = globs.get(pattern) ?? picomatch(pattern, { bash: true });
    globs.set(pattern, known);
    return known(text);
  };
  const isExact = (entry: BaselineEntry): boolean =>
    ![entry.check, entry.flow, entry.target, entry.pair?.sender, entry.pair?.receiver].some(
      (text) => text !== undefined && isWild(text),
    );
  const ordered = [...baseline.entries.filter(isExact), ...baseline.entries.filter((entry) => !isExact(entry))];
  return (subject) =>
    ordered.find((entry) => {
      if (entry.via !== undefined && entry.via !== subject.via) return false;
      if (entry.clause !== undefined && !subject.clauses.includes(entry.clause)) return false;
      if (entry.check !== undefined && (subject.check === undefined || !like(entry.check, subject.check))) return false;
      const { flow } = entry;
      if (
        flow !== undefined &&
        ![subject.flow, subject.flowName].some((name) => name !== undefined && like(flow, name))
      )
        return false;
      const { target, pair } = entry;
      if (target !== undefined && !subject.targets.some((id) => like(target, id))) return false;
      return (
        pair === undefined ||
        (subject.pair !== undefined &&
          like(pair.sender, subject.pair.sender) &&
          like(pair.receiver, subject.pair.receiver))
      );
    });
}

function isWild(pattern: string): boolean {
  return /[*?{[]/.test(pattern);
}

/** Outcomes as they are now, as entries for a baseline (`exact`: everything but passes, as a prediction needs). Accepted ones keep reason and day. */
export function entriesOf(subjects: readonly Subject[], exact: boolean): BaselineEntry[] {
  return subjects.flatMap((subject): BaselineEntry[] => {
    if (exact ? subject.verdict === 'pass' : isAcceptable(subject.verdict)) return [];
    const { accepted } = subject;
    const clause = subject.kind === 'cell' ? undefined : subject.clauses[0];
    const target = subject.pair === undefined ? subject.targets[0] : undefined;
    return [
      {
        ...(subject.check === undefined ? {} : { check: subject.check }),
        ...(subject.check === undefined && subject.flow !== undefined ? { flow: subject.flow } : {}),
        ...(clause === undefined ? {} : { clause }),
        ...(target === undefined ? {} : { target }),
        ...(subject.pair === undefined ? {} : { pair: subject.pair }),
        ...(subject.via === undefined ? {} : { via: subject.via }),
        verdict: subject.verdict,
        reason: accepted?.reason ?? subject.reason,
        ...(accepted?.until === undefined ? {} : { until: accepted.until }),
        line: 0,
      },
    ];
  });
}

/** Names entries for people, one a line. */
export function describeStale(stale: readonly StaleEntry[]): string[] {
  return stale.map(({ entry, why }) => `line ${entry.line}: ${describeEntry(entry)} - ${why}`);
}
