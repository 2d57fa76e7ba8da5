import { readFileSync } from 'node:fs';
import { isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import { EXIT, InteropError, VERDICTS, type Verdict, type Via } from '../vocabulary.js';

/** One known outcome. `check`, `flow`, `target` and both sides of `pair` may hold wildcards (`*`). */
export interface BaselineEntry {
  check?: string;
  /** Letter or name of a flow. */
  flow?: string;
  clause?: string;
  target?: string;
  /** Written `A -> B`. */
  pair?: { sender: string; receiver: string };
  via?: Via;
  verdict: Verdict;
  reason: string;
  /** Last day on which this is accepted without a reminder, `YYYY-MM-DD`. */
  until?: string;
  /** Line in the file, from 1; 0 for an entry that is not from a file. */
  line: number;
}

/** Known outcomes of a run, in the order of the file. Where several match, one without wildcards wins, then the first. */
export interface Baseline {
  file: string;
  entries: BaselineEntry[];
}

const MEMBERS = ['check', 'flow', 'clause', 'target', 'pair', 'via', 'verdict', 'reason', 'until'];

/** Reads a baseline or prediction file. Throws InteropError `baseline-invalid` with file, line and what to write instead. */
export function readBaseline(file: string): Baseline {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new InteropError(
      'baseline-invalid',
      `${file}: cannot be read. Name an existing baseline file, or leave --baseline out.`,
      {
        exit: EXIT.preflight,
        file,
        cause,
      },
    );
  }
  return parseBaseline(text, file);
}

/** Parses a baseline. Throws as `readBaseline` does. */
export function parseBaseline(text: string, file: string): Baseline {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter });
  const lineOf = (offset: number): number => counter.linePos(offset).line;
  const fail = (line: number, message: string): InteropError =>
    new InteropError('baseline-invalid', `${file}:${line}: ${message}`, { exit: EXIT.preflight, file, line });
  const syntax = document.errors[0];
  if (syntax) throw fail(lineOf(syntax.pos[0]), syntax.message.split('\n')[0] ?? 'not YAML');
  if (document.contents === null) return { file, entries: [] };
  const list = document.contents;
  if (!isSeq(list)) throw fail(1, 'a baseline is a list: begin each entry with "- ".');
  const entries = list.items.map((item): BaselineEntry => {
    const line = lineOf((item as { range?: [number, number, number] | null }).range?.[0] ?? 0);
    if (!isMap(item))
      throw fail(line, 'an entry is a mapping such as { check: …, target: …, verdict: fail, reason: … }.');
    const members = new Map<string, { value: string; line: number }>();
    for (const pair of item.items) {
      const key = isScalar(pair.key) ? String(pair.key.value) : '?';
      const at = lineOf((pair.key as { range?: [number, number, number] | null } | null)?.range?.[0] ?? 0);
      if (!MEMBERS.includes(key)) throw fail(at, `unknown member "${key}". Members are ${MEMBERS.join(', ')}.`);
      if (!isScalar(pair.value) || pair.value.value === null || typeof pair.value.value === 'object') {
        throw fail(at, `"${key}" needs a text${key === 'pair' ? ', as in: sender -> receiver' : ''}.`);
      }
      members.set(key, { value: String(pair.value.value), line: at });
    }
    return entryOf(members, line, fail);
  });
  return { file, entries };
}

function entryOf(
  members: Map<string, { value: string; line: number }>,
  line: number,
  fail: (line: number, message: string) => InteropError,
): BaselineEntry {
  const text = (key: string): string | undefined => members.get(key)?.value;
  const at = (key: string): number => members.get(key)?.line ?? line;
  const check = text('check');
  const flow = text('flow');
  if ((check === undefined) === (flow === undefined)) throw fail(line, 'name either a check or a flow.');
  const target = text('target');
  const pairText = text('pair');
  if ((target === undefined) === (pairText === undefined)) {
    throw fail(line, 'name either a target or a pair ("sender -> receiver"; "*" stands for any).');
  }
  if (flow !== undefined && pairText === undefined)
    throw fail(at('flow'), 'a flow happens in a pair: write pair: sender -> receiver.');
  const sides = pairText?.split('->').map((side) => side.trim());
  if (sides && (sides.length !== 2 || sides.includes('')))
    throw fail(at('pair'), `pair is "${pairText}", write it as: sender -> receiver.`);
  const verdict = VERDICTS.find((known) => known === text('verdict'));
  if (!verdict)
    throw fail(at('verdict'), `verdict is "${text('verdict') ?? ''}", write one of ${VERDICTS.join(', ')}.`);
  const via = text('via');
  if (via !== undefined && via !== 'ui' && via !== 'api') throw fail(at('via'), `via is "${via}", write ui or api.`);
  const reason = text('reason')?.trim();
  if (!reason) throw fail(at('reason'), 'say why this is accepted: reason: …');
  const until = text('until');
  if (until !== undefined && !isDay(until)) throw fail(at('until'), `until is "${until}", write a day as YYYY-MM-DD.`);
  const clause = text('clause');
  return {
    ...(check === undefined ? {} : { check }),
    ...(flow === undefined ? {} : { flow }),
    ...(clause === undefined ? {} : { clause }),
    ...(target === undefined ? {} : { target }),
    ...(sides === undefined ? {} : { pair: { sender: sides[0] ?? '', receiver: sides[1] ?? '' } }),
    ...(via === undefined ? {} : { via }),
    verdict,
    reason,
    ...(until === undefined ? {} : { until }),
    line,
  };
}

function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`));
}

/** An entry in one line, for messages. */
export function describeEntry(entry: BaselineEntry): string {
  const what = entry.check ?? `flow ${entry.flow ?? ''}`;
  const where = entry.target ?? `${entry.pair?.sender ?? ''} -> ${entry.pair?.receiver ?? ''}`;
  return `${what}, ${where}${entry.via === undefined ? '' : ` (${entry.via})`}: ${entry.verdict}`;
}
