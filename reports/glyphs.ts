import type { Verdict, Via } from '../vocabulary.js';
import { cellKey, type ModelCell, type RunModel } from './model.js';
import { byVerdict } from './rollup.js';

/** One character per verdict, so that nothing depends on colour. */
export const GLYPHS: Record<Verdict, string> = {
  'harness-error': '‼',
  fail: '✗',
  'not-verifiable': '?',
  throttled: '…',
  blocked: '⊘',
  flaky: '~',
  warn: '!',
  pass: '✓',
  'n/a': '–',
};

/** Planned, but without an outcome. */
export const MISSING_GLYPH = '∅';

/** What a verdict means, for legends. */
export const VERDICT_WORDS: Record<Verdict, string> = {
  'harness-error': 'our fault',
  fail: 'fails',
  'not-verifiable': 'could not be verified',
  throttled: 'throttled (429)',
  blocked: 'blocked by another cell',
  flaky: 'passed only on retry',
  warn: 'warning',
  pass: 'passes',
  'n/a': 'not claimed by the product',
};

/** The cells of one pair and via in flow order; undefined where there is none. */
export function cellsOf(
  model: RunModel,
  sender: string,
  receiver: string,
  via: Via,
): { letter: string; cell: ModelCell | undefined }[] {
  return model.flows.map(({ letter }) => ({
    letter,
    cell: model.cells.get(cellKey({ sender, receiver, flow: letter, via })),
  }));
}

/** Flow letters by verdict, worst first: `✗W ~R ✓SAP`. Cells that were promised and never came stand last. */
export function lettersByVerdict(
  model: RunModel,
  sender: string,
  receiver: string,
  via: Via,
): { verdict: Verdict | undefined; glyph: string; letters: string[]; known: boolean }[] {
  const groups = new Map<string, { verdict: Verdict | undefined; glyph: string; letters: string[]; known: boolean }>();
  const promised = new Set(model.missing.cells);
  for (const { letter, cell } of cellsOf(model, sender, receiver, via)) {
    if (!cell && !promised.has(cellKey({ sender, receiver, flow: letter, via }))) continue;
    const known = cell?.accepted !== undefined;
    const key = `${cell?.verdict ?? 'missing'}${known ? '*' : ''}`;
    const group = groups.get(key) ?? {
      verdict: cell?.verdict,
      glyph: cell ? GLYPHS[cell.verdict] : MISSING_GLYPH,
      letters: [],
      known,
    };
    groups.set(key, group);
    group.letters.push(letter);
  }
  return [...groups.values()].sort((a, b) => {
    if (a.verdict === undefined || b.verdict === undefined)
      return Number(a.verdict === undefined) - Number(b.verdict === undefined);
    return byVerdict(a.verdict, b.verdict) || Number(a.known) - Number(b.known);
  });
}

/** Codes of flows as they stand behind a sign: letters side by side, and with a comma where one has more than a letter. */
export function joinLetters(letters: readonly string[]): string {
  return letters.join(letters.some((letter) => letter.length > 1) ? ',' : '');
}

/** Flows beyond which a cell is no longer read letter by letter: what is as it should be is counted then. */
export const SPELLED_OUT = 14;

/** Verdicts that occur in the run, worst first, for legends. */
export function usedVerdicts(model: RunModel): Verdict[] {
  return (Object.keys(GLYPHS) as Verdict[]).filter((verdict) => model.counts[verdict] > 0).sort(byVerdict);
}
