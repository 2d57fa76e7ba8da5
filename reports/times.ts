import type { RunModel } from './model.js';
import { nameOf } from './sentence.js';
import { duration } from './text.js';

/** How long flows took that went through to their end, one sentence per way of doing them; undefined where none did. */
export function timesOf(model: RunModel): string | undefined {
  const sentences = model.vias.flatMap((via) => {
    const done = [...model.cells.values()]
      .filter((cell) => cell.via === via && (cell.verdict === 'pass' || cell.verdict === 'warn'))
      .sort((a, b) => a.ms - b.ms);
    const worst = done.at(-1);
    const median = done[Math.floor((done.length - 1) / 2)];
    if (!worst || !median) return [];
    const pair = `${nameOf(model, worst.sender)} → ${nameOf(model, worst.receiver)}`;
    return [
      `by ${via} ${duration(median.ms)} (median of ${done.length}), at worst ${duration(worst.ms)} (${worst.flow}, ${pair})`,
    ];
  });
  return sentences.length === 0 ? undefined : `A flow that passes took ${sentences.join('; ')}.`;
}
