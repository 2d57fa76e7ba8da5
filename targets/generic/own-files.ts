import { posix } from 'node:path';
import type { HookAnswer, PersonAction } from '../hooks.js';

/** Own files of one person. */
export interface OwnFiles {
  put(path: string, content: Uint8Array): Promise<void>;
  folder(path: string): Promise<void>;
  /** What `share` has to make before it shares: arguments for its hook. */
  contentOf(path: string): Record<string, unknown>;
  /** The hook `share` has made it: from now on it is at the target. */
  given(path: string): void;
  /** Whether it is at the target: `perhaps` when a hook was to make and share it and said no. */
  forget(path: string): 'nowhere' | 'perhaps' | 'there';
}

/**
 * Puts files through the hooks `put` and `folder`. Without a hook `put`, what is put is kept until it is shared and then handed to the hook
 * `share`, so that one hook is enough to make a target send.
 */
export function ownFiles({
  isKept,
  call,
}: {
  isKept: boolean;
  call: (action: PersonAction, args: Record<string, unknown>) => Promise<HookAnswer>;
}): OwnFiles {
  const files = new Map<string, string>();
  const folders = new Set<string>();
  const given = new Set<string>();
  const handed = new Set<string>();
  const isBelow = (path: string, folder: string): boolean => path === folder || path.startsWith(`${folder}/`);
  const isGiven = (path: string): boolean => [...given].some((each) => isBelow(path, each));
  return {
    async put(path, content) {
      const base64 = Buffer.from(content).toString('base64');
      // What is at the target already can be changed there only.
      if (isKept && !isGiven(path)) files.set(path, base64);
      else await call('put', { path, content: base64 });
    },
    async folder(path) {
      if (isKept) folders.add(path);
      else await call('folder', { path });
    },
    contentOf(path) {
      if (!isKept || isGiven(path)) return {};
      handed.add(path);
      if (!folders.has(path)) return { content: files.get(path) ?? '' };
      const inside = [...files].filter(([file]) => isBelow(file, path));
      return { entries: inside.map(([file, content]) => ({ name: posix.relative(path, file), content })) };
    },
    given(path) {
      given.add(path);
    },
    forget(path) {
      const isThere = !isKept || isGiven(path);
      const was = isThere ? 'there' : handed.has(path) ? 'perhaps' : 'nowhere';
      for (const file of [...files.keys()]) if (isBelow(file, path)) files.delete(file);
      folders.delete(path);
      return was;
    },
  };
}
