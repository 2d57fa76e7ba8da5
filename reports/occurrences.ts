import { placeOf } from './failure-block.js';
import type { ModelFinding, RootCause, RunModel } from './model.js';
import { nameOf } from './sentence.js';

/** Where else a cause shows, one entry a place. */
export interface Occurrence {
  /** Target, or `sender → receiver`. */
  where: string;
  /** Checks, or flow letters with their vias. */
  what: string;
  findings: ModelFinding[];
}

/** All occurrences of a cause by place, in the order of the parties. */
export function occurrencesOf(cause: RootCause, model: RunModel): Occurrence[] {
  const places = new Map<string, ModelFinding[]>();
  for (const finding of cause.findings) {
    const where = finding.pair
      ? `${nameOf(model, finding.pair.sender)} → ${nameOf(model, finding.pair.receiver)}`
      : placeOf(finding, model);
    places.set(where, [...(places.get(where) ?? []), finding]);
  }
  return [...places].map(([where, findings]) => ({ where, what: whatOf(findings, model), findings }));
}

function whatOf(findings: ModelFinding[], model: RunModel): string {
  const letters = model.flows.map((flow) => flow.letter).filter((letter) => findings.some((f) => f.flow === letter));
  if (letters.length === 0) return [...new Set(findings.map((f) => f.check))].join(', ');
  const vias = model.vias.filter((via) => findings.some((f) => f.via === via));
  return `${letters.join(' ')}${model.vias.length > 1 ? `, ${vias.length === model.vias.length ? 'both vias' : vias.join()}` : ''}`;
}
