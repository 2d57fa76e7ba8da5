/**
 * The words of the field and of this project. Imported by everything, imports nothing.
 * Each union is closed on purpose: a typo in a verdict or a role must not compile.
 */

/** Worst first: a roll-up takes the first one present. `n/a` is best because it claims nothing. */
export const VERDICTS = [
  'harness-error',
  'fail',
  'not-verifiable',
  'throttled',
  'blocked',
  'flaky',
  'warn',
  'pass',
  'n/a',
] as const;
/**
 * - `fail`: a MUST or MUST NOT (by RFC 2119 keyword or schema) is violated, or a flow did not reach the other side.
 * - `warn`: a SHOULD, or a clause whose level is our reading of prose, is violated.
 * - `flaky`: passed on retry (UI journeys only); never shown green.
 * - `n/a`: the target never claimed it; the reason names the source of that.
 * - `not-verifiable`: we could not get to the point; the reason says what would change that.
 * - `blocked`: a named finding or flow stands in front of it.
 * - `throttled`: the target said 429 and the budget ran out.
 * - `harness-error`: our fault.
 */
export type Verdict = (typeof VERDICTS)[number];

/** RFC 2119 strength of a clause. */
export type Level = 'MUST' | 'MUST NOT' | 'SHOULD' | 'SHOULD NOT' | 'MAY';

/** Where a clause's level comes from: an RFC 2119 word, an OpenAPI/JSON schema, or our reading of a sentence without keyword. */
export type Basis = 'keyword' | 'schema' | 'prose';

/** The part a server plays in OCM. `discoverable` publishes the discovery document, `either` is both sender and receiver. */
export type Role =
  | 'sender'
  | 'receiver'
  | 'discoverable'
  | 'invite-sender'
  | 'invite-receiver'
  | 'directory'
  | 'either';

/** How much a finding hurts real users, independent of the level in the text. */
export type Impact = 'breaks' | 'degrades' | 'harmless';

/** How a journey drives the products: through their web UI in a browser, or through their APIs. */
export type Via = 'ui' | 'api';

/** Spec version keys in the order of the ledger; `draft-06` is the working text between 1.4.0 and 1.5.0. */
export const SPEC_VERSIONS = [
  '0.0.3',
  '1.0.0',
  '1.1.0',
  '1.2.0',
  '1.2.1',
  '1.2.2',
  '1.3.0',
  '1.4.0',
  'draft-06',
  '1.5.0',
] as const;
export type SpecVersion = (typeof SPEC_VERSIONS)[number];

/** Id of a clause in the ledger, e.g. `OCM-DISC-011`. */
export type ClauseId = `OCM-${string}-${string}`;

/** Id of an ambiguity in the ledger, e.g. `OCM-AMB-001`. */
export type AmbiguityId = `OCM-AMB-${string}`;

/** Who is at fault, and in which role. `party` is a target id, `reference-peer`, `environment`, `undetermined`, or `neither` where the two exclude each other by what they announce. */
export interface Blame {
  party: string;
  role: Role;
}

/** One thing that is not as it should be: every verdict other than `pass` and `n/a` has one. */
export interface Finding {
  /** Stable hash of check, target or pair, flow and via: the same problem keeps its id from run to run. */
  id: string;
  /** Slug of the check (`area/behaviour`) or, for a flow, `flow/<name>`. */
  check: string;
  /** Violated clauses, the strongest first. */
  clauses: ClauseId[];
  /** Judged target, for a check. */
  target?: string;
  /** Ordered pair of target ids, for a cell. */
  pair?: { sender: string; receiver: string };
  flow?: string;
  via?: Via;
  role: Role;
  verdict: Verdict;
  level: Level | null;
  /** Version of the text that was applied. */
  spec: SpecVersion;
  impact: Impact;
  blame: Blame[];
  /** What the clause or the flow demands, in our words. */
  expected: string;
  /** What came instead, redacted. */
  received: string;
  /** One sentence a vendor's engineer can act on. */
  reason: string;
  /** Paths below the run folder, `evidence/...`, optionally with `#<exchange id>`. */
  evidence: string[];
  /** A command that shows it again. */
  replay: string;
  /** Where it rests on one request of ours: a line for a shell that sends it again, with variables in the place of secrets. */
  curl?: string;
  /** Why the pair cannot do it by what each server announces; nobody is at fault then. */
  terms?: string;
  /** For a finding on recorded messages: each of them was taken, as its exchange ended with a success. */
  taken?: true;
  /** For a check that is `blocked`: the check whose finding stands in front of it. */
  waitsFor?: string;
}

/** The outcome of one check against one target. */
export interface Result {
  check: string;
  target: string;
  role: Role;
  clauses: ClauseId[];
  verdict: Verdict;
  reason?: string;
  /** For an ambiguous clause: which reading the target takes. */
  reading?: string;
  findings: string[];
  ms: number;
}

/** The outcome of one flow for one ordered pair. */
export interface Cell {
  sender: string;
  receiver: string;
  /** Letter of the flow. */
  flow: string;
  via: Via;
  verdict: Verdict;
  ms: number;
  findings: string[];
  reason?: string;
  /** Where a flow tries several things in turn, as names of files: which ones, in words. Cells tell about each other only in what both have tried. */
  specimens?: { tried: string[]; failed: string[] };
}

/** What is known about a target of this run. No secrets, no account passwords. */
export interface TargetInfo {
  id: string;
  vendor: string;
  url: string;
  /** Shown above a column; defaults to the id. */
  label?: string;
  version?: string;
}

interface EventBase {
  /** ISO 8601, UTC. */
  at: string;
}

/** First event of a run. */
export interface RunStartedEvent extends EventBase {
  type: 'run-started';
  schema: 1;
  run: string;
  command: 'check' | 'run' | 'demo';
  tool: { name: string; version: string; commit?: string };
  platform: string;
  targets: TargetInfo[];
  /** Pinned by `--spec`, absent when the version is detected per target. */
  spec?: SpecVersion;
  /** Whether the reference peer is a row and column of its own. */
  peer: boolean;
  shard?: { index: number; total: number };
}

/** What the run promised to do: fewer outcomes than this is an error, not a smaller green. */
export interface PlannedEvent extends EventBase {
  type: 'planned';
  checks: { check: string; target: string }[];
  cells: { sender: string; receiver: string; flow: string; via: Via }[];
  /** The flows that the cells' letters stand for, in the order in which they run: a report needs no other source for them. */
  flows?: FlowInfo[];
  /** Not selected, with the reason ("needs an account"). */
  notTried: { check: string; target: string; reason: string }[];
}

/** What discovery told about a target, and which version of the text is applied because of it. */
export interface TargetSeenEvent extends EventBase {
  type: 'target-seen';
  target: string;
  provider?: string;
  apiVersion?: string;
  spec: SpecVersion;
  specReason: string;
  version?: string;
}

export interface ResultEvent extends EventBase {
  type: 'result';
  result: Result;
}

export interface FindingEvent extends EventBase {
  type: 'finding';
  finding: Finding;
}

export interface CellEvent extends EventBase {
  type: 'cell';
  cell: Cell;
  attempt: number;
}

/** One step of a journey, for the timeline. */
export interface StepEvent extends EventBase {
  type: 'step';
  sender: string;
  receiver: string;
  flow: string;
  via: Via;
  attempt: number;
  /** Target id of the cloud that was driven. */
  actor: string;
  step: string;
  ms: number;
  ok: boolean;
  detail?: string;
}

/** One message between servers, or between us and a target; the redacted text is in the evidence file. */
export interface ExchangeEvent extends EventBase {
  type: 'exchange';
  id: string;
  from: string;
  to: string;
  method: string;
  url: string;
  status: number | null;
  /** `evidence/<file>#<exchange id>`. */
  evidence: string;
  check?: string;
  flow?: string;
  pair?: { sender: string; receiver: string };
  via?: Via;
}

/** Something went wrong on our side; makes the run exit 3. */
export interface HarnessErrorEvent extends EventBase {
  type: 'harness-error';
  where: string;
  message: string;
}

/** Something we created and could not remove. */
export interface LeftBehindEvent extends EventBase {
  type: 'left-behind';
  target: string;
  what: string;
  reason: string;
}

/** Last event of a run that was not killed. */
export interface RunFinishedEvent extends EventBase {
  type: 'run-finished';
  ms: number;
}

/** A line of `events.jsonl`. Everything shown anywhere is a projection of these. */
export type RunEvent =
  | RunStartedEvent
  | PlannedEvent
  | TargetSeenEvent
  | ResultEvent
  | FindingEvent
  | CellEvent
  | StepEvent
  | ExchangeEvent
  | HarnessErrorEvent
  | LeftBehindEvent
  | RunFinishedEvent;

/** The flows of a journey, in the order in which they run. */
export interface FlowInfo {
  letter: string;
  name: string;
  title: string;
  /** Letters whose cell must be green (or warn) first. */
  needs: string[];
}

/** Check, and rule of messages, that finds another language than OCM: what follows from that stands under it. */
export const SPEAKS_OCM = 'dialect/speaks-ocm';

/** Party id of our own peer, as row, column and in blame. */
export const REFERENCE_PEER = 'reference-peer';

/** Exit codes of the command, precedence 3 > 2 > 1 > 4 > 0. */
export const EXIT = { ok: 0, red: 1, preflight: 2, ourFault: 3, staleBaseline: 4 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/**
 * An error with a stable code for callers, and a message for people that says what was found, what was expected and what to try.
 * Expected outcomes of a check are findings, never exceptions; this is for preflight, profiles and the harness.
 */
export class InteropError extends Error {
  override readonly name = 'InteropError';
  readonly code: string;
  readonly exit: ExitCode;
  readonly file?: string;
  readonly line?: number;
  constructor(
    code: string,
    message: string,
    options: { exit: ExitCode; file?: string; line?: number; cause?: unknown },
  ) {
    super(message, { cause: options.cause });
    this.code = code;
    this.exit = options.exit;
    if (options.file !== undefined) this.file = options.file;
    if (options.line !== undefined) this.line = options.line;
  }
}
