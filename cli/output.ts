import { scrub } from '../targets/secrets.js';
import { InteropError } from '../vocabulary.js';

/** One line (or block) of the result to standard output, with known secrets masked. */
export function print(text = ''): void {
  process.stdout.write(`${scrub(text)}\n`);
}

/** What is being done, to standard error: standard output holds the result only. */
export function progress(text: string): void {
  process.stderr.write(`${scrub(text)}\n`);
}

/** The one JSON document of a command with `--json`. */
export function printJson(value: unknown): void {
  process.stdout.write(`${scrub(JSON.stringify(value, null, 2))}\n`);
}

/** Rows as columns padded to the widest cell; the last column is not padded. */
export function columns(rows: string[][]): string {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, i) => (i === row.length - 1 ? cell : cell.padEnd(widths[i] ?? 0)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** Shows an error to a person or, with `--json`, as the error document. Returns the exit code that belongs to it. */
export function reportError(error: unknown, json: boolean): number {
  const known = error instanceof InteropError ? error : undefined;
  const code = known?.code ?? 'internal';
  const message = error instanceof Error ? error.message : String(error);
  const place = known?.file ? `${known.file}${known.line ? `:${known.line}` : ''}` : undefined;
  if (json) {
    printJson({
      error: {
        code,
        message,
        ...(known?.file === undefined ? {} : { file: known.file }),
        ...(known?.line === undefined ? {} : { line: known.line }),
      },
    });
  } else {
    progress(`error: ${place && !message.startsWith(place) ? `${place}: ` : ''}${message}`);
    if (!known && error instanceof Error && error.stack) progress(error.stack);
  }
  return known?.exit ?? 3;
}
