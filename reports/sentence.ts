import { REFERENCE_PEER } from '../vocabulary.js';
import type { RunModel } from './model.js';

/** The verdict of a run in one sentence, the same wherever it is shown. */
export function sentenceOf(model: Omit<RunModel, 'sentence'>): string {
  const problem = model.problems[0];
  if (problem) {
    const more = model.problems.length > 1 ? ` (and ${model.problems.length - 1} more on our side)` : '';
    return `This run proves nothing as a whole${more}: ${lower(firstLine(problem.message))}`;
  }
  if (model.counts['harness-error'] > 0) {
    return `This run proves nothing as a whole: ${count(model.counts['harness-error'], 'outcome')} ended in an error of ours.`;
  }
  if (model.prediction) return predicted(model.prediction);
  const cells = [...model.cells.values()];
  const all = [...model.results, ...cells];
  const open = all.filter((outcome) => outcome.accepted === undefined);
  const known = all.length - open.length;
  const failing = [
    part(open.filter((o) => o.verdict === 'fail' && 'sender' in o).length, cells.length, 'flow outcome'),
    part(open.filter((o) => o.verdict === 'fail' && 'check' in o).length, model.results.length, 'check'),
  ].filter((text) => text !== undefined);
  const rest = restOf(model, open);
  const knownText =
    known > 0 ? ` ${count(known, 'known outcome')} ${known === 1 ? 'is' : 'are'} as the baseline says.` : '';
  if (failing.length > 0) {
    return `${failing.join(' and ')} fail${causes(model)}.${rest === '' ? '' : ` Besides, ${rest}.`}${knownText}`;
  }
  if (rest !== '') return `Nothing ${known > 0 ? 'new ' : ''}fails, but ${rest}.${knownText}`;
  const notes = [
    model.counts.warn > 0 ? `${model.counts.warn} with a warning` : '',
    model.counts['n/a'] > 0 ? `${model.counts['n/a']} not claimed by the product` : '',
  ].filter((text) => text !== '');
  const what = [
    cells.length > 0 ? count(cells.length - accepted(cells), 'flow outcome') : '',
    model.results.length > 0 ? count(model.results.length - accepted(model.results), 'check') : '',
  ]
    .filter((text) => text !== '')
    .join(' and ');
  return `All ${known > 0 ? 'other ' : ''}${what} are as they should be${notes.length > 0 ? `, ${notes.join(', ')}` : ''}.${knownText}`;
}

function predicted(prediction: NonNullable<RunModel['prediction']>): string {
  const { differences, headline } = prediction;
  if (differences.length === 0) return `${headline}.`;
  const better = differences.filter((d) => d.direction === 'better').length;
  const worse = differences.length - better;
  const parts = [worse > 0 ? `${worse} worse` : '', better > 0 ? `${better} better` : ''].filter((text) => text !== '');
  return `${headline}; ${count(differences.length, 'difference')} (${parts.join(', ')}).`;
}

function causes(model: Omit<RunModel, 'sentence'>): string {
  const failing = model.rootCauses.filter((cause) => !cause.accepted && cause.verdict === 'fail');
  const blamed = new Map<string, number>();
  for (const cause of failing) {
    for (const party of new Set(cause.lead.blame.map((b) => b.party))) blamed.set(party, (blamed.get(party) ?? 0) + 1);
  }
  const named = [...blamed]
    .filter(([party]) => party !== 'undetermined')
    .sort(([, a], [, b]) => b - a)
    .map(([party, n], index) =>
      index === 0 ? `${nameOf(model, party)} is to blame for ${n}` : `${nameOf(model, party)} for ${n}`,
    );
  const open = blamed.get('undetermined') ?? 0;
  if (open > 0) named.push(`${open} ${open === 1 ? 'is' : 'are'} not attributed`);
  return `, for ${count(failing.length, 'cause')}${named.length > 0 ? `: ${named.join(', ')}` : ''}`;
}

function restOf(model: Omit<RunModel, 'sentence'>, open: readonly { verdict: string }[]): string {
  const number = (verdict: string): number => open.filter((o) => o.verdict === verdict).length;
  const be = (n: number): string => (n === 1 ? 'is' : 'are');
  const blocked = number('blocked');
  const parts = [
    blocked > 0 ? `${blocked} ${be(blocked)} blocked` : '',
    number('flaky') > 0 ? `${number('flaky')} ${be(number('flaky'))} flaky` : '',
    number('throttled') > 0 ? `${number('throttled')} ${be(number('throttled'))} throttled` : '',
    number('not-verifiable') > 0 ? `${number('not-verifiable')} could not be verified` : '',
    unlisted(model) > 0
      ? `${unlisted(model)} wrong ${unlisted(model) === 1 ? 'message was' : 'messages were'} seen in green flows`
      : '',
  ].filter((text) => text !== '');
  return parts.length > 1 ? `${parts.slice(0, -1).join(', ')} and ${parts.at(-1) ?? ''}` : (parts[0] ?? '');
}

/** Failing findings on messages that no outcome stands for and no red cell is explained by. */
function unlisted(model: Omit<RunModel, 'sentence'>): number {
  return [...model.findings.values()].filter(
    (f) => f.observed && f.verdict === 'fail' && !f.accepted && f.explains.length === 0,
  ).length;
}

function part(failing: number, total: number, noun: string): string | undefined {
  return failing === 0 ? undefined : `${failing} of ${count(total, noun)}`;
}

function accepted(outcomes: readonly { accepted?: unknown }[]): number {
  return outcomes.filter((outcome) => outcome.accepted !== undefined).length;
}

/** "1 check", "2 checks". */
export function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}

/** Name of a party for people. */
export function nameOf(model: Pick<RunModel, 'targets'>, party: string): string {
  if (party === REFERENCE_PEER) return 'reference peer';
  const target = model.targets.find((known) => known.id === party);
  return target?.label ?? party;
}

const firstLine = (text: string): string => text.split('\n')[0] ?? text;
const lower = (text: string): string => (/^The |^A /.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text);
