import { measureLatency } from './latency.js';
import { measureNear } from './near.js';
import { COMMAND, timed } from './process.js';
import { measureProduct } from './product.js';
import { measureReport } from './report.js';
import { type Figure, median, show } from './statistics.js';
import { measureUiJourney } from './ui-journey.js';

/** `npm run bench [-- part]`: the numbers we hold ourselves to, measured in one run. Exits 1 when one is above its bound. */
const PARTS: Record<string, () => Promise<Figure[]>> = {
  demo: async () => {
    const walls: number[] = [];
    for (let round = 0; round < 3; round += 1)
      walls.push(await timed([COMMAND, 'demo', '--quiet', '--out', 'out/bench-demo']));
    return [
      { what: 'demo, four personas, whole process', value: median(walls), unit: 's', bound: 120, detail: '3 rounds' },
    ];
  },
  check: () => measureNear(3),
  latency: () => measureLatency(1),
  ui: () => measureUiJourney(7),
  report: () => measureReport(7),
};

const [first, ...files] = process.argv.slice(2);
/** `product a.yaml b.yaml` needs two real servers, so it is no part of the rest. */
if (first === 'product') PARTS.product = () => measureProduct(files, 5);
const wanted = first === 'product' ? [first] : process.argv.slice(2);
const unknown = wanted.find((part) => !(part in PARTS));
if (unknown !== undefined) {
  process.stderr.write(`no part ${unknown}: choose from ${Object.keys(PARTS).join(', ')}, or: product a.yaml b.yaml\n`);
  process.exit(2);
}
let above = false;
for (const [name, measure] of Object.entries(PARTS)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  process.stderr.write(`measuring ${name} ...\n`);
  for (const figure of await measure()) {
    above ||= figure.value > figure.bound;
    process.stdout.write(`${show(figure)}\n`);
  }
}
process.exitCode = above ? 1 : 0;
