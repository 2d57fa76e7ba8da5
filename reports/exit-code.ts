import { EXIT, type ExitCode } from '../vocabulary.js';

/** Precedence 3 > 2 > 1 > 4 > 0. */
const PRECEDENCE: readonly ExitCode[] = [EXIT.ourFault, EXIT.preflight, EXIT.red, EXIT.staleBaseline, EXIT.ok];

/** The code that a process gives which had all of these reasons. */
export function strongestExit(codes: Iterable<ExitCode>): ExitCode {
  const present = new Set(codes);
  return PRECEDENCE.find((code) => present.has(code)) ?? EXIT.ok;
}

/** What decides about a run's exit code. Preflight (2) happens before there is a run; whoever did it adds it with `strongestExit`. */
export interface ExitFacts {
  /** Problems of the run as a whole, or an outcome with verdict `harness-error`. */
  ourFault: boolean;
  /** Outcomes that are not acceptable and not in the baseline; with a prediction: differences from it. */
  unexpected: number;
  staleEntries: number;
}

export function exitCode(facts: ExitFacts): ExitCode {
  const codes: ExitCode[] = [EXIT.ok];
  if (facts.ourFault) codes.push(EXIT.ourFault);
  if (facts.unexpected > 0) codes.push(EXIT.red);
  if (facts.staleEntries > 0) codes.push(EXIT.staleBaseline);
  return strongestExit(codes);
}
