import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EXIT, InteropError } from '../../vocabulary.js';
import { CHECKS } from '../registry.js';
import type { Fate } from './compare.js';
import { readKills } from './kill-list.js';

/** In the folder of a run of mutants: what it is about, then one line a mutant, as each is done. */
const FILE = 'mutants.jsonl';

/** What a run of mutants has so far. */
export interface MutantState {
  done: readonly Fate[];
  /** Writes down how one more fared, at once: a killed run keeps it. */
  keep(fate: Fate): void;
}

/** Whatever decides how mutants fare. Only a run about the same may go on. */
export interface Subject {
  exact: boolean;
  only?: string;
  tool: { version: string; commit?: string };
}

/**
 * Begins the state of a run in a folder, or with `resume` reads how far it got. A line that was cut off counts as not written.
 * Rejects with exit 2 when there is nothing to resume, when it is about something else, or when another run would be overwritten.
 */
export function openState(folder: string, subject: Subject, resume: boolean): MutantState {
  const file = join(folder, FILE);
  const head = JSON.stringify({ schema: 1, ...subject, list: fingerprint() });
  const refuse = (code: string, message: string): never => {
    throw new InteropError(code, message, { exit: EXIT.preflight });
  };
  let done: Fate[] = [];
  if (resume) {
    if (!existsSync(file)) refuse('no-run', `${folder} holds no run of mutants to resume (no ${FILE})`);
    const [known, ...lines] = readFileSync(file, 'utf8').split('\n');
    if (known !== head)
      refuse('other-run', `the run in ${folder} has another selection, list or version: begin anew with another --out`);
    // The last piece is empty, or the line that was being written.
    done = lines.slice(0, -1).map((line) => JSON.parse(line) as Fate);
  } else if (existsSync(file)) {
    refuse(
      'run-exists',
      `${folder} already holds a run of mutants: choose another --out, or go on with --resume ${folder}`,
    );
  }
  // Written with the first mutant: a selection that is empty by a typo leaves nothing behind.
  let text = [head, ...done.map((fate) => JSON.stringify(fate)), ''].join('\n');
  return {
    done,
    keep(fate) {
      const line = `${JSON.stringify(fate)}\n`;
      if (text === '') return appendFileSync(file, line);
      mkdirSync(folder, { recursive: true });
      writeFileSync(file, text + line);
      text = '';
    },
  };
}

/** Of the list and the checks that it is about. */
function fingerprint(): string {
  const content = JSON.stringify([readKills(), CHECKS.map(({ id, clauses }) => [id, clauses])]);
  return createHash('sha256').update(content).digest('hex').slice(0, 12);
}
