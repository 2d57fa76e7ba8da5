import type {
  Cell,
  ExchangeEvent,
  ExitCode,
  Finding,
  FlowInfo,
  Impact,
  Result,
  RunStartedEvent,
  SpecVersion,
  StepEvent,
  TargetInfo,
  TargetSeenEvent,
  Verdict,
  Via,
} from '../vocabulary.js';
import type { BaselineEntry } from './baseline.js';
import type { PredictionOutcome } from './prediction.js';

/** `sender|receiver|flow|via`: names a cell within a run. */
export type CellKey = string;

/** How far a red cell's redness goes, for its flow and via. */
export type Reach =
  /** Both parties do this with others: only this combination is red. */
  | 'pair'
  /** Red with everyone the sender sends to. */
  | 'sender'
  /** Red with everyone who sends to the receiver. */
  | 'receiver'
  /** Both of the above. */
  | 'both';

/** A check's last outcome for one target. */
export interface ModelResult extends Result {
  accepted?: BaselineEntry;
}

/** A cell's last attempt; `flaky` when an earlier one of the same journey was red. */
export interface ModelCell extends Cell {
  key: CellKey;
  attempts: number;
  reach?: Reach;
  /** The red cell of the same journey that stands in front of this blocked one. */
  blockedBy?: CellKey;
  accepted?: BaselineEntry;
}

/** A finding of a last outcome, with what only the whole run can tell. */
export interface ModelFinding extends Finding {
  /** How the blame was reached, in one sentence, when it was reached by comparing cells. */
  because?: string;
  reach?: Reach;
  /** Red cells whose cause this is. */
  explains: CellKey[];
  /** Id of the finding on a recorded message that is the cause of this red flow. */
  explainedBy?: string;
  /** Ids of findings on wrong messages that came after the deciding one: what stands behind it. */
  behind?: string[];
  /** Cell that this finding's blocked cell waits for. */
  blockedBy?: CellKey;
  /** Set when no result or cell stands for this finding: it was seen on a message of a journey. */
  observed: boolean;
  accepted?: BaselineEntry;
}

/** Findings with one cause: same rule, clause and blame. */
export interface RootCause {
  /** Id of the leading finding: stable from run to run as long as that one is there. */
  id: string;
  lead: ModelFinding;
  /** All occurrences, the leading one first; without those that only wait behind. */
  findings: ModelFinding[];
  /** Findings of outcomes that are blocked by this cause. */
  behind: ModelFinding[];
  /** Red cells explained. */
  cells: CellKey[];
  verdict: Verdict;
  impact: Impact;
  /** Whether the baseline knows every occurrence. */
  accepted: boolean;
}

/** One row of the party table. Undefined: nothing of that kind was tried. */
export interface PartyRollup {
  party: string;
  label: string;
  checks?: Verdict;
  sending?: Verdict;
  receiving?: Verdict;
  worst?: Verdict;
  /** Root causes that name this party, known ones not counted. */
  toBlame: number;
}

/** Why the run as a whole cannot be trusted: each makes it exit 3. */
export interface Problem {
  kind: 'killed' | 'empty' | 'shrunken' | 'harness-error';
  message: string;
}

export interface StaleEntry {
  entry: BaselineEntry;
  why: string;
}

/** Numbers that come from elsewhere, for the footer. */
export interface Coverage {
  ledger?: { covered: number; excluded: number; open: number };
  mutants?: { killed: number; total: number };
}

/** Everything a renderer shows. Built once from the events; renderers compute no verdict. */
export interface RunModel {
  run: string;
  folder: string;
  command: RunStartedEvent['command'];
  tool: RunStartedEvent['tool'];
  platform: string;
  /** ISO 8601, UTC. */
  startedAt: string;
  /** Milliseconds; undefined for a run that did not finish. */
  ms?: number;
  spec?: SpecVersion;
  targets: TargetInfo[];
  seen: Record<string, TargetSeenEvent>;
  /** Rows and columns in order: targets, then the reference peer where it took part. */
  parties: string[];
  flows: FlowInfo[];
  vias: Via[];
  results: ModelResult[];
  cells: Map<CellKey, ModelCell>;
  findings: Map<string, ModelFinding>;
  /** Fix-first order. */
  rootCauses: RootCause[];
  rollup: PartyRollup[];
  /** Results plus cells. */
  counts: Record<Verdict, number>;
  verdict: Verdict;
  /** The verdict in one sentence. */
  sentence: string;
  /** What the sentence leaves out, in sentences. */
  asides: string[];
  exit: ExitCode;
  problems: Problem[];
  /** Promised, but without an outcome. */
  missing: { checks: { check: string; target: string }[]; cells: CellKey[] };
  notTried: { check: string; target: string; reason: string }[];
  leftBehind: { target: string; what: string; reason: string }[];
  steps: Map<CellKey, StepEvent[]>;
  exchanges: ExchangeEvent[];
  stale: StaleEntry[];
  baselineUsed: boolean;
  prediction?: PredictionOutcome;
  coverage: Coverage;
}

export function cellKey(cell: { sender: string; receiver: string; flow: string; via: Via }): CellKey {
  return `${cell.sender}|${cell.receiver}|${cell.flow}|${cell.via}`;
}

/** Whether a finding is that of a flow itself, rather than one on a recorded message. */
export function isFlowFinding(finding: Finding): boolean {
  return finding.check.startsWith('flow/');
}
