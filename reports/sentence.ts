import { REFERENCE_PEER } from '../vocabulary.js';
import { isNamed } from './blame.js';
import type { RunModel } from './model.js';
import { isAcceptable } from './rollup.js';
import { oneLine } from './text.js';

/** Parties that the sentence names. */
const NAMED = 4;

/** Facts that the sentence is made from: a model without its words. */
export type Facts = Omit<RunModel, 'sentence' | 'asides'>;

/** The verdict of a run in one sentence, the same wherever it is shown. */
export function sentenceOf(model: Facts): string {
  const problem = model.problems[0];
  if (problem) {
    const more = model.problems.length > 1 ? ` (and ${model.problems.length - 1} more on our side)` : '';
    return `This run proves nothing as a whole${more}: ${decapitalised(firstLine(problem.message))}`;
  }
  if (model.counts['harness-error'] > 0) {
    return `This run proves nothing as a whole: ${count(model.counts['harness-error'], 'outcome')} ended in an error of ours.`;
  }
  if (model.prediction) return predicted(model.prediction);
  const cells = [...model.cells.values()];
  const known = knownOutcomes(model);
  const failed = (outcome: { verdict: string; accepted?: unknown }): boolean =>
    outcome.verdict === 'fail' && outcome.accepted === undefined;
  const failing = [
    part(cells.filter(failed).length, cells.length, 'flow outcome'),
    part(model.results.filter(failed).length, model.results.length, 'check'),
  ].filter((text) => text !== undefined);
  if (failing.length > 0) return `${failing.join(' and ')} fail${causes(model)}.`;
  const rest = restOf(model);
  if (rest !== '') return `Nothing ${known > 0 ? 'new ' : ''}fails, but ${rest}.`;
  const what = [
    cells.length > 0 ? count(cells.length - accepted(cells), 'flow outcome') : '',
    model.results.length > 0 ? count(model.results.length - accepted(model.results), 'check') : '',
  ].filter((text) => text !== '');
  return `All ${known > 0 ? 'other ' : ''}${what.join(' and ')} are as they should be.`;
}

/** What the sentence leaves out, each a sentence of its own. */
export function asidesOf(model: Facts): string[] {
  if (model.problems.length > 0) return [];
  const asides: string[] = [];
  const failing = [...model.results, ...model.cells.values()].some((o) => o.verdict === 'fail' && !o.accepted);
  const rest = restOf(model);
  if (failing && rest !== '' && !model.prediction) asides.push(`Besides, ${rest}.`);
  if (model.counts.warn > 0) asides.push(`${count(model.counts.warn, 'outcome')} with a warning.`);
  const known = knownOutcomes(model);
  if (known > 0 && !model.prediction) {
    asides.push(`${count(known, 'known outcome')} ${known === 1 ? 'is' : 'are'} as the baseline says.`);
  }
  if (model.stale.length > 0) {
    asides.push(`${model.stale.length} baseline ${model.stale.length === 1 ? 'entry is' : 'entries are'} out of date.`);
  }
  return asides;
}

function predicted(prediction: NonNullable<RunModel['prediction']>): string {
  const { differences, headline } = prediction;
  if (differences.length === 0) return `${headline}.`;
  const better = differences.filter((d) => d.direction === 'better').length;
  const worse = differences.length - better;
  const parts = [worse > 0 ? `${worse} worse` : '', better > 0 ? `${better} better` : ''].filter((text) => text !== '');
  return `${headline}; ${count(differences.length, 'difference')} (${parts.join(', ')}).`;
}

function causes(model: Facts): string {
  const failing = model.rootCauses.filter((cause) => !cause.accepted && cause.verdict === 'fail');
  const breaking = failing.filter((cause) => cause.impact === 'breaks').length;
  if (model.targets.length === 1 && model.cells.size === 0) {
    return ` at ${nameOf(model, model.targets[0]?.id ?? '')}${breaking > 0 ? `; ${count(breaking, 'cause')} ${breaking === 1 ? 'breaks' : 'break'} sharing for people` : ''}`;
  }
  const blamed = new Map<string, number>();
  for (const cause of failing) {
    for (const party of new Set(cause.lead.blame.map((b) => b.party))) blamed.set(party, (blamed.get(party) ?? 0) + 1);
  }
  const ranked = [...blamed]
    .filter(([party]) => party === 'environment' || isNamed({ party }))
    .sort(([, a], [, b]) => b - a);
  const shown = ranked.length > NAMED + 1 ? ranked.slice(0, NAMED) : ranked;
  const named = shown.map(
    ([party, n], index) => `${nameOf(model, party)}${index === 0 ? ' is to blame' : ''} for ${n}`,
  );
  const others = ranked.slice(shown.length);
  if (others.length > 0) named.push(`${others.length} others for ${others.reduce((sum, [, n]) => sum + n, 0)}`);
  const open = blamed.get('undetermined') ?? 0;
  const apart = blamed.get('neither') ?? 0;
  if (apart > 0)
    named.push(`${apart} ${apart === 1 ? 'lies' : 'lie'} in what servers announce, and neither is to blame`);
  if (open > 0) named.push(`${open} ${open === 1 ? 'is' : 'are'} not attributed`);
  return `, for ${count(failing.length, 'cause')}${named.length > 0 ? `: ${listed(named)}` : ''}`;
}

/** What is neither fine nor failing. */
function restOf(model: Facts): string {
  const open = [...model.results, ...model.cells.values()].filter((o) => !o.accepted && !isAcceptable(o.verdict));
  const number = (verdict: string): number => open.filter((o) => o.verdict === verdict).length;
  const are = (n: number, word: string): string => (n === 0 ? '' : `${n} ${n === 1 ? 'is' : 'are'} ${word}`);
  const hidden = number('not-verifiable');
  const seen = [...model.findings.values()].filter(
    (f) => f.observed && f.verdict === 'fail' && !f.accepted && f.explains.length === 0,
  ).length;
  return listed(
    [
      are(number('blocked'), 'blocked'),
      are(number('flaky'), 'flaky'),
      are(number('throttled'), 'throttled'),
      hidden > 0 ? `${hidden} could not be verified` : '',
      seen > 0 ? `${count(seen, 'wrong message')} ${seen === 1 ? 'was' : 'were'} seen in green flows` : '',
    ].filter((text) => text !== ''),
  );
}

function listed(parts: string[]): string {
  return parts.length > 1 ? `${parts.slice(0, -1).join(', ')} and ${parts.at(-1) ?? ''}` : (parts[0] ?? '');
}

function part(failing: number, total: number, noun: string): string | undefined {
  return failing === 0 ? undefined : `${failing} of ${count(total, noun)}`;
}

function knownOutcomes(model: Facts): number {
  return accepted(model.results) + accepted([...model.cells.values()]);
}

function accepted(outcomes: readonly { accepted?: unknown }[]): number {
  return outcomes.filter((outcome) => outcome.accepted !== undefined).length;
}

/** "1 check", "2 checks". */
export function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}

/** Name of a party for people, in one harmless line: profiles may come from strangers. */
export function nameOf(model: Pick<RunModel, 'targets'>, party: string): string {
  if (party === REFERENCE_PEER) return 'reference peer';
  return oneLine(model.targets.find((known) => known.id === party)?.label ?? party, 80);
}

const firstLine = (text: string): string => text.split('\n')[0] ?? text;
const decapitalised = (text: string): string =>
  text.startsWith('The ') ? text.charAt(0).toLowerCase() + text.slice(1) : text;
