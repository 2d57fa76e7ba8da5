import type { Locator } from '@playwright/test';
import type { Attempt, ReceivedShare } from '../cloud.js';
import type { Actor } from './page-actions.js';

/** The pages of what a person received. Each is found once through the list of received shares, then gone to directly. */
export class ReceivedItems {
  readonly #actor: Actor;
  readonly #pages = new Map<string, string>();

  constructor(actor: Actor) {
    this.#actor = actor;
  }

  /** Another share of the same name from the same person is about to take this one's place. */
  forget(share: ReceivedShare): void {
    this.#pages.delete(about(share));
  }

  /** Loads the page of a share, or of the folder in it that holds `entry`; false when there is none (any more). */
  async show(share: ReceivedShare, entry = ''): Promise<boolean> {
    const path = await this.#pathOf(share, entry);
    return path !== undefined && (await this.#actor.go(path, '/ui/shared')) !== 404;
  }

  /** Does something with a button of such a page; a page or button that is not there is a refusal as good as any. */
  async change(
    share: ReceivedShare,
    entry: string | undefined,
    button: Locator,
    act: (button: Locator) => Promise<Attempt>,
  ): Promise<Attempt> {
    const path = await this.#pathOf(share, entry ?? '');
    if (path === undefined) return { done: false, refusal: `${about(share)} is not listed` };
    const inView = this.#actor.isAt(path) && (await button.count()) > 0;
    if (!inView) {
      if ((await this.#actor.go(path, '/ui/shared')) === 404)
        return { done: false, refusal: await this.#actor.words() };
      if ((await button.count()) === 0) return { done: false, refusal: 'the page does not list it' };
    }
    return act(button);
  }

  async #pathOf(share: ReceivedShare, entry: string): Promise<string | undefined> {
    const page = this.#pages.get(about(share)) ?? (await this.#find(share));
    const folder = parentOf(entry);
    return page === undefined || folder === '' ? page : `${page}/in/${encoded(folder)}`;
  }

  async #find(share: ReceivedShare): Promise<string | undefined> {
    const row = this.#actor.page.getByRole('row').filter({ has: this.#actor.button(`Leave ${about(share)}`) });
    const link = row.getByRole('rowheader').getByRole('link');
    if (!(await this.#actor.reach('/ui/shared', link))) return undefined;
    const path = await this.#actor.pathOf(link);
    this.#pages.set(about(share), path);
    return path;
  }
}

/** Name and origin: what the buttons beside a received share say it is about. */
export function about({ name, from }: Pick<ReceivedShare, 'name' | 'from'>): string {
  return `${name} from ${from}`;
}

/** `report.txt` of `/folder/report.txt`. */
export const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
/** `/folder` of `/folder/report.txt`; empty at the top. */
export const parentOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));
/** Percent-encodes each segment of a path. */
export const encoded = (path: string): string => path.split('/').map(encodeURIComponent).join('/');
