import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { asset, packageRoot } from '../spec/package-root.js';
import { EXIT, InteropError } from '../vocabulary.js';

/** Name and version of this tool, with the commit when it runs from a repository. */
export function toolInfo(): { name: string; version: string; commit?: string } {
  const { name, version } = JSON.parse(readFileSync(asset('package.json'), 'utf8')) as {
    name: string;
    version: string;
  };
  try {
    const commit = execFileSync('git', ['-C', packageRoot(), 'rev-parse', '--short=12', 'HEAD'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return existsSync(join(packageRoot(), '.git')) ? { name, version, commit: commit.trim() } : { name, version };
  } catch {
    return { name, version };
  }
}

/** Platform as a report names it. */
export function platformInfo(): string {
  return `Node ${process.versions.node}, ${process.platform} ${process.arch}`;
}

/** `2026-11-22T1905-nc1-nc2`: sorts by time, names what was tested. */
export function defaultFolder(ids: string[], now = new Date()): string {
  const stamp = now.toISOString().slice(0, 16).replace(':', '');
  const names = ids
    .join('-')
    .replaceAll(/[^A-Za-z0-9._-]+/g, '-')
    .slice(0, 60);
  return join('out', `${stamp}-${names}`);
}

/**
 * Makes an empty run folder. A folder that holds something else than a run is never touched (exit 2);
 * an older run is replaced only where the command owns the folder (`demo`).
 */
export function openRunFolder(path: string, options: { replace: boolean; resume: boolean }): string {
  const folder = resolve(path);
  const isRun = existsSync(join(folder, 'events.jsonl'));
  if (options.resume) {
    if (!isRun)
      throw new InteropError('no-run', `${path} holds no run to resume (no events.jsonl)`, { exit: EXIT.preflight });
    return folder;
  }
  if (existsSync(folder) && isRun && options.replace) rmSync(folder, { recursive: true });
  else if (isRun)
    throw new InteropError(
      'run-exists',
      `${path} already holds a run: choose another --out, or continue it with --resume`,
      { exit: EXIT.preflight },
    );
  mkdirSync(folder, { recursive: true });
  return folder;
}
