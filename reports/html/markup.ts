import type { Verdict } from '../../vocabulary.js';
import { GLYPHS } from '../glyphs.js';
import { escapeMarkup } from '../text.js';

/** Markup that is safe to put into a page as it is. */
export class Html {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

type Value = Html | string | number | undefined | false | readonly Value[];

/** Template tag: everything put in is escaped, except markup made by this tag; undefined and false give nothing. */
export function html(strings: TemplateStringsArray, ...values: Value[]): Html {
  let text = strings[0] ?? '';
  for (const [index, value] of values.entries()) text += show(value) + (strings[index + 1] ?? '');
  return new Html(text);
}

function show(value: Value): string {
  if (value === undefined || value === false) return '';
  if (value instanceof Html) return value.text;
  if (typeof value === 'object') return value.map(show).join('');
  return escapeMarkup(String(value));
}

/** Class name of a verdict. */
export function verdictClass(verdict: Verdict | undefined): string {
  return verdict === undefined ? 'missing' : `is-${verdict.replace('/', '')}`;
}

/** Glyph and word: never colour alone. */
export function verdictBadge(verdict: Verdict): Html {
  return html`<span class="badge ${verdictClass(verdict)}"><span aria-hidden="true">${GLYPHS[verdict]}</span> ${verdict}</span>`;
}

/** Anchor of a cell, pair, or finding: stable from run to run, legal in a URL without escaping. */
export function anchor(...parts: string[]): string {
  return parts
    .map((part) => part.replaceAll(/[^A-Za-z0-9._~-]/g, (c) => `_${c.codePointAt(0)?.toString(16) ?? ''}`))
    .join('-');
}

export function cellAnchor(cell: { sender: string; receiver: string; flow: string; via: string }): string {
  return anchor('cell', `${cell.sender}--${cell.receiver}`, cell.flow, cell.via);
}

export function pairAnchor(sender: string, receiver: string): string {
  return anchor('pair', `${sender}--${receiver}`);
}
