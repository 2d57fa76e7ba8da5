import { cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EXIT, InteropError, type RunEvent, type RunStartedEvent } from '../vocabulary.js';
import { type RecordedRun, readRun } from './read-run.js';

interface Shard {
  run: RecordedRun;
  started: RunStartedEvent;
  index: number;
  total: number;
}

/**
 * Merges the shards of one selection into one run folder: events one after the other, evidence of shard n below `evidence/shard-n/`.
 * Refuses with InteropError `merge-refused` what cannot be one run: other tools, schemas, commands, targets or numbers of shards, or a shard given twice.
 * A missing or killed shard is no reason to refuse, but makes the merged run incomplete (exit 3).
 */
export async function mergeRuns(folders: readonly string[], out: string): Promise<RecordedRun> {
  if (folders.length === 0) throw refusal('no run folder was named. Name the folders of all shards.');
  if (existsSync(join(out, 'events.jsonl')))
    throw refusal(`${out} already holds a run. Choose another folder with --out.`);
  const shards: Shard[] = [];
  for (const folder of folders) shards.push(shardOf(await readRun(folder)));
  shards.sort((a, b) => a.index - b.index);
  const first = shards[0];
  if (!first) throw refusal('no run folder was named.');
  for (const shard of shards.slice(1)) compare(first, shard);
  const missing = Array.from({ length: first.total }, (_, i) => i + 1).filter(
    (n) => !shards.some((s) => s.index === n),
  );
  const events = eventsOf(shards, missing);
  mkdirSync(join(out, 'evidence'), { recursive: true });
  for (const shard of shards) {
    const from = join(shard.run.folder, 'evidence');
    if (existsSync(from)) cpSync(from, join(out, 'evidence', `shard-${shard.index}`), { recursive: true });
  }
  writeFileSync(join(out, 'events.jsonl'), events.map((event) => `${JSON.stringify(event)}\n`).join(''));
  return readRun(out);
}

function shardOf(run: RecordedRun): Shard {
  const started = run.events.find((event): event is RunStartedEvent => event.type === 'run-started');
  if (!started?.shard)
    throw refusal(`${run.folder} is a whole run, not a shard of one. Only runs made with --shard i/n can be merged.`);
  return { run, started, index: started.shard.index, total: started.shard.total };
}

/** Refuses when two shards are not parts of one selection. */
function compare(a: Shard, b: Shard): void {
  const differ = (what: string, one: string, other: string): InteropError =>
    refusal(
      `${a.run.folder} and ${b.run.folder} differ in ${what}: ${one} and ${other}. Merge shards of one selection only.`,
    );
  if (a.index === b.index) throw refusal(`${a.run.folder} and ${b.run.folder} are both shard ${a.index}/${a.total}.`);
  const facts: [string, (shard: Shard) => string][] = [
    ['number of shards', ({ total }) => String(total)],
    [
      'tool',
      ({ started: { tool } }) => `${tool.name} ${tool.version}${tool.commit === undefined ? '' : ` (${tool.commit})`}`,
    ],
    ['event schema', ({ started }) => String(started.schema)],
    ['command', ({ started }) => started.command],
    ['pinned OCM version', ({ started }) => started.spec ?? 'none'],
    ['reference peer', ({ started }) => (started.peer ? 'with' : 'without')],
    [
      'targets',
      ({ started }) =>
        started.targets.map((t) => `${t.id} ${t.vendor} ${t.version ?? ''} ${placeOf(t.url)}`.trim()).join(', '),
    ],
  ];
  for (const [what, fact] of facts) if (fact(a) !== fact(b)) throw differ(what, fact(a), fact(b));
}

/** Embedded servers listen on another loopback port in every process. */
function placeOf(url: string): string {
  return /^https?:\/\/(127\.|localhost|\[::1\])/.test(url) ? 'loopback' : url;
}

function eventsOf(shards: readonly Shard[], missing: readonly number[]): RunEvent[] {
  const first = shards[0];
  if (!first) return [];
  const { started } = first;
  const at = shards.map((s) => s.started.at).sort()[0] ?? started.at;
  const events: RunEvent[] = [{ ...unsharded(started), at }];
  let ms = 0;
  let whole = missing.length === 0;
  for (const { run, index } of shards) {
    // A shard that was resumed began more than once: only what came after its last start tells whether it ended.
    const lastStart = run.events.findLastIndex((event) => event.type === 'run-started');
    const end = run.events.slice(lastStart).find((event) => event.type === 'run-finished');
    if (end) ms = Math.max(ms, end.ms);
    else whole = false;
    for (const [line, event] of run.events.entries()) {
      if (event.type === 'run-finished' || (event.type === 'run-started' && line === 0)) continue;
      events.push(event.type === 'run-started' ? unsharded(event) : moved(event, index));
    }
  }
  const last =
    events
      .map((event) => event.at)
      .sort()
      .at(-1) ?? at;
  for (const n of missing) {
    events.push({
      type: 'harness-error',
      at: last,
      where: 'merge',
      message: `shard ${n}/${first.total} is missing; its part of the selection was not judged`,
    });
  }
  if (whole || missing.length > 0) events.push({ type: 'run-finished', at: last, ms });
  return events;
}

function unsharded({ shard: _shard, ...started }: RunStartedEvent): RunStartedEvent {
  return started;
}

/** The event with its evidence where the merged folder has it. */
function moved(event: RunEvent, index: number): RunEvent {
  const move = (ref: string): string => ref.replace(/^evidence\//, `evidence/shard-${index}/`);
  if (event.type === 'finding')
    return { ...event, finding: { ...event.finding, evidence: event.finding.evidence.map(move) } };
  if (event.type === 'exchange') return { ...event, evidence: move(event.evidence) };
  return event;
}

function refusal(message: string): InteropError {
  return new InteropError('merge-refused', `Cannot merge: ${message}`, { exit: EXIT.preflight });
}
