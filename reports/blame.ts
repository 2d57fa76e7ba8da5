import { type Blame, type FlowInfo, REFERENCE_PEER, type Via } from '../vocabulary.js';
import { type CellKey, cellKey, isFlowFinding, type ModelCell, type ModelFinding, type Reach } from './model.js';
import { isAcceptable } from './rollup.js';

/** Whether somebody is named: the environment is nobody, nor are two servers that exclude each other. */
export function isNamed({ party }: Pick<Blame, 'party'>): boolean {
  return !['undetermined', 'environment', 'neither'].includes(party);
}

/** What blaming looks at; `cells` and `findings` are completed in place. */
export interface Journeys {
  parties: readonly string[];
  flows: readonly FlowInfo[];
  cells: ReadonlyMap<CellKey, ModelCell>;
  findings: ReadonlyMap<string, ModelFinding>;
  /** Name of a party for people. */
  nameOf(party: string): string;
}

const WAYS: readonly Via[] = ['ui', 'api'];

type State = 'red' | 'green' | 'unknown';

/**
 * Says for every red cell who is at fault, and how far the redness goes.
 * A wrong recorded message decides; where there is none, the cells of both parties with the reference peer do
 * (without the peer: those with all other parties). A finding that explains a red cell breaks interoperability by definition.
 */
export function blameCells(journeys: Journeys): void {
  const seenInGreen = rulesOfGreenCells(journeys);
  for (const cell of journeys.cells.values()) {
    if (cell.verdict !== 'fail') continue;
    const attached = attachedTo(cell, journeys.findings);
    const flowFindings = attached.filter(isFlowFinding);
    const message = decidingMessage(attached, cell, seenInGreen);
    const found = reachOf(cell, journeys);
    // What a message proves is not a matter of the combination, however few partners mind.
    const reach = message && found === 'pair' ? undefined : found;
    if (reach) cell.reach = reach;
    const compared = compare(cell, journeys);
    for (const finding of message ? [message, ...flowFindings] : flowFindings) {
      finding.impact = 'breaks';
      if (reach) finding.reach = reach;
    }
    if (message) {
      message.explains.push(cell.key);
      message.behind = behind(message, attached);
      for (const finding of flowFindings) {
        finding.explainedBy = message.id;
        finding.behind = message.behind;
        finding.blame = message.blame;
        finding.because = `decided by a recorded message: ${message.reason}`;
      }
      continue;
    }
    for (const finding of flowFindings) {
      finding.explains.push(cell.key);
      if (finding.terms !== undefined) {
        finding.because = finding.terms;
        continue;
      }
      if (finding.blame.some(({ party }) => party === 'environment' || party === REFERENCE_PEER)) continue;
      finding.blame = compared.blame;
      finding.because = compared.because;
    }
  }
  for (const cell of journeys.cells.values()) if (cell.verdict === 'blocked') linkBlocker(cell, journeys);
}

/** Findings of a cell in the order in which the cell names them: that of the flow, then those on messages, oldest first. */
export function attachedTo(cell: ModelCell, findings: ReadonlyMap<string, ModelFinding>): ModelFinding[] {
  return cell.findings.flatMap((id) => findings.get(id) ?? []);
}

/**
 * The finding on a recorded message that decides who is at fault: the first one on the wire that the same party does not also make where the same
 * flow is green, or that breaks a MUST and was not taken here; else the first that breaks a MUST or is known to break flows, since a lenient
 * partner may just have swallowed it there. What this very partner takes in another flow of the pair that is green, and has taken here, decides
 * nothing.
 */
function decidingMessage(
  attached: ModelFinding[],
  cell: ModelCell,
  seenInGreen: ReadonlySet<string>,
): ModelFinding | undefined {
  const candidates = attached.filter(
    (f) =>
      isWrongMessage(f) &&
      f.blame.every(({ party }) => party !== 'undetermined') &&
      !(f.taken && seenInGreen.has(ruleKey(f, pairOf(cell)))),
  );
  return (
    candidates.find((f) => !seenInGreen.has(ruleKey(f, cell.flow)) || isRefused(f)) ??
    candidates.find((f) => f.verdict === 'fail' || f.impact === 'breaks')
  );
}

/** A message that breaks a MUST and was not taken. A document is neither taken nor refused. */
function isRefused({ verdict, taken, role }: ModelFinding): boolean {
  return verdict === 'fail' && !taken && role !== 'discoverable';
}

/** A recorded message that hurts. One whose writer is not certain is shown, but decides nothing. */
function isWrongMessage(finding: ModelFinding): boolean {
  const { verdict, impact } = finding;
  return !isFlowFinding(finding) && (verdict === 'fail' || verdict === 'warn') && impact !== 'harmless';
}

/** Wrong messages after the deciding one, oldest first: what to mend next. */
function behind(deciding: ModelFinding, attached: ModelFinding[]): string[] {
  return attached.slice(attached.indexOf(deciding) + 1).flatMap((f) => (isWrongMessage(f) ? [f.id] : []));
}

/** Rules broken by a party in a flow that is green all the same: by flow, and where the message was taken by pair. */
function rulesOfGreenCells(journeys: Journeys): Set<string> {
  const rules = new Set<string>();
  for (const cell of journeys.cells.values()) {
    if (stateOf(cell) !== 'green') continue;
    for (const finding of attachedTo(cell, journeys.findings))
      if (!isFlowFinding(finding)) {
        rules.add(ruleKey(finding, cell.flow));
        if (finding.taken) rules.add(ruleKey(finding, pairOf(cell)));
      }
  }
  return rules;
}

const pairOf = ({ sender, receiver, via }: ModelCell): string => `${sender} -> ${receiver} ${via}`;

function ruleKey(finding: ModelFinding, where: string): string {
  return [where, finding.check, ...finding.blame.map((b) => b.party).sort()].join('|');
}

function stateOf(cell: ModelCell | undefined): State {
  if (cell?.verdict === 'fail') return 'red';
  return cell?.verdict === 'pass' || cell?.verdict === 'warn' || cell?.verdict === 'flaky' ? 'green' : 'unknown';
}

function summed(states: State[]): State {
  if (states.includes('green')) return 'green';
  return states.includes('red') ? 'red' : 'unknown';
}

/** What another cell tells about a red one: where several things were tried, only what it did with those that failed here. */
function witnessed(cell: ModelCell, other: ModelCell | undefined): State {
  if (!cell.specimens) return stateOf(other);
  const { tried, failed } = other?.specimens ?? { tried: [], failed: [] };
  const same = cell.specimens.failed.filter((specimen) => tried.includes(specimen));
  if (same.length === 0) return 'unknown';
  return same.some((specimen) => failed.includes(specimen)) ? 'red' : 'green';
}

function reachOf(cell: ModelCell, { parties, cells }: Journeys): Reach | undefined {
  const others = parties.filter((party) => party !== cell.sender && party !== cell.receiver);
  const at = (sender: string, receiver: string): State =>
    witnessed(cell, cells.get(cellKey({ ...cell, sender, receiver })));
  const row = others.map((other) => at(cell.sender, other));
  const column = others.map((other) => at(other, cell.receiver));
  const all = (states: State[]): boolean => states.includes('red') && !states.includes('green');
  const none = (states: State[]): boolean => states.includes('green') && !states.includes('red');
  if (all(row) && all(column)) return 'both';
  if (all(row)) return 'sender';
  if (all(column)) return 'receiver';
  return none(row) && none(column) ? 'pair' : undefined;
}

/** Differential blame of one red cell A -> B. */
function compare(cell: ModelCell, { parties, cells, nameOf }: Journeys): { blame: Blame[]; because: string } {
  const { sender: a, receiver: b } = cell;
  const as = (party: string, role: Blame['role']): Blame => ({ party, role });
  if (a === REFERENCE_PEER && b === REFERENCE_PEER) {
    return { blame: [as(REFERENCE_PEER, 'either')], because: 'the reference peer fails with itself: our fault' };
  }
  if (a === REFERENCE_PEER) return { blame: [as(b, 'receiver')], because: 'the other side is the reference peer' };
  if (b === REFERENCE_PEER) return { blame: [as(a, 'sender')], because: 'the other side is the reference peer' };
  const withPeer = parties.includes(REFERENCE_PEER);
  const others = withPeer ? [REFERENCE_PEER] : parties.filter((party) => party !== a && party !== b);
  const name = withPeer ? 'the reference peer' : 'every other party';
  const at = (sender: string, receiver: string): State => {
    // The same pair by the other way is the next best witness where this way was not tried.
    const states = [cell.via, ...WAYS].map((via) =>
      witnessed(cell, cells.get(cellKey({ ...cell, sender, receiver, via }))),
    );
    return states.find((state) => state !== 'unknown') ?? 'unknown';
  };
  const sending = summed(others.map((other) => at(a, other)));
  const receiving = summed(others.map((other) => at(other, b)));
  const facts = `${nameOf(a)} → ${name} is ${word(sending)}, ${name} → ${nameOf(b)} is ${word(receiving)}`;
  if (a === b) {
    const role =
      sending === 'red' && receiving !== 'red'
        ? 'sender'
        : receiving === 'red' && sending !== 'red'
          ? 'receiver'
          : 'either';
    return { blame: [as(a, role)], because: `both sides are ${nameOf(a)}; ${facts}` };
  }
  if (sending === 'red' && receiving === 'red') return { blame: [as(a, 'sender'), as(b, 'receiver')], because: facts };
  // The reference peer alone shows whose fault it is; another party may have the same one, unless the other direction shows that it has not.
  const isShown = (other: State): boolean => withPeer || other === 'green';
  if (sending === 'red' && isShown(receiving)) return { blame: [as(a, 'sender')], because: facts };
  if (receiving === 'red' && isShown(sending)) return { blame: [as(b, 'receiver')], because: facts };
  const undetermined = [as('undetermined', 'either')];
  if (sending === 'green' && receiving === 'green')
    return { blame: undetermined, because: `red only in this pair: ${facts}` };
  return {
    blame: undetermined,
    because: others.length === 0 ? 'nothing to compare with: run it with the reference peer' : facts,
  };
}

function word(state: State): string {
  return state === 'unknown' ? 'not known' : state;
}

/** The first red cell of the same journey that this flow needs, directly or through others. */
function linkBlocker(cell: ModelCell, { flows, cells, findings }: Journeys): void {
  const needed = new Set<string>();
  const add = (letter: string): void => {
    for (const need of flows.find((flow) => flow.letter === letter)?.needs ?? []) {
      if (needed.has(need)) continue;
      needed.add(need);
      add(need);
    }
  };
  add(cell.flow);
  const blocker = flows
    .filter((flow) => needed.has(flow.letter))
    .map((flow) => cells.get(cellKey({ ...cell, flow: flow.letter })))
    .find(
      (other) =>
        other !== undefined && other.verdict !== 'blocked' && other.verdict !== 'flaky' && !isAcceptable(other.verdict),
    );
  if (!blocker) return;
  cell.blockedBy = blocker.key;
  const causes = attachedTo(blocker, findings);
  const cause = causes.find((finding) => finding.explains.includes(blocker.key)) ?? causes[0];
  for (const finding of attachedTo(cell, findings)) {
    if (finding.verdict !== 'blocked') continue;
    finding.blockedBy = blocker.key;
    if (cause) finding.blame = cause.blame;
  }
}

/** Name of one via for people. */
export function viaName(via: Via): string {
  return via === 'ui' ? 'web UI' : 'API';
}
