import { EXIT, type ExitCode, type Verdict } from '../vocabulary.js';
import { describeStale } from './baseline-match.js';
import { blockLines, failureBlock, placeOf, reachText } from './failure-block.js';
import { GLYPHS, joinLetters, lettersByVerdict, SPELLED_OUT, usedVerdicts, VERDICT_WORDS } from './glyphs.js';
import type { RootCause, RunModel } from './model.js';
import { wasTried } from './rollup.js';
import { nameOf } from './sentence.js';
import { duration, oneLine, wrap } from './text.js';

export interface TerminalOptions {
  /** Default: standard output is a terminal and NO_COLOR is not set. */
  colour?: boolean;
  /** Characters per line; default that of the terminal, else 120. */
  width?: number;
  /** Causes shown in full; the rest is counted. Default 10. */
  causes?: number;
  /** Printed last, so that it can be clicked. */
  reportPath?: string;
}

/** Differences from a prediction that are listed. */
const DIFFERENCES = 40;

type Paint = (style: keyof typeof STYLES, text: string) => string;

const STYLES = { bold: '1', dim: '2', red: '31', green: '32', yellow: '33', magenta: '35', cyan: '36' } as const;

const COLOURS: Record<Verdict, keyof typeof STYLES> = {
  'harness-error': 'magenta',
  fail: 'red',
  'not-verifiable': 'cyan',
  throttled: 'cyan',
  blocked: 'dim',
  flaky: 'yellow',
  warn: 'yellow',
  pass: 'green',
  'n/a': 'dim',
};

/** The run for a terminal: verdict, matrix, what to fix first, counts. */
export function renderTerminal(model: RunModel, options: TerminalOptions = {}): string {
  const colour = options.colour ?? (process.stdout.isTTY && !process.env.NO_COLOR);
  const width = Math.max(60, options.width ?? process.stdout.columns ?? 120);
  const paint: Paint = (style, text) => (colour ? `\u001b[${STYLES[style]}m${text}\u001b[0m` : text);
  const lines: string[] = [];
  const mark = model.exit === EXIT.ok ? paint('green', GLYPHS.pass) : paint('red', GLYPHS.fail);
  for (const [index, line] of wrap(oneLine(model.sentence, 2000), width - 2).entries()) {
    lines.push(index === 0 ? `${mark} ${paint('bold', line)}` : `  ${paint('bold', line)}`);
  }
  for (const aside of model.asides) lines.push(...wrap(oneLine(aside), width - 2).map((line) => `  ${line}`));
  lines.push('');
  for (const problem of model.problems)
    lines.push(...wrap(`${GLYPHS['harness-error']} ${oneLine(problem.message)}`, width));
  if (model.problems.length > 0) lines.push('');
  if (model.cells.size > 0 || model.missing.cells.length > 0) lines.push(...matrix(model, width, paint), '');
  lines.push(
    ...differences(model, paint),
    ...causes(model, options.causes ?? 10, width, paint),
    ...footer(model, options, paint),
  );
  return `${lines.join('\n')}\n`;
}

function matrix(model: RunModel, width: number, paint: Paint): string[] {
  const { parties, vias } = model;
  const labels = parties.map((party) => nameOf(model, party));
  const first = Math.max(...labels.map((label) => label.length), 'sender'.length) + (vias.length > 1 ? 5 : 1);
  const wide = cellTexts(model, true);
  const needed = first + wide.columns.reduce((sum, n) => sum + n + 2, 0);
  const { columns, texts } = needed <= width ? wide : cellTexts(model, false);
  if (first + columns.reduce((sum, n) => sum + n + 2, 0) > width) return pairList(model, paint);
  const lines = [
    paint(
      'dim',
      ['sender'.padEnd(first), ...labels.map((label, i) => `→ ${label}`.padEnd(columns[i] ?? 0))].join('  ').trimEnd(),
    ),
  ];
  for (const [row, sender] of parties.entries()) {
    for (const [line, via] of vias.entries()) {
      const head = (line === 0 ? (labels[row] ?? sender) : '').padEnd(first - (vias.length > 1 ? 4 : 0));
      const cells = parties.map((receiver, column) => {
        const text = texts.get(`${sender}|${receiver}|${via}`) ?? [];
        const plain = text.map((part) => part.text).join(' ');
        return `${text.map((part) => paint(part.style, part.text)).join(' ')}${' '.repeat(Math.max(0, (columns[column] ?? 0) - plain.length))}`;
      });
      lines.push([`${head}${vias.length > 1 ? paint('dim', via.padEnd(4)) : ''}`, ...cells].join('  ').trimEnd());
    }
  }
  return [...lines, '', ...legend(model, width, paint)];
}

interface CellPart {
  style: keyof typeof STYLES;
  text: string;
}

/** Texts of all matrix cells and the width of each column; `letters` spells out what passes, else it is counted. */
function cellTexts(model: RunModel, letters: boolean): { columns: number[]; texts: Map<string, CellPart[]> } {
  const texts = new Map<string, CellPart[]>();
  const spelled = model.flows.length <= SPELLED_OUT;
  const columns = model.parties.map((receiver) => {
    let column = nameOf(model, receiver).length + 2;
    for (const sender of model.parties) {
      for (const via of model.vias) {
        const parts = lettersByVerdict(model, sender, receiver, via).map(
          ({ verdict, glyph, letters: list, known }): CellPart => {
            const quiet = verdict === 'pass' || verdict === 'n/a' || verdict === 'blocked';
            return {
              style: known || verdict === undefined ? 'dim' : COLOURS[verdict],
              text: `${glyph}${quiet && !(letters && spelled) ? list.length : joinLetters(list)}${known ? '*' : ''}`,
            };
          },
        );
        texts.set(`${sender}|${receiver}|${via}`, parts);
        column = Math.max(column, parts.map((part) => part.text).join(' ').length);
      }
    }
    return column;
  });
  return { columns, texts };
}

/** For more parties than a terminal is wide: only pairs that are not all green. */
function pairList(model: RunModel, paint: Paint): string[] {
  const lines: string[] = [];
  let green = 0;
  for (const sender of model.parties) {
    for (const receiver of model.parties) {
      for (const via of model.vias) {
        const groups = lettersByVerdict(model, sender, receiver, via);
        if (groups.every(({ verdict }) => verdict === 'pass' || verdict === 'n/a')) {
          green += groups.length > 0 ? 1 : 0;
          continue;
        }
        const text = groups
          .filter(({ verdict }) => verdict !== 'pass')
          .map(({ verdict, glyph, letters, known }) =>
            paint(
              verdict === undefined ? 'dim' : COLOURS[verdict],
              `${glyph}${joinLetters(letters)}${known ? '*' : ''}`,
            ),
          );
        lines.push(`${nameOf(model, sender)} → ${nameOf(model, receiver)} (${via})  ${text.join(' ')}`);
      }
    }
  }
  const shown = lines.slice(0, 60);
  if (lines.length > shown.length)
    shown.push(paint('dim', `and ${lines.length - shown.length} more pairs: see the HTML report`));
  return [...shown, paint('green', `${GLYPHS.pass} ${green} journeys are all green`), '', ...legend(model, 120, paint)];
}

function legend(model: RunModel, width: number, paint: Paint): string[] {
  const flows = model.flows.map(({ letter, name }) => `${letter} ${name}`).join(' · ');
  const known = [...model.cells.values()].some((cell) => cell.accepted) ? ' · * known' : '';
  const verdicts = usedVerdicts(model)
    .map((verdict) => `${GLYPHS[verdict]} ${VERDICT_WORDS[verdict]}`)
    .join(' · ');
  return [...wrap(flows, width), ...wrap(`${verdicts}${known}`, width)].map((line) => paint('dim', line));
}

function differences(model: RunModel, paint: Paint): string[] {
  const { prediction } = model;
  if (!prediction) return [];
  const shown = prediction.differences.slice(0, DIFFERENCES);
  const lines = shown.map(
    (d) =>
      `${paint(d.direction === 'worse' ? 'red' : 'yellow', d.direction)}  ${oneLine(d.label)}: predicted ${d.predicted}, got ${d.got}`,
  );
  const more = prediction.differences.length - shown.length;
  if (more > 0) lines.push(`and ${more} more differences: see the report`);
  const found = prediction.deviations.map(
    ({ reason, blamed }) =>
      `deviation  ${oneLine(reason)}${blamed.length > 0 ? ` - blamed: ${blamed.join(', ')}` : ''}`,
  );
  return [...lines, ...found, ...(lines.length + found.length > 0 ? [''] : [])];
}

function causes(model: RunModel, limit: number, width: number, paint: Paint): string[] {
  const open = model.rootCauses.filter((cause) => !cause.accepted);
  const telling = open.filter((cause) => wasTried(cause.verdict) || cause.verdict === 'harness-error');
  const lines: string[] = [];
  for (const [index, cause] of telling.slice(0, limit).entries()) {
    lines.push(...causeLines(cause, index + 1, model, width, paint), '');
  }
  if (telling.length > limit) lines.push(`and ${telling.length - limit} more causes: see the report`, '');
  const silent = open.filter((cause) => !telling.includes(cause));
  for (const cause of silent.slice(0, limit)) {
    const n = cause.findings.length + cause.behind.length;
    const text = `${GLYPHS[cause.verdict]} ${n} ${cause.verdict}, ${placeOf(cause.lead, model)}: ${cause.lead.reason}`;
    lines.push(
      ...wrap(oneLine(text), width - 2).map((line, index) =>
        paint(COLOURS[cause.verdict], index === 0 ? line : `  ${line}`),
      ),
    );
  }
  if (silent.length > limit) lines.push(`and ${silent.length - limit} more of that kind: see the report`);
  return silent.length > 0 ? [...lines, ''] : lines;
}

function causeLines(cause: RootCause, number: number, model: RunModel, width: number, paint: Paint): string[] {
  const reach = reachText(cause, model);
  const times = cause.findings.length > 1 ? [`seen ${cause.findings.length} times`] : [];
  const notes = [...times, ...reach].join(', ');
  const head = `${number}. ${GLYPHS[cause.verdict]} ${cause.verdict}${cause.verdict === 'fail' || cause.verdict === 'warn' ? `, ${cause.impact}` : ''}`;
  const lines = [`${paint(COLOURS[cause.verdict], head)}${notes === '' ? '' : paint('dim', ` - ${notes}`)}`];
  for (const [label, value] of blockLines(failureBlock(cause.lead, model))) {
    // A line that is cut or broken in two could not be pasted.
    if (label === 'curl') {
      lines.push(`   ${paint('dim', label.padEnd(9))} ${value}`);
      continue;
    }
    for (const [index, line] of wrap(oneLine(value, 600), width - 13).entries()) {
      const text = label === 'id' || label === 'blame' ? paint('bold', line) : line;
      lines.push(`   ${paint('dim', (index === 0 ? label : '').padEnd(9))} ${text}`);
    }
  }
  return lines;
}

const EXIT_WORDS: Record<ExitCode, string> = {
  0: 'as it should be',
  1: 'not everything is as it should be',
  2: 'preflight failed',
  3: 'our fault, or an incomplete run',
  4: 'the baseline is out of date',
};

function footer(model: RunModel, options: TerminalOptions, paint: Paint): string[] {
  const counts = usedVerdicts(model)
    .map((verdict) => paint(COLOURS[verdict], `${model.counts[verdict]} ${verdict}`))
    .join(', ');
  const known = model.rootCauses.filter((cause) => cause.accepted).length;
  const lines = [
    `${counts === '' ? 'no outcome' : counts}${model.ms === undefined ? '' : paint('dim', ` in ${duration(model.ms)}`)}`,
  ];
  if (known > 0)
    lines.push(
      `${known} ${known === 1 ? 'cause is' : 'causes are'} known${model.prediction ? ' beforehand' : ' (baseline)'}`,
    );
  if (model.notTried.length > 0)
    lines.push(
      `${model.notTried.length} not tried: ${[...new Set(model.notTried.map((item) => oneLine(item.reason)))].slice(0, 3).join('; ')}`,
    );
  for (const line of describeStale(model.stale)) lines.push(paint('yellow', `stale baseline entry, ${oneLine(line)}`));
  for (const left of model.leftBehind)
    lines.push(paint('yellow', `${oneLine(`left behind at ${left.target}: ${left.what} (${left.reason})`)}`));
  lines.push(paint('dim', `exit ${model.exit}: ${EXIT_WORDS[model.exit]}`));
  if (options.reportPath !== undefined) lines.push(options.reportPath);
  return lines;
}
