import { findingId } from '../fixtures/verdict.js';
import { type Finding, type FlowInfo, SPEC_VERSIONS, type SpecVersion, type Verdict } from '../vocabulary.js';
import { type CellKey, cellKey, isFlowFinding, type ModelCell, type ModelFinding, type ModelResult } from './model.js';
import { type Outcomes, resultKey } from './outcomes.js';

/**
 * The findings that last outcomes stand on, and those that no outcome could name yet because the run was killed.
 * Every outcome other than pass and n/a has one afterwards: where the events hold none, it is made from the outcome's reason.
 */
export function liveFindings(
  out: Outcomes,
  results: ModelResult[],
  cells: ReadonlyMap<CellKey, ModelCell>,
  flows: readonly FlowInfo[],
): Map<string, ModelFinding> {
  const ofResults = new Set(results.flatMap((result) => result.findings));
  const ofCells = new Set([...cells.values()].flatMap((cell) => cell.findings));
  const live = new Map<string, ModelFinding>();
  for (const finding of out.findings.values()) {
    // A MAY, or a clause not in force at this version: noted, but nothing is wrong.
    if (needsNone(finding.verdict)) continue;
    if (!ofResults.has(finding.id) && !ofCells.has(finding.id) && isOver(finding, out, cells)) continue;
    live.set(finding.id, { ...finding, explains: [], observed: !isFlowFinding(finding) && !ofResults.has(finding.id) });
  }
  const specOf = (target: string): SpecVersion =>
    out.seen.get(target)?.spec ?? out.started.spec ?? SPEC_VERSIONS[SPEC_VERSIONS.length - 1] ?? '1.5.0';
  for (const result of results) {
    if (needsNone(result.verdict) || result.findings.some((id) => live.has(id))) continue;
    const finding = ofResult(result, specOf(result.target));
    live.set(finding.id, finding);
    result.findings = [...result.findings, finding.id];
  }
  for (const cell of cells.values()) {
    const own = cell.findings.flatMap((id) => live.get(id) ?? []).filter(isFlowFinding);
    if (cell.verdict === 'flaky') for (const finding of own) finding.verdict = 'flaky';
    if (needsNone(cell.verdict) || own.length > 0) continue;
    const finding = ofCell(cell, flows, specOf(cell.sender));
    live.set(finding.id, finding);
    cell.findings = [...cell.findings, finding.id];
  }
  return live;
}

const needsNone = (verdict: Verdict): boolean => verdict === 'pass' || verdict === 'n/a';

/** Whether the outcome that this finding belonged to has come out otherwise since. */
function isOver(finding: Finding, out: Outcomes, cells: ReadonlyMap<CellKey, ModelCell>): boolean {
  const { check, target, pair, flow, via } = finding;
  if (pair !== undefined) return flow !== undefined && via !== undefined && cells.has(cellKey({ ...pair, flow, via }));
  return target !== undefined && out.results.has(resultKey({ check, target }));
}

function ofResult(result: ModelResult, spec: SpecVersion): ModelFinding {
  const { check, target, role, clauses, verdict } = result;
  const reason = result.reason ?? `${verdict}, without a reason`;
  return {
    id: findingId({ check, target }),
    check,
    target,
    role,
    clauses,
    verdict,
    level: null,
    spec,
    impact: 'harmless',
    blame: [{ party: verdict === 'fail' ? target : 'undetermined', role }],
    expected: 'the check to be kept',
    received: reason,
    reason,
    evidence: [],
    replay: '',
    explains: [],
    observed: false,
  };
}

function ofCell(cell: ModelCell, flows: readonly FlowInfo[], spec: SpecVersion): ModelFinding {
  const { sender, receiver, flow, via, verdict } = cell;
  const known = flows.find((info) => info.letter === flow);
  const check = `flow/${known?.name ?? flow}`;
  const reason = cell.reason ?? `${verdict}, without a reason`;
  return {
    id: findingId({ check, pair: { sender, receiver }, flow, via }),
    check,
    pair: { sender, receiver },
    flow,
    via,
    role: 'either',
    clauses: [],
    verdict,
    level: null,
    spec,
    impact: verdict === 'fail' ? 'breaks' : 'harmless',
    blame: [{ party: 'undetermined', role: 'either' }],
    expected: known?.title ?? check,
    received: reason,
    reason,
    evidence: [],
    replay: '',
    explains: [],
    observed: false,
  };
}
