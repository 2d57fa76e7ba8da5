import { oneLine } from './text.js';

/** Rows as a table of Markdown; the cells are Markdown already. */
export function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Text of strangers with nothing in it that Markdown, a table or inline HTML would act on. */
export function plain(text: string): string {
  return oneLine(text, 2000)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(/[\\`*_[\]|#!]/g, '\\$&')
    .replaceAll('-&gt;', '→');
}

/** Text for a code span: no backtick ends it, no pipe ends the table cell. */
export function code(text: string): string {
  return oneLine(text, 600).replaceAll('`', "'").replaceAll('|', '\\|');
}
