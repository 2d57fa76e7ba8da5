import type { Attempt } from '../../cloud.js';
import { split } from './answers.js';
import { type FilesPage, segmentsOf } from './files-page.js';

/**
 * Moves and renames as a person can: a row is dragged onto a folder in view or onto one in the line above, step by step, and then renamed.
 * A folder that is not below the item's own is reached by way of the folder that both have in common.
 */
export async function moveItem(files: FilesPage, from: string, to: string): Promise<Attempt> {
  const start = split(from);
  const goal = split(to);
  if (!(await files.inView(from))) return notThere(from);
  const here = segmentsOf(start.folder);
  const there = segmentsOf(goal.folder);
  const common = here.findIndex((name, at) => name !== there[at]);
  const shared = common === -1 ? here.length : common;

  let folder = start.folder;
  if (shared < here.length) {
    const above = pathOf(here.slice(0, shared));
    const attempt = await dragged(files, `${folder}/${start.name}`, 'crumb', above);
    if (!attempt.done) return attempt;
    folder = above;
  }
  for (const name of there.slice(shared)) {
    const attempt = await dragged(files, `${folder}/${start.name}`, 'row', name);
    if (!attempt.done) return attempt;
    folder = `${folder}/${name}`;
  }
  if (start.name === goal.name) return { done: true };
  const row = await files.inView(`${folder}/${start.name}`);
  return row ? files.rename(row, start.name, goal.name) : notThere(from);
}

/** @param onto path of a folder above for a crumb, name of a folder beside the item for a row */
async function dragged(files: FilesPage, path: string, kind: 'crumb' | 'row', onto: string): Promise<Attempt> {
  const row = await files.inView(path);
  if (!row) return notThere(path);
  const target = kind === 'crumb' ? files.crumb(onto) : await files.row(onto);
  return target ? files.drag(row, split(path).name, target) : notThere(onto);
}

const pathOf = (segments: readonly string[]): string => segments.map((name) => `/${name}`).join('');
const notThere = (what: string): Attempt => ({ done: false, refusal: `Files does not list ${what}` });
