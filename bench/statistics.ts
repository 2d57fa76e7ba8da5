/** Median of at least one number. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle];
  const lower = sorted[sorted.length % 2 === 0 ? middle - 1 : middle];
  if (upper === undefined || lower === undefined) throw new RangeError('the median of nothing');
  return (lower + upper) / 2;
}

/** One measured figure, held against its bound. */
export interface Figure {
  what: string;
  /** Seconds, millions of bytes, or a ratio. */
  value: number;
  unit: 's' | 'MB' | 'ratio';
  bound: number;
  /** How it came about, for the reader. */
  detail: string;
}

export function show(figure: Figure): string {
  const number = (value: number): string =>
    `${value.toFixed(figure.unit === 's' && value >= 2 ? 1 : 2)}${figure.unit === 'ratio' ? '' : ` ${figure.unit}`}`;
  const verdict = figure.value <= figure.bound ? 'within' : 'ABOVE';
  return `${figure.what.padEnd(62)} ${number(figure.value).padStart(8)}  ${verdict} ${number(figure.bound)}  (${figure.detail})`;
}
