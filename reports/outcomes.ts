import {
  type Cell,
  type ExchangeEvent,
  type Finding,
  type FlowInfo,
  REFERENCE_PEER,
  type Result,
  type RunEvent,
  type RunStartedEvent,
  type StepEvent,
  type TargetInfo,
  type TargetSeenEvent,
  VERDICTS,
  type Verdict,
  type Via,
} from '../vocabulary.js';
import { type CellKey, cellKey, type ModelCell } from './model.js';

/** The events sorted out: only the last word on each outcome is kept. */
export interface Outcomes {
  started: RunStartedEvent;
  /** Milliseconds, only when the run was not killed after its last start. */
  finishedMs?: number;
  targets: TargetInfo[];
  seen: Map<string, TargetSeenEvent>;
  planned: boolean;
  plannedChecks: Map<string, { check: string; target: string }>;
  plannedCells: Set<CellKey>;
  notTried: Map<string, { check: string; target: string; reason: string }>;
  flows: FlowInfo[];
  results: Map<string, Result>;
  cells: Map<CellKey, ModelCell>;
  findings: Map<string, Finding>;
  steps: Map<CellKey, StepEvent[]>;
  exchanges: ExchangeEvent[];
  harnessErrors: { where: string; message: string }[];
  leftBehind: { target: string; what: string; reason: string }[];
}

interface Attempt {
  cell: Cell;
  attempt: number;
  /** How often the run had been started: a resumed run's outcome replaces what was there before. */
  start: number;
}

/** Sorts events out. The first event is `run-started` (the reader sees to that). */
export function sortOut(events: readonly RunEvent[]): Outcomes {
  const started = events.find((event): event is RunStartedEvent => event.type === 'run-started');
  if (!started) throw new Error('no run-started among the events');
  const out: Outcomes = {
    started,
    targets: [],
    seen: new Map(),
    planned: false,
    plannedChecks: new Map(),
    plannedCells: new Set(),
    notTried: new Map(),
    flows: [],
    results: new Map(),
    cells: new Map(),
    findings: new Map(),
    steps: new Map(),
    exchanges: [],
    harnessErrors: [],
    leftBehind: [],
  };
  const attempts = new Map<CellKey, Attempt[]>();
  let start = 0;
  for (const event of events) {
    switch (event.type) {
      case 'run-started':
        start += 1;
        delete out.finishedMs;
        for (const target of event.targets)
          if (!out.targets.some((known) => known.id === target.id)) out.targets.push(target);
        break;
      case 'planned':
        out.planned = true;
        for (const item of event.checks) out.plannedChecks.set(resultKey(item), item);
        for (const cell of event.cells) out.plannedCells.add(cellKey(cell));
        for (const item of event.notTried) out.notTried.set(resultKey(item), item);
        for (const flow of event.flows ?? [])
          if (!out.flows.some((known) => known.letter === flow.letter)) out.flows.push(flow);
        break;
      case 'target-seen':
        out.seen.set(event.target, event);
        break;
      case 'result':
        out.results.set(resultKey(event.result), event.result);
        break;
      case 'finding':
        out.findings.set(event.finding.id, event.finding);
        break;
      case 'cell':
        push(attempts, cellKey(event.cell), { cell: event.cell, attempt: event.attempt, start });
        break;
      case 'step':
        push(out.steps, cellKey(event), event);
        break;
      case 'exchange':
        out.exchanges.push(event);
        break;
      case 'harness-error':
        out.harnessErrors.push({ where: event.where, message: event.message });
        break;
      case 'left-behind':
        out.leftBehind.push({ target: event.target, what: event.what, reason: event.reason });
        break;
      case 'run-finished':
        out.finishedMs = event.ms;
        break;
    }
  }
  for (const [key, list] of attempts) out.cells.set(key, lastWord(key, list));
  return out;
}

/** `target|check`: names a result within a run. */
export function resultKey(result: { check: string; target: string }): string {
  return `${result.target}|${result.check}`;
}

/** Verdicts of one attempt that make a pass in another one `flaky`. Waiting behind another cell says nothing about this one. */
const UNSTEADY: readonly Verdict[] = VERDICTS.filter((v) => !['pass', 'warn', 'n/a', 'blocked'].includes(v));
const GREEN: readonly Verdict[] = ['pass', 'warn'];

/** The last attempt of the last start; `flaky` when attempts disagree, since a retry also repeats flows that had passed. */
function lastWord(key: CellKey, attempts: Attempt[]): ModelCell {
  const start = Math.max(...attempts.map((a) => a.start));
  const current = attempts.filter((a) => a.start === start).sort((a, b) => a.attempt - b.attempt);
  const last = current.at(-1);
  if (!last) throw new Error(`no attempt of ${key}`);
  const cell: ModelCell = { ...last.cell, key, attempts: last.attempt };
  const red = current.filter((a) => UNSTEADY.includes(a.cell.verdict));
  const green = current.filter((a) => GREEN.includes(a.cell.verdict));
  const worst = red.at(-1)?.cell;
  const passed = green.at(-1);
  if (!worst || !passed) return cell;
  return {
    ...cell,
    verdict: 'flaky',
    findings: [...new Set([...red.flatMap((a) => a.cell.findings), ...cell.findings])],
    reason: `attempt ${passed.attempt} passed, another did not: ${worst.reason ?? worst.verdict}`,
  };
}

/** Rows and columns: the targets in their order, other parties that cells name, the reference peer last. */
export function partiesOf(out: Outcomes): string[] {
  const parties = new Set(out.targets.map((target) => target.id));
  for (const key of [...out.cells.keys(), ...out.plannedCells]) {
    const [sender = '', receiver = ''] = key.split('|');
    parties.add(sender);
    parties.add(receiver);
  }
  const withPeer = parties.delete(REFERENCE_PEER);
  return withPeer ? [...parties, REFERENCE_PEER] : [...parties];
}

/** Flows in the order of the plan; letters that no plan explains get their name from findings, else the letter itself. */
export function flowsOf(out: Outcomes): FlowInfo[] {
  const flows = [...out.flows];
  const known = new Set(flows.map((flow) => flow.letter));
  const names = new Map<string, string>();
  for (const finding of out.findings.values()) {
    if (finding.flow !== undefined && finding.check.startsWith('flow/'))
      names.set(finding.flow, finding.check.slice('flow/'.length));
  }
  const letters = new Set([...out.cells.values()].map((cell) => cell.flow));
  for (const letter of [...letters].sort()) {
    if (known.has(letter)) continue;
    const name = names.get(letter) ?? letter;
    flows.push({ letter, name, title: name, needs: [] });
  }
  const used = new Set([...letters, ...[...out.plannedCells].map((key) => key.split('|')[2] ?? '')]);
  return flows.filter((flow) => used.has(flow.letter));
}

export function viasOf(out: Outcomes): Via[] {
  const used = new Set<Via>();
  for (const cell of out.cells.values()) used.add(cell.via);
  for (const key of out.plannedCells) used.add(key.endsWith('|ui') ? 'ui' : 'api');
  return (['ui', 'api'] as const).filter((via) => used.has(via));
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
