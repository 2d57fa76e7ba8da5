import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SetupError, say } from './say.mjs';

const packagesOf = (file) => JSON.parse(readFileSync(file, 'utf8')).packages;

/**
 * Why the installed modules are not what the lock file asks for; undefined when they are.
 * npm writes what it installed into a lock file of its own, as its last act: an interrupted installation is seen as missing.
 */
export function staleModules(root) {
  const installedLock = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(installedLock)) return 'missing';
  const wanted = packagesOf(join(root, 'package-lock.json'));
  const installed = packagesOf(installedLock);
  for (const [path, { version, optional }] of Object.entries(wanted)) {
    // Optional packages are builds for other platforms; path '' is this project.
    if (path === '' || (optional && !installed[path])) continue;
    if (installed[path]?.version !== version) return `${path.replace('node_modules/', '')} should be ${version}`;
  }
  return undefined;
}

/** Installs exactly what the lock file says, when it is not there yet. */
export function ensureModules(root) {
  const why = staleModules(root);
  if (!why) return;
  say(`installing node modules (${why}): npm ci`);
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const done = spawnSync(npm, ['ci', '--include=dev', '--no-audit', '--no-fund'], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
    env: { ...process.env, PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: '1' },
  });
  if (done.status !== 0) throw new SetupError('npm ci failed: see its message above; it needs the package registry');
}
