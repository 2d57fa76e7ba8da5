/** One thing that `doctor` looked at. */
export interface Step {
  target: string;
  step: string;
  ok: boolean;
  /** What was seen. */
  found: string;
  /** What to change, or to know; empty when there is nothing. */
  fix: string;
}

/** Collects the steps of one target and shows each as it is done. */
export interface StepLog {
  readonly steps: Step[];
  good(step: string, found: string, hint?: string): void;
  bad(step: string, found: string, fix: string): void;
}

/** A log for one target; `show` is called with every step. */
export function stepLog(target: string, show: (step: Step) => void): StepLog {
  const steps: Step[] = [];
  const add = (step: Step): void => {
    steps.push(step);
    show(step);
  };
  return {
    steps,
    good: (step, found, hint = '') => add({ target, step, ok: true, found: legible(found), fix: legible(hint) }),
    bad: (step, found, fix) => add({ target, step, ok: false, found: legible(found), fix: legible(fix) }),
  };
}

/** Longest text of a step: what a server says of itself may be megabytes. */
const LONGEST = 700;

/** Fit for a terminal: cut, and without characters that command it. */
function legible(text: string): string {
  const cut = text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}...`;
  return cut.replaceAll(/(?!\n)\p{Cc}/gu, '?');
}
