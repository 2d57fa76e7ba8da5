import type { Exchange, RecordedBody } from '../../protocol/exchange.js';
import { type StepEvent, VERDICTS, type Verdict } from '../../vocabulary.js';
import type { EvidenceReader } from '../evidence.js';
import { GLYPHS } from '../glyphs.js';
import { type CellKey, cellKey, type ModelCell, type RunModel } from '../model.js';
import { isAcceptable } from '../rollup.js';
import { nameOf } from '../sentence.js';
import { printable } from '../text.js';
import { leadOf } from './checks.js';
import { cellAnchor } from './markup.js';
import { MANY_CELLS } from './matrix.js';

/** Characters of a message body that are put into the page. */
const BODY_LIMIT = 3000;
/** Characters of all messages and steps together: what is red comes first, then green until it is used up. */
const BUDGET = 1_400_000;

/** A message as the page's script shows it. Header lists are [name, value]. */
interface Message {
  from: string;
  to: string;
  at: string;
  ms: number;
  line: string;
  headers: [string, string][];
  body: string;
  status: string;
  answerHeaders: [string, string][];
  answer: string;
}

/** [`s`, attempt, actor, text, ms, ok, detail?] a step; [`x`, reference] a message. */
type TimelineItem = ['s', number, string, string, number, 0 | 1, string?] | ['x', string];

/** What the page's script needs beyond the markup. */
export interface Payload {
  verdicts: readonly Verdict[];
  glyphs: Readonly<Record<Verdict, string>>;
  /** [id, name] of rows and columns. */
  parties: [string, string][];
  /** [letter, title]. */
  flows: [string, string][];
  vias: string[];
  messages: Record<string, Message>;
  /** By cell anchor. */
  timelines: Record<string, TimelineItem[]>;
  /** Only for very many cells: [sender, receiver, flow, via, verdict, ms, reason, finding that leads its cause], as indexes; -1 for none. */
  cells: number[][];
  reasons: string[];
  leads: string[];
  /** Finding to the one that leads its cause, for those that have no element of their own. */
  aliases: Record<string, string>;
}

/** Collects what the script shows on demand, worst first, within the budget. */
export function payload(model: RunModel, evidence: EvidenceReader): Payload {
  const result: Payload = {
    verdicts: VERDICTS,
    glyphs: GLYPHS,
    parties: model.parties.map((id) => [id, nameOf(model, id)]),
    flows: model.flows.map((flow) => [flow.letter, flow.title]),
    vias: model.vias,
    messages: {},
    timelines: {},
    cells: [],
    reasons: [],
    leads: [],
    aliases: {},
  };
  let left = BUDGET;
  const message = (ref: string): boolean => {
    if (result.messages[ref]) return true;
    const exchange = left > 0 ? evidence.exchange(ref) : undefined;
    if (!exchange) return false;
    const shown = messageOf(exchange, model);
    left -= JSON.stringify(shown).length;
    result.messages[ref] = shown;
    return true;
  };
  for (const cause of model.rootCauses) {
    for (const ref of [...new Set(cause.findings.flatMap((f) => f.evidence))].slice(0, 3)) message(ref);
  }
  const exchanges = exchangesByCell(model);
  for (const cell of worstFirst(model)) {
    if (left <= 0) break;
    const items = timeline(
      model.steps.get(cell.key) ?? [],
      exchanges.get(cell.key) ?? [],
      message,
      result.messages,
      model,
    );
    if (items.length === 0) continue;
    left -= JSON.stringify(items).length;
    result.timelines[cellAnchor(cell)] = items;
  }
  const leads = leadOf(model);
  for (const [id, lead] of leads) if (id !== lead) result.aliases[id] = lead;
  if (model.cells.size > MANY_CELLS) cellsInto(result, model, leads);
  return result;
}

function cellsInto(result: Payload, model: RunModel, leads: ReadonlyMap<string, string>): void {
  const index = (list: string[], known: Map<string, number>, value: string | undefined): number => {
    if (value === undefined) return -1;
    const found = known.get(value) ?? list.push(value) - 1;
    known.set(value, found);
    return found;
  };
  const reasons = new Map<string, number>();
  const leadIndex = new Map<string, number>();
  const partyIndex = new Map(model.parties.map((party, at) => [party, at]));
  const flowIndex = new Map(model.flows.map((flow, at) => [flow.letter, at]));
  for (const cell of model.cells.values()) {
    const lead = cell.findings.map((id) => leads.get(id)).find((id) => id !== undefined);
    result.cells.push([
      partyIndex.get(cell.sender) ?? -1,
      partyIndex.get(cell.receiver) ?? -1,
      flowIndex.get(cell.flow) ?? -1,
      model.vias.indexOf(cell.via),
      VERDICTS.indexOf(cell.verdict),
      Math.round(cell.ms),
      index(result.reasons, reasons, cell.reason),
      index(result.leads, leadIndex, lead),
    ]);
  }
}

function worstFirst(model: RunModel): ModelCell[] {
  const cells = [...model.cells.values()];
  return [
    ...cells.filter((cell) => !isAcceptable(cell.verdict)),
    ...cells.filter((cell) => isAcceptable(cell.verdict)),
  ];
}

function exchangesByCell(model: RunModel): Map<CellKey, { at: string; ref: string }[]> {
  const byCell = new Map<CellKey, { at: string; ref: string }[]>();
  for (const { at, evidence, pair, flow, via } of model.exchanges) {
    if (!pair || flow === undefined || via === undefined) continue;
    const key = cellKey({ ...pair, flow, via });
    const list = byCell.get(key);
    if (list) list.push({ at, ref: evidence });
    else byCell.set(key, [{ at, ref: evidence }]);
  }
  return byCell;
}

function timeline(
  steps: StepEvent[],
  exchanges: { at: string; ref: string }[],
  message: (ref: string) => boolean,
  messages: Payload['messages'],
  model: RunModel,
): TimelineItem[] {
  const items: { at: number; item: TimelineItem }[] = steps.map((step) => ({
    // A step is written when it is over.
    at: Date.parse(step.at) - step.ms,
    item: [
      's',
      step.attempt,
      nameOf(model, step.actor),
      printable(step.step),
      Math.round(step.ms),
      step.ok ? 1 : 0,
      ...(step.detail === undefined ? [] : [printable(step.detail).slice(0, 600)]),
    ] as TimelineItem,
  }));
  for (const { at, ref } of exchanges) {
    if (message(ref)) items.push({ at: Date.parse(messages[ref]?.at ?? at), item: ['x', ref] });
  }
  return items.sort((a, b) => a.at - b.at).map(({ item }) => item);
}

function messageOf(exchange: Exchange, model: RunModel): Message {
  const { request, response, error } = exchange;
  return {
    from: partyName(model, exchange.from),
    to: partyName(model, exchange.to),
    at: exchange.at,
    ms: Math.round(exchange.ms),
    line: printable(`${request.method} ${request.url}`),
    headers: headersOf(request.headers),
    body: bodyOf(request.body),
    status: response ? String(response.status) : printable(`no answer: ${error?.message ?? 'unknown'}`),
    answerHeaders: headersOf(response?.headers ?? {}),
    answer: bodyOf(response?.body),
  };
}

function partyName(model: RunModel, party: string | undefined): string {
  return party === undefined ? 'unknown' : nameOf(model, party);
}

function headersOf(headers: Record<string, string>): [string, string][] {
  return Object.entries(headers).map(([name, value]) => [printable(name), printable(value).slice(0, 1000)]);
}

function bodyOf(body: RecordedBody | undefined): string {
  if (!body || body.text === '') return '';
  const text = printable(body.text);
  const cut = text.length > BODY_LIMIT || body.truncated === true;
  return cut ? `${text.slice(0, BODY_LIMIT)}\n… (${body.bytes} bytes in all)` : text;
}
