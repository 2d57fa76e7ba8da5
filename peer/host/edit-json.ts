import type { BodyEdit } from '../contract.js';

/** Applies edits by JSON pointer, in place. Objects that are missing on the way are made; a pointer into a list takes an index. */
export function editJson(root: Record<string, unknown>, edits: readonly BodyEdit[] = []): void {
  for (const edit of edits) {
    const keys = keysOf('set' in edit ? edit.set : edit.remove);
    const last = keys.pop();
    if (last === undefined) continue;
    const holder = descend(root, keys, 'set' in edit);
    if (!holder) continue;
    if ('set' in edit) holder[last] = structuredClone(edit.value);
    else if (Array.isArray(holder)) holder.splice(Number(last), 1);
    else delete holder[last];
  }
}

function keysOf(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function descend(root: Record<string, unknown>, keys: string[], create: boolean): Record<string, unknown> | undefined {
  let at = root;
  for (const key of keys) {
    let next = at[key];
    if (typeof next !== 'object' || next === null) {
      if (!create) return undefined;
      next = at[key] = {};
    }
    at = next as Record<string, unknown>;
  }
  return at;
}
