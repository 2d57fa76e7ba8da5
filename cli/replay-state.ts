import { EXIT, type Finding, InteropError, type RunEvent, type Verdict } from '../vocabulary.js';

/** What became of a finding. */
export interface Replayed {
  finding: string;
  check: string;
  /** `not-reproducible`: it could not be seen whether it is still there. */
  state: 'fixed' | 'failing' | 'not-reproducible';
  /** What came this time. */
  received: string;
}

const GREEN: readonly Verdict[] = ['pass', 'warn'];
const DECIDED: readonly Verdict[] = ['fail', 'warn', 'flaky'];

/**
 * Holds the events of a replay against the finding. It is failing when it is there again with a verdict that decides something, or, where it
 * was never more than undecided, when it is as undecided as before. It is fixed when its check passes, or the cell that it was seen in is
 * reached and the finding is not there. Rejects with `replay-failed` when the replay had an error of ours.
 */
export function stateOf(finding: Finding, events: readonly RunEvent[]): Replayed {
  const fault = events.find((event) => event.type === 'harness-error');
  if (fault)
    throw new InteropError('replay-failed', `the replay failed at ${fault.where}: ${firstLine(fault.message)}`, {
      exit: EXIT.ourFault,
    });
  const told = (state: Replayed['state'], received: string): Replayed => ({
    finding: finding.id,
    check: finding.check,
    state,
    received,
  });
  const again = events.flatMap((event) =>
    event.type === 'finding' && event.finding.id === finding.id ? [event.finding] : [],
  );
  const seen = again.at(-1);
  if (seen && (DECIDED.includes(seen.verdict) || seen.verdict === finding.verdict))
    return told('failing', seen.received);
  if (seen) return told('not-reproducible', `${seen.verdict}: ${seen.reason}`);
  const outcome = outcomeOf(finding, events);
  if (!outcome)
    return told('not-reproducible', 'it was not tried: the server or its profile no longer offers what it needs');
  const words = outcome.reason === undefined ? '' : `: ${outcome.reason}`;
  if (outcome.verdict === 'pass') return told('fixed', `what is expected${words}`);
  // The cell is red for another reason, or was not reached: the finding may stand behind that.
  return GREEN.includes(outcome.verdict)
    ? told('fixed', `${outcome.verdict}${words}`)
    : told('not-reproducible', `${outcome.verdict}${words}`);
}

/** The last result of the check, or of the cell, that the finding was made in. */
function outcomeOf(finding: Finding, events: readonly RunEvent[]): { verdict: Verdict; reason?: string } | undefined {
  const { pair, flow, via } = finding;
  const found = events.flatMap((event): { verdict: Verdict; reason?: string }[] => {
    if (event.type === 'result' && !pair)
      return event.result.check === finding.check && event.result.target === finding.target ? [event.result] : [];
    if (event.type !== 'cell' || !pair) return [];
    const { cell } = event;
    const isIt =
      cell.sender === pair.sender && cell.receiver === pair.receiver && cell.flow === flow && cell.via === via;
    return isIt ? [cell] : [];
  });
  return found.at(-1);
}

const firstLine = (text: string): string => text.split('\n')[0] ?? text;
