import { Buffer } from 'node:buffer';
import type { Download, Locator, Page } from '@playwright/test';
import { type Attempt, ProductRefused } from '../cloud.js';

/** What the page said after a form was sent. */
type Outcome = { done: true } | { done: false; words: string };

export const LOGIN = '/ui/login';

/** One page of one person. Every step ends when the page that answers it is there; nothing waits for time. */
export class Actor {
  readonly page: Page;
  readonly #base: string;

  constructor(page: Page, base: string) {
    this.page = page;
    this.#base = base.replace(/\/+$/, '');
  }

  /** Loads a page afresh; `path` begins below the base URL. Gives the status. */
  async go(path: string): Promise<number> {
    const response = await this.page.goto(this.#base + path, { waitUntil: 'domcontentloaded' });
    if (path !== LOGIN && this.isAt(LOGIN)) throw new Error(`${path} asks to log in: the session has ended`);
    return response?.status() ?? 0;
  }

  isAt(path: string): boolean {
    return this.page.url() === this.#base + path;
  }

  /** Loads a page unless what is needed is in view already, as a person would. */
  async reach(path: string, needed: Locator): Promise<void> {
    if ((await needed.count()) === 0) await this.go(path);
  }

  /** Clicks what sends a form or follows a link, and waits for the page that answers. */
  async follow(target: Locator): Promise<void> {
    await Promise.all([this.page.waitForEvent('domcontentloaded'), target.click()]);
  }

  /** Sends a form and reads what the next page says about it. */
  async submit(button: Locator): Promise<Outcome> {
    await this.follow(button);
    const message = this.page.getByRole('status').or(this.page.getByRole('alert'));
    const [role, words] = await message.evaluate((element: MessageElement): [string | null, string] => [
      element.getAttribute('role'),
      element.textContent,
    ]);
    return role === 'status' ? { done: true } : { done: false, words };
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
    const started = this.page.waitForEvent('download');
    const refused = this.page.waitForEvent('domcontentloaded').then(() => undefined);
    // The one that does not happen ends with the page; its rejection says nothing.
    started.catch(() => undefined);
    refused.catch(() => undefined);
    await link.click();
    const download = await Promise.race([started, refused]);
    return download && bytesOf(download);
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

  /** Rows of a table by the peer's own id, each with the texts of its cells; empty when there is no such table. */
  rows(table: string): Promise<{ id: string; cells: string[] }[]> {
    return this.page
      .getByRole('table', { name: table, exact: true })
      .getByRole('row')
      .evaluateAll((rows: RowElement[]) =>
        rows.map((row) => ({ id: row.id, cells: [...row.cells].map((cell) => cell.textContent) })).slice(1),
      );
  }
}

interface MessageElement {
  getAttribute(name: string): string | null;
  textContent: string;
}

interface RowElement {
  id: string;
  cells: Iterable<{ textContent: string }>;
}

async function bytesOf(download: Download): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of await download.createReadStream()) chunks.push(chunk as Uint8Array);
  return Buffer.concat(chunks);
}
