import { type Browser, type BrowserContext, chromium, type Page } from '@playwright/test';
import { InteropError } from '../vocabulary.js';
import type { Snapshot } from './cloud.js';
import { requireBrowser } from './find-browser.js';

/** One browser of a worker, for all of its drivers. */
export interface SharedBrowser {
  browser: Browser;
  close(): Promise<void>;
}

export interface BrowserOptions {
  /** Base64 SHA-256 of public keys whose certificates are trusted although no system authority vouches for them. */
  spki?: readonly string[];
  /** It outlives a signal to this process, whose owner closes it. */
  keptOnSignal?: boolean;
}

/** Quiet and reproducible: nothing is fetched but what pages ask for. */
const FLAGS = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--lang=en-US',
];

/** Nobody listens here: what a context may not reach is sent to it. */
const NOWHERE = 'http://127.0.0.1:9';

/**
 * Starts Chromium: the one that `findBrowser` finds. Local certificates are trusted by public key only; every other rule about
 * certificates holds. Rejects with `no-browser` (exit 3) when there is none or it does not start.
 */
export async function launchBrowser(options: BrowserOptions = {}): Promise<SharedBrowser> {
  const { path } = requireBrowser();
  const onSignal = options.keptOnSignal !== true;
  const keys = [...new Set(options.spki ?? [])];
  try {
    const browser = await chromium.launch({
      executablePath: path,
      chromiumSandbox: false,
      handleSIGINT: onSignal,
      handleSIGTERM: onSignal,
      handleSIGHUP: onSignal,
      args: [...FLAGS, ...(keys.length > 0 ? [`--ignore-certificate-errors-spki-list=${keys.join(',')}`] : [])],
      env: { ...definedOf(process.env), LANGUAGE: 'en_US' },
    });
    return { browser, close: () => browser.close() };
  } catch (cause) {
    const said = cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : String(cause);
    throw new InteropError(
      'no-browser',
      `${path} could not be started (${said}): try it on the command line, or name another one in OCM_INTEROP_BROWSER`,
      { exit: 3, cause },
    );
  }
}

/**
 * A browser context of its own (cookies, storage) that reaches only the given hosts, `host[:port]`.
 * It is held to them by a proxy that does not exist, which only these hosts bypass: unlike interception of requests that also holds
 * for workers and sockets, keeps the cache, and costs no time per request.
 */
export function openContext(browser: Browser, hosts: readonly string[], stepMs: number): Promise<BrowserContext> {
  return browser
    .newContext({
      locale: 'en-US',
      timezoneId: 'UTC',
      viewport: { width: 1280, height: 900 },
      reducedMotion: 'reduce',
      serviceWorkers: 'block',
      proxy: { server: NOWHERE, bypass: hosts.flatMap(withPort).join(',') },
    })
    .then((context) => {
      context.setDefaultTimeout(stepMs);
      listen(context);
      return context;
    });
}

const said = new WeakMap<BrowserContext, string[]>();

/** Remembers what dialogs say, and answers them as a browser does that nobody listens to. */
function listen(context: BrowserContext): void {
  const messages: string[] = [];
  said.set(context, messages);
  context.on('dialog', (dialog) => {
    if (dialog.type() === 'alert') messages.push(dialog.message());
    const answered = dialog.type() === 'beforeunload' ? dialog.accept() : dialog.dismiss();
    // Its page may be gone by now.
    answered.catch(() => undefined);
  });
}

/** What pages of these contexts said through `alert`, oldest first in each. */
export const alertsIn = (contexts: Iterable<BrowserContext>): string[] =>
  [...contexts].flatMap((context) => said.get(context) ?? []);

/** Does what moves much data: each of its steps may take longer (ms) than the page's usual budget. */
export async function patiently<T>(
  page: Page,
  budgets: { step: number; flow: number },
  act: () => Promise<T>,
): Promise<T> {
  page.setDefaultTimeout(budgets.flow);
  try {
    return await act();
  } finally {
    page.setDefaultTimeout(budgets.step);
  }
}

/** What a person sees right now, without what stands in password fields. */
export async function snapshotOf(page: Page): Promise<Snapshot> {
  const fields = page.locator('input[type=password]');
  // One by one: reading all in one call fails on pages with certain custom elements.
  const typed: string[] = [];
  for (let i = 0, n = await fields.count(); i < n; i += 1) typed.push(await fields.nth(i).inputValue());
  const screenshot = await page.screenshot({ mask: [fields], animations: 'disabled' });
  const aria = await page.locator('body').ariaSnapshot();
  return { screenshot, aria: typed.filter(Boolean).reduce((text, value) => text.replaceAll(value, '[secret]'), aria) };
}

/** A host without port is meant on the default ports only, as in a URL. */
function withPort(host: string): string[] {
  return /:\d+$/.test(host) ? [host] : [`${host}:443`, `${host}:80`];
}

function definedOf(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
