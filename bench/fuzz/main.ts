import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { type FuzzOptions, type FuzzReport, fuzz } from './fuzz.js';

/** Longest, in ms, that nothing may go on before it counts as a hang. */
const HANG = 60_000;
/** Most memory, in MB, that reading all of it may take. */
const MOST_MB = 512;

interface Told {
  step?: string;
  run?: number;
  report?: FuzzReport;
}

/** `npm run fuzz -- --runs 10000 --seed 1`: exit 0 when no reader crashed, hung, or took too much memory. The seed repeats a run. */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { runs: { type: 'string' }, seed: { type: 'string' }, path: { type: 'string' } },
  });
  const options: FuzzOptions = {
    runs: Number(values.runs ?? 10_000),
    seed: Number(values.seed ?? Date.now() % 2 ** 31),
    ...(values.path === undefined ? {} : { path: values.path }),
  };
  console.log(`${options.runs} malformed messages, seed ${options.seed}`);
  const report = await watched(options);
  if (typeof report === 'string') {
    console.log(`${report}; again with: npm run fuzz -- --runs ${options.runs} --seed ${options.seed}`);
    return 1;
  }
  const { runs, ms, peakMb, slowest, failure } = report;
  console.log(
    `${runs} done in ${Math.round(ms / 1000)} s, at most ${peakMb} MB, slowest: ${slowest.reader} with ${slowest.ms} ms`,
  );
  if (failure !== undefined) console.log(`${failure}\nagain with: npm run fuzz -- --seed ${options.seed}`);
  else if (peakMb > MOST_MB) console.log(`more than ${MOST_MB} MB`);
  return failure === undefined && peakMb <= MOST_MB ? 0 : 1;
}

/** In a thread of its own: who hangs cannot tell. */
function watched(options: FuzzOptions): Promise<FuzzReport | string> {
  const worker = new Worker(new URL(import.meta.url), {
    workerData: options,
    // With more, garbage is left lying: whether it can be read within the bound would not be seen.
    resourceLimits: { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 32 },
  });
  let step = 'the beginning';
  let at = Date.now();
  let shown = 0;
  return new Promise((resolve, reject) => {
    const watch = setInterval(() => {
      if (Date.now() - at < HANG) return;
      end(`hangs in ${step}`);
    }, 1_000);
    const end = (outcome: FuzzReport | string): void => {
      clearInterval(watch);
      void worker.terminate();
      resolve(outcome);
    };
    worker.on('message', (told: Told) => {
      at = Date.now();
      step = told.step ?? step;
      if (told.run !== undefined && told.run % 1_000 === 0 && told.run !== shown) {
        shown = told.run;
        console.log(`${shown} done, ${Math.round(process.memoryUsage.rss() / 2 ** 20)} MB`);
      }
      if (told.report) end(told.report);
    });
    worker.on('error', (error) => {
      clearInterval(watch);
      reject(error);
    });
  });
}

if (isMainThread) process.exitCode = await main();
else {
  const report = await fuzz({
    ...(workerData as FuzzOptions),
    onStep: ({ reader, run }) => parentPort?.postMessage({ step: `${reader}, case ${run}`, run }),
  });
  parentPort?.postMessage({ report });
}
