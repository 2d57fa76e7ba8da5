import type { Locator, Page, Response } from '@playwright/test';
import type { Attempt, ReceivedShare } from '../../cloud.js';
import { attemptOf, pathOf } from './answers.js';
import type { Quiet } from './quiet.js';

const PENDING = /\/(api\/externalShares|remote_shares\/pending)(\/|$)/;

/**
 * What asks a person about each share that waits. Without the notifications app each loading of Files opens one dialog per share, stacked;
 * with it they stand under the bell.
 */
export class Prompts {
  readonly #page: Page;
  readonly #quiet: Quiet;

  constructor(page: Page, quiet: Quiet) {
    this.#page = page;
    this.#quiet = quiet;
  }

  /** Closes all dialogs without an answer: their shares go on waiting. */
  async putAside(): Promise<void> {
    for (const dialogs = this.#dialogs(); (await dialogs.count()) > 0; ) await this.#close(dialogs.last());
  }

  /** Answers the question about one share; undefined when nobody asks about it. Files was loaded just before. */
  async answer(share: ReceivedShare, what: 'accept' | 'decline'): Promise<Attempt | undefined> {
    const bell = this.#page.locator('#header .notifications-button');
    return (await bell.count()) > 0 ? this.#ring(bell, share, what) : this.#unstack(share, what);
  }

  /** The last dialog lies on top. The class of the main button follows the focus, so place tells the buttons apart; their words change, too. */
  async #unstack(share: ReceivedShare, what: 'accept' | 'decline'): Promise<Attempt | undefined> {
    const dialogs = this.#dialogs();
    let attempt: Attempt | undefined;
    while ((await dialogs.count()) > 0) {
      const top = dialogs.last();
      if (attempt === undefined && (await this.#isAbout(top, share))) {
        // It goes out of sight by itself, perhaps after the answer: until then it would be taken for another question.
        const element = await top.elementHandle();
        const button = top.locator('.oc-dialog-buttonrow button').nth(what === 'accept' ? 1 : 0);
        attempt = await this.#answered(() => button.press('Enter'));
        await element?.waitForElementState('hidden');
      } else await this.#close(top);
    }
    await this.#quiet.settled();
    return attempt;
  }

  async #ring(bell: Locator, share: ReceivedShare, what: 'accept' | 'decline'): Promise<Attempt | undefined> {
    const label = what === 'accept' ? 'Accept' : 'Decline';
    const button = this.#page
      .locator(`.notification-action-button[data-href$="/remote_shares/pending/${share.id}"]`)
      .filter({ hasText: label });
    if ((await button.count()) === 0) return undefined;
    await bell.click();
    const attempt = await this.#answered(() => button.click());
    await this.#quiet.settled();
    return attempt;
  }

  async #isAbout(dialog: Locator, share: ReceivedShare): Promise<boolean> {
    const words = (await dialog.locator('.oc-dialog-content').textContent()) ?? '';
    return words.includes(`share /${share.name} from `) || words.includes(`share ${share.name} from `);
  }

  async #answered(act: () => Promise<void>): Promise<Attempt> {
    const isAnswer = (response: Response): boolean =>
      ['POST', 'DELETE'].includes(response.request().method()) && PENDING.test(pathOf(response));
    const [response] = await Promise.all([this.#page.waitForResponse(isAnswer), act()]);
    return attemptOf(response);
  }

  async #close(dialog: Locator): Promise<void> {
    const element = await dialog.elementHandle();
    // A long name makes the dialog wider than any window: what closes it then stands outside, where no pointer comes and no key leads.
    await dialog.locator('.oc-dialog-close').dispatchEvent('click');
    await element?.waitForElementState('hidden');
  }

  #dialogs(): Locator {
    return this.#page.locator('.oc-dialog:visible');
  }
}
