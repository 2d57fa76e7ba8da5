import { type Ambiguity, referenceLink } from '../spec/ledger.js';
import type { SpecVersion, Verdict } from '../vocabulary.js';
import { code, plain, table } from './markdown-text.js';
import type { RunModel } from './model.js';
import { count, nameOf } from './sentence.js';

/** How one server takes an ambiguity, as one check saw it. */
export interface ServerReading {
  /** Name of the server for people. */
  server: string;
  version?: string;
  /** Version of the text that it was held to. */
  spec?: SpecVersion;
  run: string;
  check: string;
  verdict: Verdict;
  /** What it does: the reading of the check, or the reason of one that is red. */
  reading: string;
}

/** An ambiguity, and what runs tell of it. */
export interface ToldAmbiguity extends Ambiguity {
  /** In the order of runs, servers and checks; what two runs say alike of one server is there once. */
  readings: ServerReading[];
  /** Servers of these runs that none of its checks tells anything of. */
  silent: string[];
}

/** What the runs tell of each ambiguity. A check that is red tells how a server takes it, too: by its reason. */
export function toldBy(models: readonly RunModel[], ambiguities: readonly Ambiguity[]): ToldAmbiguity[] {
  return ambiguities.map((ambiguity) => {
    const readings = new Map<string, ServerReading>();
    for (const reading of models.flatMap((model) => readingsIn(model, ambiguity.checks)))
      readings.set([serverOf(reading), reading.check, reading.reading].join('\n'), reading);
    const heard = new Set([...readings.values()].map(serverOf));
    const servers = new Set(models.flatMap((model) => model.targets.map(({ id }) => serverOf(identity(model, id)))));
    return { ...ambiguity, readings: [...readings.values()], silent: [...servers].filter((name) => !heard.has(name)) };
  });
}

function readingsIn(model: RunModel, checks: readonly string[]): ServerReading[] {
  return model.targets.flatMap(({ id }) =>
    checks.flatMap((check) => {
      const result = model.results.find((each) => each.target === id && each.check === check);
      const red = result?.verdict === 'fail' || result?.verdict === 'warn';
      const reading = result?.reading ?? (red ? result.reason : undefined);
      if (!result || reading === undefined) return [];
      return [{ ...identity(model, id), run: model.run, check, verdict: result.verdict, reading }];
    }),
  );
}

function identity(model: RunModel, id: string): Pick<ServerReading, 'server' | 'version' | 'spec'> {
  const seen = model.seen[id];
  const version = seen?.version ?? model.targets.find((target) => target.id === id)?.version;
  return {
    server: nameOf(model, id),
    ...(version === undefined ? {} : { version }),
    ...(seen === undefined ? {} : { spec: seen.spec }),
  };
}

/** Name and version; the version alone is left out where the name says it. */
function serverOf({ server, version }: Pick<ServerReading, 'server' | 'version'>): string {
  return version === undefined || server.includes(version) ? server : `${server} (${version})`;
}

/** The list for those who edit the text: each ambiguity with its discussion, its checks, and how servers take it. */
export function ambiguitiesMarkdown(told: readonly ToldAmbiguity[]): string {
  const seen = told.filter(({ readings }) => readings.length > 0).length;
  const open = told.filter(({ checks }) => checks.length === 0).length;
  const asked = told.some(({ readings, silent }) => readings.length + silent.length > 0);
  const counts = [
    count(told.length, 'place').concat(' where the texts can be read in several ways'),
    ...(open > 0 ? [`${open} of which no check tells`] : []),
    ...(asked ? [`${seen} of which these servers show their reading`] : []),
  ];
  return [
    '# Ambiguities of the texts of OCM',
    `${counts.join(', ')}. No reading is a fault.`,
    ...told.map(section),
  ].join('\n\n');
}

function section(ambiguity: ToldAmbiguity): string {
  const { id, topic, text, refs, checks, untold, readings, silent } = ambiguity;
  const links = refs.map((reference) => `[${plain(reference)}](${referenceLink(reference)})`);
  const parts = [`## ${id}: ${plain(topic)}`, plain(text)];
  if (links.length > 0) parts.push(`Discussed in ${links.join(', ')}.`);
  parts.push(
    checks.length > 0
      ? `Told by ${checks.map((check) => `\`${code(check)}\``).join(', ')}.`
      : `Told by no check: ${plain(untold ?? '')}`,
  );
  if (readings.length > 0) parts.push(readingTable(readings));
  if (readings.length > 0 && silent.length > 0) parts.push(`Nothing is known of ${silent.map(plain).join(', ')}.`);
  return parts.join('\n\n');
}

function readingTable(readings: readonly ServerReading[]): string {
  const rows = readings.map((reading) => [
    plain(serverOf(reading)),
    reading.spec ?? '',
    `${plain(reading.reading)}${reading.verdict === 'pass' ? '' : ` (${reading.verdict})`}`,
    `\`${code(reading.check)}\``,
  ]);
  return table(['server', 'held to', 'reading', 'check'], rows);
}
