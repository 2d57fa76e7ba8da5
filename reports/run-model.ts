import { REFERENCE_PEER, type Verdict } from '../vocabulary.js';
import type { Baseline } from './baseline.js';
import { applyBaseline, type Subject, subjectsOf } from './baseline-match.js';
import { blameCells } from './blame.js';
import { blameBlocked } from './blocked-checks.js';
import { missingOutcomes, problemsOf } from './completeness.js';
import { exitCode } from './exit-code.js';
import { liveFindings } from './live-findings.js';
import type { CellKey, Coverage, ModelCell, ModelResult, PartyRollup, Problem, RootCause, RunModel } from './model.js';
import { flowsOf, partiesOf, sortOut, viasOf } from './outcomes.js';
import { predict } from './prediction.js';
import type { RecordedRun } from './read-run.js';
import { countVerdicts, wasTried, worst } from './rollup.js';
import { groupByCause } from './root-causes.js';
import { asidesOf, type Facts, nameOf, sentenceOf } from './sentence.js';

export interface ModelOptions {
  /** Known outcomes: those no worse do not count as red. */
  baseline?: Baseline;
  /** Exact expectation of every verdict; takes the place of a baseline. */
  prediction?: Baseline;
  coverage?: Coverage;
}

/** Builds everything that a report shows from the events of a run. Pure: the same events and options give the same model. */
export function buildModel(run: RecordedRun, options: ModelOptions = {}): RunModel {
  const out = sortOut(run.events);
  const flows = flowsOf(out);
  const parties = partiesOf(out);
  const results: ModelResult[] = [...out.results.values()].map((result) => ({ ...result }));
  const cells = out.cells;
  const findings = liveFindings(out, results, cells, flows);
  blameCells({ parties, flows, cells, findings, nameOf: (party) => nameOf(out, party) });
  blameBlocked(findings);
  const subjects = subjectsOf({ results, cells, findings, flows });
  const today = out.started.at.slice(0, 10);
  const baseline = applyBaseline(subjects, options.prediction ? undefined : options.baseline, today);
  const prediction = options.prediction ? predict(subjects, options.prediction, findings) : undefined;
  const rootCauses = groupByCause(findings, cells);
  const missing = missingOutcomes(out);
  const problems = [...problemsOf(out, missing, run.brokenLines), ...peerProblems(cells)];
  const verdicts = [...results, ...cells.values()].map((outcome) => outcome.verdict);
  const verdict: Verdict = problems.length > 0 ? 'harness-error' : (worst(verdicts) ?? 'harness-error');
  const { started } = out;
  const model: Facts = {
    run: started.run,
    folder: run.folder,
    command: started.command,
    tool: started.tool,
    platform: started.platform,
    startedAt: started.at,
    ...(out.finishedMs === undefined ? {} : { ms: out.finishedMs }),
    ...(started.spec === undefined ? {} : { spec: started.spec }),
    targets: out.targets,
    seen: Object.fromEntries(out.seen),
    parties,
    flows,
    vias: viasOf(out),
    results,
    cells,
    findings,
    rootCauses,
    rollup: rollup(parties, (party) => nameOf(out, party), results, cells, rootCauses),
    counts: countVerdicts(verdicts),
    verdict,
    exit: exitCode({
      ourFault: verdict === 'harness-error',
      unexpected: prediction ? prediction.differences.length : baseline.unexpected,
      staleEntries: prediction ? 0 : baseline.stale.length,
    }),
    problems,
    missing,
    notTried: [...out.notTried.values()],
    leftBehind: out.leftBehind,
    steps: out.steps,
    exchanges: out.exchanges,
    stale: baseline.stale,
    baselineUsed: options.baseline !== undefined,
    ...(prediction === undefined ? {} : { prediction }),
    coverage: options.coverage ?? {},
  };
  return { ...model, sentence: sentenceOf(model), asides: asidesOf(model) };
}

/** Outcomes of a finished model as a baseline or prediction sees them. */
export function subjectsOfModel(model: RunModel): Subject[] {
  return subjectsOf(model);
}

/** The reference peer failing with itself takes the ground from under every comparison. */
function peerProblems(cells: ReadonlyMap<CellKey, ModelCell>): Problem[] {
  return [...cells.values()]
    .filter((cell) => cell.sender === REFERENCE_PEER && cell.receiver === REFERENCE_PEER && cell.verdict === 'fail')
    .map((cell) => ({
      kind: 'harness-error',
      message: `The reference peer fails flow ${cell.flow} with itself (${cell.via}).`,
    }));
}

/** One row a party, from one pass over results and cells. */
function rollup(
  parties: readonly string[],
  named: (party: string) => string,
  results: readonly ModelResult[],
  cells: ReadonlyMap<CellKey, ModelCell>,
  causes: readonly RootCause[],
): PartyRollup[] {
  const rows = new Map(
    parties.map((party): [string, PartyRollup] => [party, { party, label: named(party), toBlame: 0 }]),
  );
  const note = (party: string, role: 'checks' | 'sending' | 'receiving', verdict: Verdict): void => {
    const row = rows.get(party);
    if (!row) return;
    row[role] = worst([verdict, row[role] ?? verdict]) ?? verdict;
    row.worst = worst([verdict, row.worst ?? verdict]) ?? verdict;
  };
  for (const result of results) note(result.target, 'checks', result.verdict);
  for (const cell of cells.values()) {
    note(cell.sender, 'sending', cell.verdict);
    note(cell.receiver, 'receiving', cell.verdict);
  }
  for (const cause of causes) {
    if (cause.accepted || !wasTried(cause.verdict)) continue;
    for (const party of new Set(cause.lead.blame.map((blame) => blame.party))) {
      const row = rows.get(party);
      if (row) row.toBlame += 1;
    }
  }
  return [...rows.values()];
}
