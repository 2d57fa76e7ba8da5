import { clause, clauseLink, isClause } from '../spec/ledger.js';
import type { Blame, ClauseId, Finding } from '../vocabulary.js';
import { viaName } from './blame.js';
import type { ModelFinding, RootCause, RunModel } from './model.js';
import { count, nameOf } from './sentence.js';

/** The six lines that say everything about a failure, the same in every renderer; a seventh sends the one request again that it rests on. */
export interface FailureBlock {
  /** Slug, where it happened, and the finding's id. */
  id: string;
  clause: { text: string; link?: string };
  expected: string;
  received: string;
  blame: string;
  reproduce: string;
  curl?: string;
}

export function failureBlock(finding: ModelFinding, model: RunModel): FailureBlock {
  return {
    id: `${finding.check} - ${placeOf(finding, model)} [${finding.id}]`,
    clause: clauseOf(finding),
    expected: finding.expected,
    received: finding.received,
    blame: `${blameText(finding.blame, model)}${why(finding)}${nextOf(finding, model)}`,
    reproduce: finding.replay === '' ? 'no command was recorded' : finding.replay,
    ...(finding.curl === undefined ? {} : { curl: finding.curl }),
  };
}

/** The reason, unless it only repeats what was expected and received, and how the blame was reached. */
function why(finding: ModelFinding): string {
  const repeats = finding.reason === `${finding.expected}: ${finding.received}`;
  if (repeats) return finding.because === undefined ? '' : `: ${finding.because}`;
  return `: ${finding.reason}${finding.because === undefined ? '' : ` (${finding.because})`}`;
}

/** More than this many would hide the first. */
const SHOWN_BEHIND = 3;

/** The next wrong messages behind the one that decided, each with its writer and clause. */
function nextOf({ behind = [] }: ModelFinding, model: RunModel): string {
  const next = behind.flatMap((id) => model.findings.get(id) ?? []);
  if (next.length === 0) return '';
  const words = next
    .slice(0, SHOWN_BEHIND)
    .map((f) => `${blameText(f.blame, model)}, ${f.clauses[0] ?? f.check}: ${f.reason}`);
  const more = next.length > SHOWN_BEHIND ? `; and ${next.length - SHOWN_BEHIND} more` : '';
  return `. Behind it: ${words.join('; ')}${more}`;
}

/** The six lines as plain text, values on one line each. */
export function blockLines(block: FailureBlock): [string, string][] {
  return [
    ['id', block.id],
    ['clause', block.clause.link === undefined ? block.clause.text : `${block.clause.text} ${block.clause.link}`],
    ['expected', block.expected],
    ['received', block.received],
    ['blame', block.blame],
    ['reproduce', block.reproduce],
    ...(block.curl === undefined ? [] : [['curl', block.curl] satisfies [string, string]]),
  ];
}

/** One clause as a reader meets it: its sentence in our words and a link to the text. Unknown ids (a newer ledger) have neither. */
export function clauseText(id: ClauseId): { statement?: string; link?: string } {
  return isClause(id) ? { statement: clause(id).statement, link: clauseLink(id) } : {};
}

function clauseOf(finding: ModelFinding): FailureBlock['clause'] {
  const id = finding.clauses[0];
  if (id === undefined) return { text: 'none: the flow itself is what people need' };
  const { statement, link } = clauseText(id);
  const strength = finding.level === null ? '' : ` ${finding.level}`;
  const more = finding.clauses.length > 1 ? ` (also ${finding.clauses.slice(1).join(', ')})` : '';
  return {
    text: `${id}${strength}, OCM ${finding.spec}${statement === undefined ? '' : `: ${statement}`}${more}`,
    ...(link === undefined ? {} : { link }),
  };
}

/** Where a finding was made: a target, or a pair with flow and via. */
export function placeOf(finding: Finding, model: RunModel): string {
  if (!finding.pair) return nameOf(model, finding.target ?? '');
  const flow = model.flows.find((known) => known.letter === finding.flow);
  const pair = `${nameOf(model, finding.pair.sender)} → ${nameOf(model, finding.pair.receiver)}`;
  const what = finding.flow === undefined ? '' : `, ${finding.flow} ${flow?.title ?? ''}`.trimEnd();
  return `${pair}${what}${finding.via === undefined ? '' : `, ${viaName(finding.via)}`}`;
}

/** "nextcloud 33 as sender and seafile as receiver". */
export function blameText(blame: readonly Blame[], model: RunModel): string {
  if (blame.length === 0) return 'undetermined';
  return blame
    .map(({ party, role }) => {
      if (party === 'undetermined') return 'undetermined';
      if (party === 'environment') return 'the environment';
      if (party === 'neither') return 'neither';
      return `${nameOf(model, party)} as ${role === 'either' ? 'sender or receiver' : role}`;
    })
    .join(' and ');
}

/** How far a cause goes, for a heading: "explains 6 red cells, 12 more wait behind it". */
export function reachText(cause: RootCause, model: RunModel): string[] {
  const { reach } = cause.lead;
  const pair = cause.lead.pair;
  const texts: string[] = [];
  if (cause.cells.length > 0) texts.push(`explains ${count(cause.cells.length, 'red cell')}`);
  if (cause.behind.length > 0) texts.push(`${count(cause.behind.length, 'outcome')} blocked behind it`);
  if (pair && reach === 'pair') texts.push('red only in this pair');
  if (pair && (reach === 'sender' || reach === 'both'))
    texts.push(`red with everyone ${nameOf(model, pair.sender)} sends to`);
  if (pair && (reach === 'receiver' || reach === 'both'))
    texts.push(`red with everyone who sends to ${nameOf(model, pair.receiver)}`);
  return texts;
}
