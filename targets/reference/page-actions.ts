import { Buffer } from 'node:buffer';
import { readFile } from 'node:fs/promises';
import type { Locator, Page } from '@playwright/test';
import { type Attempt, ProductRefused } from '../cloud.js';

/** What the page said after a form was sent. */
type Outcome = { done: true } | { done: false; words: string };

export const LOGIN = '/ui/login';

/** One page of one person. Every step ends when the page that answers it is there; nothing waits for time. */
export class Actor {
  readonly page: Page;
  readonly #base: string;
  /** Name of the page in view, where the last step has told it. */
  #shown: string | undefined;

  constructor(page: Page, base: string) {
    this.page = page;
    this.#base = base.replace(/\/+$/, '');
  }

  /**
   * Shows a page afresh; `path` begins below the base URL. A link to it that is in view is followed, as a person would: else one on
   * the page `from`, where that is given; else the address is typed in. Gives the status.
   */
  async go(path: string, from?: string): Promise<number> {
    const status = (await this.#followTo(path)) ?? (await this.#throughPage(path, from)) ?? (await this.#load(path));
    if (path !== LOGIN && this.isAt(LOGIN)) throw new Error(`${path} asks to log in: the session has ended`);
    return status;
  }

  async #load(path: string): Promise<number> {
    this.#shown = undefined;
    const response = await this.page.goto(this.#base + path, { waitUntil: 'domcontentloaded' });
    return response?.status() ?? 0;
  }

  async #throughPage(path: string, from: string | undefined): Promise<number | undefined> {
    if (from === undefined || from === path) return undefined;
    return (await this.#followTo(from)) === 200 ? this.#followTo(path) : undefined;
  }

  async #followTo(path: string): Promise<number | undefined> {
    if (!this.page.url().startsWith(this.#base)) return undefined;
    const link = this.page.locator(`a[href=${JSON.stringify(new URL(this.#base + path).pathname)}]`).first();
    if ((await link.count()) === 0) return undefined;
    return this.follow(link);
  }

  isAt(path: string): boolean {
    return this.page.url() === this.#base + path;
  }

  /** Loads a page unless what is needed is in view already, as a person would. False when the page does not have it. */
  async reach(path: string, needed: Locator): Promise<boolean> {
    if ((await needed.count()) > 0) return true;
    await this.go(path);
    return (await needed.count()) > 0;
  }

  /**
   * Presses what sends a form or follows a link, and waits for the page that answers: each has a name of its own, which ends with its
   * status. By key, as who uses no mouse does: the browser need not find out where on the screen it is, which takes longer than the page.
   */
  async follow(target: Locator): Promise<number> {
    const before = this.#shown ?? (await this.page.locator('body').getAttribute('data-page')) ?? '';
    await target.press('Enter');
    const next = this.page.locator(`body[data-page]:not([data-page="${before}"])`);
    this.#shown = (await next.getAttribute('data-page')) ?? '';
    return Number(/\d+$/.exec(this.#shown)?.[0]);
  }

  /** Presses what leads to a page of another server. */
  async depart(target: Locator): Promise<void> {
    this.#shown = undefined;
    await target.press('Enter');
  }

  /** Sends a form and reads what the next page says about it. */
  async submit(button: Locator): Promise<Outcome> {
    await this.follow(button);
    const message = this.page.getByRole('status').or(this.page.getByRole('alert'));
    if ((await message.getAttribute('role')) === 'status') return { done: true };
    return { done: false, words: (await message.textContent()) ?? '' };
  }

  /** Sends a form for something that the peer itself should do. */
  async must(step: string, button: Locator): Promise<void> {
    const outcome = await this.submit(button);
    if (!outcome.done) throw new ProductRefused(`${step}: ${outcome.words}`);
  }

  /** Sends a form for something that the owner's server may refuse. */
  async attempt(button: Locator): Promise<Attempt> {
    const outcome = await this.submit(button);
    return outcome.done ? outcome : { done: false, refusal: outcome.words };
  }

  /** Bytes behind a download link; undefined when a page says instead that there is nothing. */
  async download(link: Locator): Promise<Uint8Array | undefined> {
    const path = await this.save(link);
    return path === undefined ? undefined : readFile(path);
  }

  /** Path of the file that the browser saved from a download link; undefined as above. */
  async save(link: Locator): Promise<string | undefined> {
    const started = this.page.waitForEvent('download');
    const refused = this.page.waitForEvent('domcontentloaded').then(() => undefined);
    // The one that does not happen ends with the page; its rejection says nothing.
    started.catch(() => undefined);
    refused.catch(() => undefined);
    await this.depart(link);
    const download = await Promise.race([started, refused]);
    return download?.path();
  }

  /** Bytes behind a link of the page that is in view; undefined when it has none. */
  async downloadIfThere(link: Locator): Promise<Uint8Array | undefined> {
    return (await link.count()) === 0 ? undefined : this.download(link);
  }

  /** What the page says is wrong. */
  async words(): Promise<string> {
    return (await this.page.getByRole('alert').textContent()) ?? '';
  }

  async upload(field: string, name: string, content: Uint8Array): Promise<void> {
    const file = { name, mimeType: 'application/octet-stream', buffer: Buffer.from(content) };
    await this.page.getByLabel(field, { exact: true }).setInputFiles(file);
  }

  /** A file of this machine, under its own name. */
  async uploadFile(field: string, path: string): Promise<void> {
    await this.page.getByLabel(field, { exact: true }).setInputFiles(path);
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  /** The link of a file or folder in a table. */
  entry(name: string): Locator {
    return this.page.getByRole('rowheader').getByRole('link', { name, exact: true });
  }

  link(name: string): Locator {
    return this.page.getByRole('link', { name, exact: true });
  }

  /** Path of the page behind a link, below the base URL. */
  async pathOf(link: Locator): Promise<string> {
    const url = new URL((await link.getAttribute('href')) ?? '', this.page.url()).href;
    return url.startsWith(this.#base) ? url.slice(this.#base.length) : url;
  }

  /**
   * What a table lists: in each row, what the button with this label is about. Empty when there is no such table.
   * It is read from the table's text, a row a line. Running a function over the rows would read it as well, but in the page's own
   * world, into which Playwright first has to load its tools again on every page; that takes longer than the page itself.
   */
  async listed(table: string, label: string): Promise<{ name: string; from: string; line: string }[]> {
    const shown = this.page.getByRole('table', { name: table, exact: true });
    if ((await shown.count()) === 0) return [];
    const lines = ((await shown.textContent()) ?? '').split('\n');
    return lines.flatMap((line) => {
      const about = aboutOf(line, `${label} `);
      return about ? [{ ...about, line }] : [];
    });
  }
}

/** A row begins with a name and ends with a button: "report.txt ... Leave report.txt from alice@host". */
function aboutOf(line: string, label: string): { name: string; from: string } | undefined {
  for (let at = line.indexOf(label); at >= 0; at = line.indexOf(label, at + 1)) {
    const about = line.slice(at + label.length);
    if (at > 0 && line.startsWith(about)) return { name: about, from: '' };
    const end = about.lastIndexOf(' from ');
    if (end >= 0 && line.startsWith(about.slice(0, end)))
      return { name: about.slice(0, end), from: about.slice(end + ' from '.length) };
  }
  return undefined;
}
