import type { Problem, RunModel } from './model.js';
import { type Outcomes, resultKey } from './outcomes.js';

/** What was promised and has no outcome. */
export function missingOutcomes(out: Outcomes): RunModel['missing'] {
  return {
    checks: [...out.plannedChecks.values()].filter((item) => !out.results.has(resultKey(item))),
    cells: [...out.plannedCells].filter((key) => !out.cells.has(key)),
  };
}

/**
 * Reasons why this run as a whole proves nothing: our errors, a kill, nothing done, or less done than promised.
 * A smaller run is never a smaller green.
 */
export function problemsOf(out: Outcomes, missing: RunModel['missing'], brokenLines: readonly number[]): Problem[] {
  const problems: Problem[] = out.harnessErrors.map((error) => ({
    kind: 'harness-error',
    message: `${error.where}: ${error.message}`,
  }));
  const done = out.results.size + out.cells.size;
  const promised = out.plannedChecks.size + out.plannedCells.size;
  const gone = missing.checks.length + missing.cells.length;
  if (out.finishedMs === undefined) {
    const half = brokenLines.length > 0 ? '; its last line is half-written' : '';
    const of = promised > 0 ? `${promised - gone} of ${promised} outcomes` : `${done} outcomes`;
    problems.push({
      kind: 'killed',
      message: `The run was stopped before it finished, with ${of}${half}. Continue it with --resume.`,
    });
  } else if (done === 0) {
    problems.push({
      kind: 'empty',
      message: out.planned
        ? 'The run finished without a single outcome: the selection (--only, needs, accounts) left nothing to do.'
        : 'The run finished without a plan and without a single outcome.',
    });
  } else if (gone > 0) {
    const names = [...missing.checks.map((item) => `${item.check} on ${item.target}`), ...missing.cells.map(readable)];
    const more = names.length > 3 ? ` and ${names.length - 3} more` : '';
    problems.push({
      kind: 'shrunken',
      message: `${gone} of ${promised} promised outcomes are missing: ${names.slice(0, 3).join(', ')}${more}.`,
    });
  }
  return problems;
}

function readable(key: string): string {
  const [sender, receiver, flow, via] = key.split('|');
  return `${flow} ${sender} -> ${receiver} (${via})`;
}
