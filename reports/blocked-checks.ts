import { findingId } from '../fixtures/verdict.js';
import type { ModelFinding } from './model.js';

/** The finding that a blocked check waits for, followed through others that wait, too; undefined when none of this run stands there. */
export function standsInFront(
  finding: ModelFinding,
  findings: ReadonlyMap<string, ModelFinding>,
): ModelFinding | undefined {
  const passed = new Set<string>();
  let at: ModelFinding | undefined = finding;
  while (at?.verdict === 'blocked') {
    const { target, waitsFor } = at;
    if (target === undefined || waitsFor === undefined || passed.has(at.id)) return undefined;
    passed.add(at.id);
    at = findings.get(findingId({ check: waitsFor, target }));
  }
  return at === finding ? undefined : at;
}

/** What a blocked check waits for is somebody's fault, and so is that it waits. */
export function blameBlocked(findings: ReadonlyMap<string, ModelFinding>): void {
  for (const finding of findings.values()) {
    const cause = standsInFront(finding, findings);
    if (cause) finding.blame = cause.blame;
  }
}
