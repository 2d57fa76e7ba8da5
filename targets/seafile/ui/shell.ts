import type { Download, Locator, Page, Response } from '@playwright/test';
import { refusal } from '../refusal.js';

/** Messages lie over buttons for some seconds: clicks go through them. */
const MESSAGES = `addEventListener('DOMContentLoaded', () => {
  const style = Object.assign(document.createElement('style'), { textContent: '[data-evergreen-toaster-container] * { pointer-events: none; }' });
  document.head.append(style);
});`;

/** What a list shows once it knows what there is. */
const SHOWN = ['table', '.empty-tip', '.error', '.tip-for-new-file']
  .map((each) => `.cur-view-content ${each}`)
  .join(', ');

const TRANSITIONS_OVER = `Promise.allSettled(
  document.getAnimations().filter((each) => each instanceof CSSTransition).map(({ finished }) => finished),
).then(() => undefined)`;

/** The pages of one person: one document, in which lists are gone to by the links at the side. */
export class Shell {
  readonly page: Page;
  readonly #base: string;

  constructor(page: Page, url: string) {
    this.page = page;
    this.#base = url.replace(/\/+$/, '');
  }

  /** What each page of the person gets; before the first one is loaded. */
  async prepare(): Promise<void> {
    await this.page.addInitScript({ content: MESSAGES });
  }

  url(path: string): string {
    return `${this.#base}${path}`;
  }

  /**
   * Shows a list as it is now, and gives the answer it was made of. A link at the side asks anew unless it leads to where one is.
   */
  async show(path: string, listing: string, link?: Locator): Promise<Response> {
    const { page } = this;
    await this.closeDialog();
    const near = link && !this.isAt(path) && (await link.isVisible());
    const act = near ? () => link.click() : () => page.goto(this.url(path), { waitUntil: 'domcontentloaded' });
    const [answer] = await Promise.all([page.waitForResponse((each) => isAbout(each, 'GET', listing)), act()]);
    await this.shown();
    return answer;
  }

  /** Waits until the dialog has slid in: until then what is clicked moves away from under the mouse, with the buttons that show only below it. */
  async dialogSettled(): Promise<void> {
    await this.page.evaluate(TRANSITIONS_OVER);
  }

  /** Closes the dialog that covers the page, where there is one. */
  async closeDialog(): Promise<void> {
    const dialog = this.page.locator('.modal');
    if ((await dialog.count()) === 0) return;
    await dialog.locator('.close').click();
    await dialog.waitFor({ state: 'detached' });
  }

  /** Waits until the list in view is complete. */
  async shown(): Promise<void> {
    await this.page.locator(SHOWN).first().waitFor();
  }

  isAt(path: string): boolean {
    const { origin, pathname } = new URL(this.page.url());
    return `${origin}${pathname}` === this.url(path);
  }

  /** Does something that the server is asked for, and gives its answer. */
  async answer(method: string, path: string, act: () => Promise<unknown>): Promise<Response> {
    const [answer] = await Promise.all([this.page.waitForResponse((each) => isAbout(each, method, path)), act()]);
    return answer;
  }

  /** Like `answer`; rejects with ProductRefused, naming the step, when the server says no. */
  async must(step: string, method: string, path: string, act: () => Promise<unknown>): Promise<Response> {
    const answer = await this.answer(method, path, act);
    if (!answer.ok()) throw refusal(`${step}: ${method} answered ${await wordsOf(answer)}`, answer.status());
    return answer;
  }
}

export function isAbout(response: Response, method: string, path: string): boolean {
  return response.request().method() === method && new URL(response.url()).pathname.includes(path);
}

/** Status and the server's own words: it says why in one of two members. */
export async function wordsOf(response: Response): Promise<string> {
  const said = saidIn(await jsonOf(response));
  return said === undefined ? String(response.status()) : `${response.status()} ${said}`;
}

export function saidIn(answer: unknown): string | undefined {
  if (answer === null || typeof answer !== 'object') return undefined;
  const { error_msg, detail, error } = answer as Record<string, unknown>;
  return [error_msg, detail, error].find((each) => typeof each === 'string');
}

export async function jsonOf(response: Response): Promise<unknown> {
  return response.json().catch(() => undefined);
}

/** Bytes of a download; undefined when it was refused or cut off. */
export async function bytesOf(download: Download): Promise<Uint8Array | undefined> {
  if ((await download.failure()) !== null) return undefined;
  const chunks: Uint8Array[] = [];
  for await (const chunk of await download.createReadStream()) chunks.push(chunk as Uint8Array);
  return Buffer.concat(chunks);
}
