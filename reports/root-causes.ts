import { type Finding, type Impact, SPEAKS_OCM, type Verdict } from '../vocabulary.js';
import { attachedTo } from './blame.js';
import { standsInFront } from './blocked-checks.js';
import { type CellKey, isFlowFinding, type ModelCell, type ModelFinding, type RootCause } from './model.js';
import { byVerdict, worst } from './rollup.js';

const IMPACTS: readonly Impact[] = ['breaks', 'degrades', 'harmless'];

/** Groups findings by cause (same rule, clause and blame) and puts what to fix first on top. */
export function groupByCause(
  findings: ReadonlyMap<string, ModelFinding>,
  cells: ReadonlyMap<CellKey, ModelCell>,
): RootCause[] {
  const groups = new Map<string, { members: ModelFinding[]; behind: ModelFinding[] }>();
  const groupOf = (key: string): { members: ModelFinding[]; behind: ModelFinding[] } => {
    const known = groups.get(key);
    if (known) return known;
    const made = { members: [], behind: [] };
    groups.set(key, made);
    return made;
  };
  for (const finding of findings.values()) {
    const cause = causeOf(finding, findings, cells);
    const group = groupOf(keyOf(cause));
    if (cause !== finding && finding.verdict === 'blocked') group.behind.push(finding);
    else group.members.push(finding);
  }
  return [...groups.values()].map(summarise).sort(fixFirst);
}

/** The finding that stands for the cause of this one: itself, the wrong message behind it, or what blocks it. */
function causeOf(
  finding: ModelFinding,
  findings: ReadonlyMap<string, ModelFinding>,
  cells: ReadonlyMap<CellKey, ModelCell>,
): ModelFinding {
  if (finding.explainedBy !== undefined) return findings.get(finding.explainedBy) ?? finding;
  const check = standsInFront(finding, findings);
  if (check) return check;
  const blocker = finding.blockedBy === undefined ? undefined : cells.get(finding.blockedBy);
  const first = blocker && attachedTo(blocker, findings).find((f) => f.explains.includes(blocker.key));
  const other = first ?? (blocker && attachedTo(blocker, findings)[0]);
  return other === undefined || other.verdict === 'blocked' ? finding : other;
}

/** Equal for findings of one cause. Where we never got to the point, the reason is the cause. */
function keyOf(finding: ModelFinding): string {
  const blame = finding.blame.map((b) => `${b.party}/${b.role}`).sort();
  switch (finding.verdict) {
    case 'harness-error':
    case 'not-verifiable':
    case 'throttled':
    case 'blocked':
      return [finding.verdict, finding.reason, finding.target ?? finding.pair?.sender ?? '', ...blame].join('\n');
    default: {
      if (finding.terms !== undefined) return finding.terms;
      // Another language is one cause, whichever sentence it was held against.
      const clause = finding.check === SPEAKS_OCM ? '' : (finding.clauses[0] ?? '');
      const undetermined = finding.blame.some((b) => b.party === 'undetermined');
      const pair = undetermined && finding.pair ? `${finding.pair.sender}>${finding.pair.receiver}` : '';
      // A rule binds one role; only for flows does the blamed role tell causes apart.
      const blamed = isFlowFinding(finding) ? blame : finding.blame.map((b) => b.party).sort();
      return [finding.check, clause, pair, ...blamed].join('\n');
    }
  }
}

function summarise({ members, behind }: { members: ModelFinding[]; behind: ModelFinding[] }): RootCause {
  // A group whose cause is gone from the events still has what waits behind it.
  const all = members.length > 0 ? members : behind;
  const ordered = [...all].sort(leadFirst);
  const lead = ordered[0];
  if (!lead) throw new Error('a root cause without findings');
  const verdict: Verdict = worst(ordered.map((f) => f.verdict)) ?? lead.verdict;
  return {
    id: lead.id,
    lead,
    findings: ordered,
    behind: members.length > 0 ? behind : [],
    cells: [...new Set(ordered.flatMap((f) => f.explains))],
    verdict,
    impact: mostImpact(ordered),
    accepted: [...ordered, ...behind].every((f) => f.accepted !== undefined),
  };
}

/** The most telling one leads: on a message before a flow, a check of one target before an occurrence in a pair, the share before what is like it. */
function leadFirst(a: ModelFinding, b: ModelFinding): number {
  const explained = Number(a.explainedBy !== undefined) - Number(b.explainedBy !== undefined);
  return (
    explained ||
    byVerdict(a.verdict, b.verdict) ||
    Number(a.flow !== undefined) - Number(b.flow !== undefined) ||
    Number(a.flow !== 'S') - Number(b.flow !== 'S') ||
    place(a).localeCompare(place(b), 'en')
  );
}

function place(finding: Finding): string {
  return `${finding.target ?? ''}${finding.pair ? `${finding.pair.sender}>${finding.pair.receiver}` : ''} ${finding.flow ?? ''} ${finding.via ?? ''} ${finding.check}`;
}

function mostImpact(findings: ModelFinding[]): Impact {
  return IMPACTS.find((impact) => findings.some((f) => f.impact === impact)) ?? 'harmless';
}

/** Our own errors, then what breaks users, then by strength; what we could not see and what is known come last. */
function urgency(cause: RootCause): number {
  if (cause.accepted) return 9;
  switch (cause.verdict) {
    case 'harness-error':
      return 0;
    case 'fail':
    case 'warn':
      if (cause.impact === 'breaks') return cause.verdict === 'fail' || cause.cells.length > 0 ? 1 : 5;
      if (cause.verdict === 'fail') return cause.impact === 'degrades' ? 2 : 3;
      return 5;
    case 'flaky':
      return 4;
    default:
      return 6;
  }
}

function fixFirst(a: RootCause, b: RootCause): number {
  return (
    urgency(a) - urgency(b) ||
    b.cells.length - a.cells.length ||
    IMPACTS.indexOf(a.impact) - IMPACTS.indexOf(b.impact) ||
    byVerdict(a.verdict, b.verdict) ||
    b.findings.length + b.behind.length - (a.findings.length + a.behind.length) ||
    a.lead.check.localeCompare(b.lead.check, 'en') ||
    place(a.lead).localeCompare(place(b.lead), 'en')
  );
}
