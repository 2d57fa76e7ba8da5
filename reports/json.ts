import type {
  Blame,
  ClauseId,
  ExitCode,
  Impact,
  Level,
  Role,
  RunStartedEvent,
  SpecVersion,
  Verdict,
  Via,
} from '../vocabulary.js';
import type { RunModel } from './model.js';

/** The `check | run` document: shape in `output-schemas/run.schema.json`. */
export interface RunDocument {
  schema: 1;
  tool: RunStartedEvent['tool'];
  exit: ExitCode;
  run: string;
  verdict: Verdict;
  counts: Record<Verdict, number>;
  results: { check: string; target: string; verdict: Verdict; reason?: string; reading?: string }[];
  findings: {
    id: string;
    check: string;
    clauses: ClauseId[];
    target?: string;
    pair?: { sender: string; receiver: string };
    flow?: string;
    via?: Via;
    role: Role;
    verdict: Verdict;
    level: Level | null;
    spec: SpecVersion;
    impact: Impact;
    blame: Blame[];
    expected: string;
    received: string;
    reason: string;
    evidence: string[];
    replay: string;
    curl?: string;
  }[];
  cells: {
    sender: string;
    receiver: string;
    flow: string;
    via: Via;
    verdict: Verdict;
    ms: number;
    findings: string[];
    reason?: string;
  }[];
}

/** The run as the command contract publishes it. Findings stand in fix-first order. */
export function runDocument(model: RunModel): RunDocument {
  const { name, version, commit } = model.tool;
  return {
    schema: 1,
    tool: { name, version, ...(commit === undefined ? {} : { commit }) },
    exit: model.exit,
    run: model.run,
    verdict: model.verdict,
    counts: model.counts,
    results: model.results.map(({ check, target, verdict, reason, reading }) => ({
      check,
      target,
      verdict,
      ...(reason === undefined ? {} : { reason }),
      ...(reading === undefined ? {} : { reading }),
    })),
    findings: model.rootCauses
      .flatMap((cause) => [...cause.findings, ...cause.behind])
      .map((f) => ({
        id: f.id,
        check: f.check,
        clauses: f.clauses,
        ...(f.target === undefined ? {} : { target: f.target }),
        ...(f.pair === undefined ? {} : { pair: { sender: f.pair.sender, receiver: f.pair.receiver } }),
        ...(f.flow === undefined ? {} : { flow: f.flow }),
        ...(f.via === undefined ? {} : { via: f.via }),
        role: f.role,
        verdict: f.verdict,
        level: f.level,
        spec: f.spec,
        impact: f.impact,
        blame: f.blame.map(({ party, role }) => ({ party, role })),
        expected: f.expected,
        received: f.received,
        reason: f.reason,
        evidence: f.evidence,
        replay: f.replay,
        ...(f.curl === undefined ? {} : { curl: f.curl }),
      })),
    cells: [...model.cells.values()].map(({ sender, receiver, flow, via, verdict, ms, findings, reason }) => ({
      sender,
      receiver,
      flow,
      via,
      verdict,
      ms,
      findings,
      ...(reason === undefined ? {} : { reason }),
    })),
  };
}

/** The document as text, two spaces, newline at the end. */
export function renderJson(model: RunModel): string {
  return `${JSON.stringify(runDocument(model), null, 2)}\n`;
}
