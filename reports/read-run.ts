import { createReadStream, existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { EXIT, InteropError, type RunEvent } from '../vocabulary.js';
import { EVENT_SCHEMA, eventProblem } from './schemas.js';

/** A run folder as read: its events, valid and in order. */
export interface RecordedRun {
  /** Folder that `evidence/…` references are relative to; empty for events that never were in a folder. */
  folder: string;
  events: RunEvent[];
  /** Lines that a kill left half-written, by number. They are tolerated and reported, never guessed at. */
  brokenLines: number[];
}

/**
 * Reads and validates `events.jsonl` of a run folder.
 * A line that is not JSON is tolerated at the end, or where the run was resumed, since that is what a kill leaves; anywhere else it is an error.
 * Rejects with InteropError `no-run` (nothing there), `events-schema` (another schema version) or `events-invalid` (file and line named).
 */
export async function readRun(folder: string): Promise<RecordedRun> {
  const file = join(folder, 'events.jsonl');
  if (!existsSync(file)) {
    throw new InteropError(
      'no-run',
      `${folder} is not a run folder: it has no events.jsonl. Name the folder that check, run or demo wrote (out/…).`,
      {
        exit: EXIT.ourFault,
        file,
      },
    );
  }
  const events: RunEvent[] = [];
  const brokenLines: number[] = [];
  let pending: number | undefined;
  let line = 0;
  for await (const text of createInterface({
    input: createReadStream(file, 'utf8'),
    crlfDelay: Number.POSITIVE_INFINITY,
  })) {
    line += 1;
    if (text.trim() === '') continue;
    const value = parse(text);
    if (value === undefined) {
      if (pending !== undefined) throw broken(file, pending);
      pending = line;
      continue;
    }
    const event = checked(value, file, line);
    if (pending !== undefined) {
      if (event.type !== 'run-started') throw broken(file, pending);
      brokenLines.push(pending);
      pending = undefined;
    }
    if (events.length === 0 && event.type !== 'run-started') {
      throw new InteropError(
        'events-invalid',
        `${file}:${line}: the first event is ${event.type}; a run begins with run-started.`,
        {
          exit: EXIT.ourFault,
          file,
          line,
        },
      );
    }
    events.push(event);
  }
  if (pending !== undefined) brokenLines.push(pending);
  if (events.length === 0) {
    throw new InteropError('no-run', `${file} holds no event: the run ended before it began. Run it again.`, {
      exit: EXIT.ourFault,
      file,
    });
  }
  return { folder, events, brokenLines };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function checked(value: unknown, file: string, line: number): RunEvent {
  const started = value as { type?: unknown; schema?: unknown } | null;
  if (started?.type === 'run-started' && started.schema !== EVENT_SCHEMA) {
    throw new InteropError(
      'events-schema',
      `${file}:${line}: written with event schema ${JSON.stringify(started.schema)}, this version reads schema ${EVENT_SCHEMA}. Use the ocm-interop version that wrote it, or a newer one.`,
      { exit: EXIT.ourFault, file, line },
    );
  }
  const problem = eventProblem(value);
  if (problem !== undefined) {
    throw new InteropError(
      'events-invalid',
      `${file}:${line}: ${problem}. The events of a run are written by the tool only; do not edit them.`,
      {
        exit: EXIT.ourFault,
        file,
        line,
      },
    );
  }
  return value as RunEvent;
}

function broken(file: string, line: number): InteropError {
  return new InteropError(
    'events-invalid',
    `${file}:${line}: not JSON, and not the end of the file: the file is damaged.`,
    {
      exit: EXIT.ourFault,
      file,
      line,
    },
  );
}
