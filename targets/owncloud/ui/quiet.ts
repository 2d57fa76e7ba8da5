import type { Page, Request } from '@playwright/test';

/**
 * What the page asks for on its own all the time, and what no list or dialog is built from: pictures, and the free space, for which the owner
 * of a received folder is asked again.
 */
const ASIDE = /\/notifications\/api\/|\/heartbeat|\/csrftoken|\/getstoragestats|\/avatar\//;

/** Knows when a page waits for no answer: its lists and dialogs are built from answers, and nothing on the page says that the last one came. */
export class Quiet {
  readonly #page: Page;
  readonly #waiting = new Set<Request>();
  readonly #wake = new Set<() => void>();

  constructor(page: Page) {
    this.#page = page;
    const end = (request: Request): void => {
      this.#waiting.delete(request);
      if (this.#waiting.size === 0) for (const wake of this.#wake) wake();
    };
    page.on('request', (request) => {
      if (isOwn(request)) this.#waiting.add(request);
    });
    page.on('requestfinished', end);
    page.on('requestfailed', end);
    // A new document forgets what the old one asked for.
    page.on('framenavigated', (frame) => {
      if (frame !== page.mainFrame()) return;
      for (const request of [...this.#waiting]) if (request.failure() !== null) end(request);
    });
  }

  /** Resolves once nothing is waited for, and what came last is on the page. */
  async settled(): Promise<void> {
    do {
      if (this.#waiting.size > 0) await this.#empty();
      // Two frames: the answer's handler runs, and what it starts has begun.
      await this.#page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
    } while (this.#waiting.size > 0);
  }

  #empty(): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        this.#wake.delete(wake);
        resolve();
      };
      this.#wake.add(wake);
    });
  }
}

function isOwn(request: Request): boolean {
  return ['xhr', 'fetch'].includes(request.resourceType()) && !ASIDE.test(request.url());
}
