import { accessSync, constants, existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { InteropError } from '../vocabulary.js';

/**
 * Names under which Chromium and Chrome are installed on PATH, preferred first. The shell without windows does the same pages with
 * half the processor time.
 */
const COMMANDS = [
  'chromium-headless-shell',
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'chrome',
];

const MAC_APPLICATIONS = [
  'Chromium.app/Contents/MacOS/Chromium',
  'Google Chrome.app/Contents/MacOS/Google Chrome',
  'Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing',
];
const WINDOWS_PROGRAMS = ['Google/Chrome/Application/chrome.exe', 'Chromium/Application/chrome.exe'];

/** Where the executable lies inside a revision folder of Playwright's download cache. */
const IN_PLAYWRIGHT_CACHE = [
  'chrome-headless-shell-linux64/chrome-headless-shell',
  'chrome-headless-shell-mac-arm64/chrome-headless-shell',
  'chrome-headless-shell-mac-x64/chrome-headless-shell',
  'chrome-headless-shell-win64/chrome-headless-shell.exe',
  'chrome-linux/headless_shell',
  'chrome-linux64/chrome',
  'chrome-linux/chrome',
  'chrome-mac-arm64/Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing',
  'chrome-mac-x64/Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing',
  'chrome-mac/Chromium.app/Contents/MacOS/Chromium',
  'chrome-win64/chrome.exe',
  'chrome-win/chrome.exe',
];

/** Ubuntu installs a script under the browser's name that only asks for its snap. */
const SNAP_STUB = 'requires the chromium snap';
const LARGEST_STUB = 8_192;

/** A browser that can be launched: hand `path` to Playwright as `executablePath`. */
export interface FoundBrowser {
  path: string;
  /** Where it was found, for people. */
  source: 'OCM_INTEROP_BROWSER' | 'installed' | "Playwright's cache";
}

/** What the lookup depends on; tests give their own. */
export interface BrowserPlaces {
  env: Record<string, string | undefined>;
  platform: NodeJS.Platform;
  home: string;
}

const here = (): BrowserPlaces => ({ env: process.env, platform: process.platform, home: homedir() });

/** What a person can do when there is no browser: a choice of commands. */
export const BROWSER_CHOICES = [
  'apt-get install -y chromium-headless-shell      (Debian, Ubuntu without snap; as root)',
  'npx playwright install --with-deps chromium     (a download by Playwright)',
  'export OCM_INTEROP_BROWSER=/path/to/chromium    (one that you have)',
];

/**
 * Finds a Chromium or Chrome: the one named by `OCM_INTEROP_BROWSER`, else an installed one, else one that Playwright has downloaded.
 * Undefined when there is none. Rejects with `no-browser` (exit 3) when the variable names something that cannot be started:
 * what was asked for is never silently replaced.
 */
export function findBrowser(places: BrowserPlaces = here()): FoundBrowser | undefined {
  const named = places.env.OCM_INTEROP_BROWSER;
  if (named) {
    if (isProgram(named)) return { path: named, source: 'OCM_INTEROP_BROWSER' };
    throw new InteropError(
      'no-browser',
      `OCM_INTEROP_BROWSER names ${named}, which is not a program that can be started: correct it, or unset it to use an installed browser`,
      { exit: 3 },
    );
  }
  const installed = installedPlaces(places).find(isProgram);
  if (installed) return { path: installed, source: 'installed' };
  const cached = playwrightPlaces(places).find(isProgram);
  return cached ? { path: cached, source: "Playwright's cache" } : undefined;
}

/** The browser, or code `no-browser` (exit 3) with the commands to choose from. */
export function requireBrowser(places: BrowserPlaces = here()): FoundBrowser {
  const found = findBrowser(places);
  if (found) return found;
  throw noBrowser();
}

/** The error that says how to get a browser. */
export function noBrowser(): InteropError {
  return new InteropError(
    'no-browser',
    `no Chromium or Chrome was found, and flows through the web UI need one. Choose one of:\n${BROWSER_CHOICES.map((c) => `  ${c}`).join('\n')}\nor drive the products through their APIs: --via api`,
    { exit: 3 },
  );
}

function installedPlaces({ env, platform, home }: BrowserPlaces): string[] {
  if (platform === 'darwin')
    return [join(home, 'Applications'), '/Applications'].flatMap((folder) =>
      MAC_APPLICATIONS.map((app) => join(folder, app)),
    );
  if (platform === 'win32')
    return [env.PROGRAMFILES, env['PROGRAMFILES(X86)'], env.LOCALAPPDATA]
      .filter((folder) => folder !== undefined)
      .flatMap((folder) => WINDOWS_PROGRAMS.map((program) => join(folder, program)));
  const folders = (env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return COMMANDS.flatMap((command) => folders.map((folder) => join(folder, command)));
}

function playwrightPlaces({ env, platform, home }: BrowserPlaces): string[] {
  const cache =
    env.PLAYWRIGHT_BROWSERS_PATH ??
    (platform === 'darwin'
      ? join(home, 'Library/Caches/ms-playwright')
      : platform === 'win32'
        ? join(env.LOCALAPPDATA ?? join(home, 'AppData/Local'), 'ms-playwright')
        : join(env.XDG_CACHE_HOME ?? join(home, '.cache'), 'ms-playwright'));
  if (!existsSync(cache)) return [];
  const revision = (folder: string): number => Number(folder.slice(folder.lastIndexOf('-') + 1));
  return readdirSync(cache)
    .filter((folder) => /^chromium(_headless_shell)?-\d+$/.test(folder))
    .sort((a, b) => revision(b) - revision(a) || b.length - a.length)
    .flatMap((folder) => IN_PLAYWRIGHT_CACHE.map((inside) => join(cache, folder, inside)));
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    const file = statSync(path);
    return file.isFile() && !(file.size < LARGEST_STUB && readFileSync(path, 'utf8').includes(SNAP_STUB));
  } catch {
    return false;
  }
}
