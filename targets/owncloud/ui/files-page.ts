import { Buffer } from 'node:buffer';
import type { Download, Locator, Page, Response } from '@playwright/test';
import { type Attempt, ProductRefused } from '../../cloud.js';
import { attemptOf, bytesOf, isAbout, split } from './answers.js';
import { Prompts } from './prompts.js';
import { Quiet } from './quiet.js';

/** Lists of the Files app: own and mounted files, and what others share. */
export type View = 'files' | 'sharingin';

/** A list draws what fits on the screen and more as one scrolls: this height takes some 50 rows. */
const VIEWPORT = { width: 1280, height: 2800 };
const PAGE_OF_ROWS = 50;
/** How long somebody waits for the free space, in ms: where an owner's server is gone, it takes its time. */
const PATIENCE = 5_000;

/** The Files app of one person. It is loaded once; after that lists are asked for within the page, as a person would. */
export class FilesPage {
  readonly page: Page;
  readonly prompts: Prompts;
  readonly quiet: Quiet;
  readonly #base: string;
  #spaceIsKnown = Promise.resolve();

  constructor(page: Page, url: string) {
    this.page = page;
    this.#base = url.replace(/\/+$/, '');
    this.quiet = new Quiet(page);
    this.prompts = new Prompts(page, this.quiet);
  }

  /** Before the first page is loaded. */
  async prepare(): Promise<void> {
    await this.page.setViewportSize(VIEWPORT);
  }

  /** Waits until the first list is there, and puts questions aside that would lie over it. */
  async ready(): Promise<void> {
    await this.#settled();
    await this.prompts.putAside();
  }

  /** Loads Files anew: that is when the product asks about shares that wait. */
  async load(): Promise<void> {
    await this.page.goto(`${this.#base}/index.php/apps/files/`, { waitUntil: 'domcontentloaded' });
    await this.#settled();
  }

  /** Shows a list from the top, as it is now. */
  async show(view: View): Promise<void> {
    await this.page.locator(`#app-navigation li[data-id="${view}"] > a`).click();
    await this.#settled();
  }

  /** Shows a folder of the account as it is now; false when there is none. */
  async showFolder(path: string): Promise<boolean> {
    await this.show('files');
    let at = '';
    for (const name of segmentsOf(path)) {
      const row = await this.row(name);
      if (!row) return false;
      await row.locator('.innernametext').click();
      await this.#settled();
      at = `${at}/${name}`;
      // The page goes home when a folder cannot be shown.
      if (this.#folder() !== at) return false;
    }
    return true;
  }

  /** Shows a folder unless it is in view; false when there is none. */
  async enter(folder: string): Promise<boolean> {
    return this.#isAt(folder) || (await this.showFolder(folder));
  }

  /** Shows the folder that holds an item, and gives its row; undefined when the item or its folder is not there. */
  async find(path: string): Promise<Locator | undefined> {
    const { folder, name } = split(path);
    return (await this.showFolder(folder)) ? this.row(name) : undefined;
  }

  /** Like `find`, but content with the list in view when that has it: for acts whose answer tells whether it is still so. */
  async inView(path: string): Promise<Locator | undefined> {
    const { folder, name } = split(path);
    return (this.#isAt(folder) ? await this.row(name) : undefined) ?? this.find(path);
  }

  /** Like `inView`, for what an earlier step has made. */
  async need(step: string, path: string): Promise<Locator> {
    const row = await this.inView(path);
    if (!row) throw new ProductRefused(`${step}: Files does not list ${path}`);
    return row;
  }

  /** Row of the list in view; undefined when it has none of that name. */
  async row(name: string): Promise<Locator | undefined> {
    await this.#unroll();
    const row = this.rows.and(this.page.locator(`[data-file=${JSON.stringify(name)}]`));
    return (await row.count()) === 0 ? undefined : row.first();
  }

  /** Names in the list in view. */
  async names(): Promise<string[]> {
    await this.#unroll();
    return this.rows.evaluateAll((rows: Attributed[]) => rows.map((row) => row.getAttribute('data-file') ?? ''));
  }

  /** Rows of the list in view. */
  get rows(): Locator {
    return this.page.locator('#app-content > div:not(.hidden) tr[data-file]');
  }

  /** Uploads into the folder in view; what has this name already is replaced. */
  upload(name: string, content: Uint8Array): Promise<Attempt> {
    return this.#upload(name, { name, mimeType: 'application/octet-stream', buffer: Buffer.from(content) });
  }

  /** As `upload`, of a file of this machine under its own name; a large one goes in pieces that the server puts together at the end. */
  uploadFile(name: string, path: string): Promise<Attempt> {
    return this.#upload(name, path);
  }

  async #upload(name: string, files: Parameters<Locator['setInputFiles']>[0]): Promise<Attempt> {
    const input = this.page.locator('#file_upload_start');
    if ((await this.page.locator('#app-content-files .button.new:visible').count()) === 0)
      return { done: false, refusal: 'the page offers no upload here' };
    await this.#spaceIsKnown;
    // Spaces at either end of a name are cut off.
    const kept = name.trim();
    const put = this.#answer(['PUT', 'MOVE'], kept);
    const conflict = this.page.locator('#oc-dialog-fileexists-content');
    const asked = conflict.waitFor().then(() => undefined);
    for (const each of [put, asked]) each.catch(() => undefined);
    await input.setInputFiles(files);
    if (!(await Promise.race([put, asked])) && !(await this.#replace(conflict)))
      return { done: false, refusal: 'the page offers no replacing: the file is read-only' };
    const answer = await put;
    this.#spaceIsKnown = this.#nextSpace();
    const attempt = await attemptOf(answer);
    await this.#settled();
    if (kept === name || !attempt.done) return attempt;
    // What was not there before goes again: nobody asked for it.
    const stray = answer.status() === 201 ? await this.row(kept) : undefined;
    if (stray) await this.remove(stray, kept);
    return { done: false, refusal: `the page uploads it as ${JSON.stringify(kept)}` };
  }

  async makeFolder(name: string): Promise<Attempt> {
    const button = this.page.locator('#app-content-files .button.new');
    if (!(await button.isVisible())) return { done: false, refusal: 'the page offers no new folder here' };
    await button.click();
    const entry = this.page.locator('.newFileMenu .menuitem[data-action="folder"]');
    await entry.click();
    await entry.locator('input[type=text]').fill(name);
    return this.#acted(['MKCOL'], name, () => entry.locator('button.create').click());
  }

  /** Bytes of a row's file; undefined when the server answers that it is not to be had. */
  async download(row: Locator, name: string): Promise<Uint8Array | undefined> {
    const download = await this.save(row, name);
    return download && bytesOf(download);
  }

  /** A row's file as the browser saves it; undefined when the server answers that it is not to be had. */
  async save(row: Locator, name: string): Promise<Download | undefined> {
    const started = this.page.waitForEvent('download');
    const refused = this.page
      .waitForResponse((response) => response.request().isNavigationRequest() && response.status() >= 400)
      .then(() => undefined);
    for (const each of [started, refused]) each.catch(() => undefined);
    if (!(await this.#choose(row, 'Download'))) throw new Error(`downloading ${name}: its menu has no "Download"`);
    const download = await Promise.race([started, refused]);
    if (download) return download;
    // The page made way for the server's words.
    await this.load();
    await this.prompts.putAside();
    return undefined;
  }

  async rename(row: Locator, from: string, to: string): Promise<Attempt> {
    if (!(await this.#choose(row, 'Rename'))) return { done: false, refusal: 'its menu has no "Rename"' };
    const field = row.locator('input.filename');
    await field.fill(to);
    return this.#acted(['MOVE'], from, () => field.press('Enter'));
  }

  /** Drags a row into a folder in view, or to a folder above. */
  async drag(row: Locator, name: string, onto: Locator): Promise<Attempt> {
    return this.#acted(['MOVE'], name, () => row.locator('.thumbnail').first().dragTo(onto, { steps: 5 }));
  }

  /** Folder above, in the line over the list. */
  crumb(path: string): Locator {
    return this.page.locator(`#app-content-files .crumb[data-dir=${JSON.stringify(path === '' ? '/' : path)}]`);
  }

  /** Deletes an own item or, where it is a received share, leaves it: one entry of the menu under two names. */
  async remove(row: Locator, name: string): Promise<Attempt> {
    const removed = this.#answer(['DELETE'], name);
    removed.catch(() => undefined);
    if (!(await this.#choose(row, 'Delete'))) return { done: false, refusal: 'its menu has no "Delete"' };
    const attempt = await attemptOf(await removed);
    await this.#settled();
    return attempt;
  }

  /** Ends what may hide rows or catch clicks: the sidebar is closed by its own button. */
  async closeSidebar(): Promise<void> {
    const close = this.page.locator('#app-sidebar:not(.disappear) > .close');
    if ((await close.count()) > 0 && (await close.isVisible())) await close.click();
  }

  /** Does something that the server answers about an item. */
  async #acted(methods: string[], name: string, act: () => Promise<unknown>): Promise<Attempt> {
    const [answer] = await Promise.all([this.#answer(methods, name), act()]);
    const attempt = await attemptOf(answer);
    await this.#settled();
    return attempt;
  }

  /** Answers the question about an upload whose name is taken; false when the one that is there may not be replaced. */
  async #replace(dialog: Locator): Promise<boolean> {
    const buttons = this.page.locator('.oc-dialog').filter({ has: dialog }).locator('.oc-dialog-buttonrow button');
    const isReadOnly = (await dialog.locator('.conflict .original.readonly').count()) > 0;
    if (isReadOnly) {
      await buttons.first().click();
      return false;
    }
    await dialog.locator('label[for="checkbox-allnewfiles"]').click();
    await buttons.last().click();
    return true;
  }

  /** Chooses an entry of a row's menu; false when it has none such. */
  async #choose(row: Locator, action: string): Promise<boolean> {
    await row.locator('a.action-menu').click();
    const menu = this.page.locator('.fileActionsMenu:visible');
    await menu.waitFor();
    const entry = menu.locator(`a[data-action="${action}"]`);
    if ((await entry.count()) === 0) {
      await row.locator('a.action-menu').click();
      return false;
    }
    await entry.click();
    return true;
  }

  /**
   * Soon after each upload the page asks for the free space. The server looks at each file of the folder for it, and answers 423 to those who
   * write one meanwhile.
   */
  async #nextSpace(): Promise<void> {
    const isSpace = (response: Response): boolean => response.url().includes('/getstoragestats');
    await this.page.waitForResponse(isSpace, { timeout: PATIENCE }).catch(() => undefined);
  }

  #answer(methods: string[], name: string): Promise<Response> {
    return this.page.waitForResponse(
      (response) => methods.includes(response.request().method()) && isAbout(response, name),
    );
  }

  #isAt(folder: string): boolean {
    return this.#folder() === folder.replace(/\/$/, '');
  }

  /** Path of the folder in view, empty for the root; undefined in other lists. */
  #folder(): string | undefined {
    const { pathname, searchParams } = new URL(this.page.url());
    if (!pathname.includes('/apps/files') || (searchParams.get('view') ?? 'files') !== 'files') return undefined;
    return (searchParams.get('dir') ?? '/').replace(/\/$/, '');
  }

  async #unroll(): Promise<void> {
    for (let known = -1, now = await this.rows.count(); now >= PAGE_OF_ROWS && now > known; ) {
      known = now;
      await this.rows.last().scrollIntoViewIfNeeded();
      await this.quiet.settled();
      now = await this.rows.count();
    }
  }

  async #settled(): Promise<void> {
    await this.quiet.settled();
    await this.page.locator('#app-content > div:not(.hidden) .mask').waitFor({ state: 'detached' });
  }
}

/** What is read of an element of the page. */
export interface Attributed {
  getAttribute(name: string): string | null;
}

export const segmentsOf = (path: string): string[] => path.split('/').filter((part) => part !== '');
