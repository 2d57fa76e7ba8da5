import fc from 'fast-check';
import { MALFORMED, type Malformed } from './messages.js';
import { openReaders } from './readers.js';
import { openWire } from './wire.js';

export interface FuzzOptions {
  /** How many malformed things. */
  runs: number;
  seed: number;
  /** Path of fast-check to one case, to see it again. */
  path?: string;
  /** Told before each reader begins: the last one told is who hangs. */
  onStep?: (step: { reader: string; run: number }) => void;
}

export interface FuzzReport {
  runs: number;
  seed: number;
  ms: number;
  /** Most memory that this process held (resident), in MB. */
  peakMb: number;
  /** Longest that one reader took for one case, in ms. */
  slowest: { reader: string; ms: number };
  /** What a reader did that it must not, with the smallest case that shows it; absent when nothing. */
  failure?: string;
}

/** Longest that a reader may take for one malformed thing, in ms. Generous, as machines are busy; a hang takes longer. */
const PATIENCE = 10_000;

/** Throws malformed messages at everything that reads what others wrote. Never rejects. */
export async function fuzz({ runs, seed, path, onStep }: FuzzOptions): Promise<FuzzReport> {
  const files = openReaders();
  const wire = await openWire();
  const readers = [...files.readers, wire.reader];
  const started = Date.now();
  let slowest = { reader: '', ms: 0 };
  let run = 0;
  const memberless = Object.getOwnPropertyNames(Object.prototype).length;
  const property = fc.asyncProperty(MALFORMED, async (malformed) => {
    run += 1;
    for (const { name, read } of readers) {
      onStep?.({ reader: name, run });
      const from = performance.now();
      try {
        await read(malformed);
      } catch (error) {
        throw new Error(`${name}: ${error instanceof Error ? error.stack : String(error)}`);
      }
      const ms = Math.round(performance.now() - from);
      if (ms > slowest.ms) slowest = { reader: name, ms };
      if (ms > PATIENCE) throw new Error(`${name} took ${ms} ms`);
      if (Object.getOwnPropertyNames(Object.prototype).length !== memberless)
        throw new Error(`${name} changed the prototype of all objects`);
    }
  });
  try {
    const result = await fc.check(property, { numRuns: runs, seed, ...(path === undefined ? {} : { path }) });
    return {
      runs: result.numRuns,
      seed,
      ms: Date.now() - started,
      // Kilobytes on every platform that Node knows.
      peakMb: Math.round(process.resourceUsage().maxRSS / 1024),
      slowest,
      ...(result.failed ? { failure: failureOf(result) } : {}),
    };
  } finally {
    files.close();
    await wire.close();
  }
}

function failureOf({ counterexamplePath, counterexample, errorInstance }: fc.RunDetails<[Malformed]>): string {
  const shown = JSON.stringify(counterexample?.[0]) ?? '';
  const error = errorInstance instanceof Error ? errorInstance.message : String(errorInstance);
  return `${error.slice(0, 2_000)}\nsmallest case (--path ${counterexamplePath}): ${shown.slice(0, 1_000)}`;
}
