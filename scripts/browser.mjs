import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { SetupError, say } from './say.mjs';

/** A download that has not ended by then is stopped: whoever waits should learn of the other ways. */
const DOWNLOAD_LIMIT_MS = 60_000;

/** Makes sure that a browser is there: found, else installed by apt (root on Debian), else downloaded by Playwright. */
export async function ensureBrowser(root) {
  const { findBrowser, noBrowser } = await import(pathToFileURL(join(root, 'dist', 'targets', 'find-browser.js')).href);
  try {
    if (!findBrowser() && canUseApt()) installByApt();
    if (!findBrowser()) await downloadByPlaywright(root);
    const found = findBrowser();
    if (!found) throw noBrowser();
    return found;
  } catch (error) {
    throw error.code === 'no-browser' ? new SetupError(error.message) : error;
  }
}

function canUseApt() {
  if (process.platform !== 'linux' || process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) return false;
  const system = existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : '';
  return /^ID=["']?debian\b/m.test(system) && spawnSync('apt-get', ['--version'], { stdio: 'ignore' }).status === 0;
}

function apt(...args) {
  const options = ['-y', '-q', '-o', 'DPkg::Lock::Timeout=120'];
  return (
    spawnSync('apt-get', [...options, ...args], {
      stdio: ['ignore', 2, 2],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    }).status === 0
  );
}

/** The shell without windows is smaller and takes half the processor time; older releases have the whole browser only. */
const PACKAGES = ['chromium-headless-shell', 'chromium'];

function installByApt() {
  const listed = () =>
    PACKAGES.filter((name) => spawnSync('apt-cache', ['show', name], { stdio: 'ignore' }).status === 0);
  let fresh = false;
  const update = () => {
    say('updating the package lists: apt-get update');
    apt('update');
    fresh = true;
  };
  if (listed().length === 0) update();
  for (;;) {
    for (const name of listed()) {
      say(`no browser found; installing one: apt-get install -y ${name}`);
      if (apt('install', name)) return;
    }
    if (fresh) return;
    update();
  }
}

/** Resolves when the download ended, however it ended. */
function downloadByPlaywright(root) {
  say(`no browser found; downloading one: playwright install chromium (stopped after ${DOWNLOAD_LIMIT_MS / 1000} s)`);
  return new Promise((resolve) => {
    const cli = join(root, 'node_modules', 'playwright', 'cli.js');
    const download = spawn(process.execPath, [cli, 'install', '--only-shell', 'chromium'], {
      stdio: ['ignore', 2, 2],
      detached: process.platform !== 'win32',
    });
    const timer = setTimeout(() => {
      say('the download took too long and was stopped');
      // It has workers of its own: the whole group is ended.
      if (process.platform === 'win32') download.kill();
      else process.kill(-download.pid, 'SIGKILL');
    }, DOWNLOAD_LIMIT_MS);
    download.on('error', () => {});
    download.on('close', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
