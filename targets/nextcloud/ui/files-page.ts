import { Buffer } from 'node:buffer';
import type { Download, Locator, Page, Request, Response } from '@playwright/test';
import { type Attempt, ProductRefused } from '../../cloud.js';
import { attemptOf, bytesOf, foldersListed, isAbout, pathOf, split } from './answers.js';

/** Lists of the Files app: own and mounted files, what waits for a gesture, what others share. */
export type View = 'files' | 'pendingshares' | 'sharingin';

/** By which answer one knows that a list was asked for anew. */
const LISTING: Record<View, (response: Response) => boolean> = {
  files: (response) => response.request().method() === 'PROPFIND',
  pendingshares: (response) => pathOf(response).endsWith('/remote_shares/pending'),
  sharingin: (response) => pathOf(response).endsWith('/remote_shares'),
};

/** Messages lie over the sidebar's buttons for some seconds: clicks go through them. */
const MESSAGES = `addEventListener('DOMContentLoaded', () => {
  document.head.append(Object.assign(document.createElement('style'), { textContent: '.toastify { pointer-events: none; }' }));
});`;
const LOADING = '.files-list__refresh-icon, .files-list__loading-icon';
/** The list is virtual, only rows near the viewport exist: this height takes some 50. */
const VIEWPORT = { width: 1280, height: 2800 };

/** The Files app of one person. It is loaded once; after that lists are asked for within the page, as a person would. */
export class FilesPage {
  readonly page: Page;
  /** Previews that the server is drawing: it holds their files meanwhile, and answers 423 to whoever changes one then. */
  readonly #drawing = new Set<Request>();

  constructor(page: Page) {
    this.page = page;
    const end = (request: Request): boolean => this.#drawing.delete(request);
    page.on('request', (request) => {
      if (new URL(request.url()).pathname.endsWith('/core/preview')) this.#drawing.add(request);
    });
    page.on('requestfinished', end).on('requestfailed', end);
  }

  /** What each page of the person gets; before the first one is loaded. */
  async prepare(): Promise<void> {
    await this.page.setViewportSize(VIEWPORT);
    await this.page.addInitScript({ content: MESSAGES });
  }

  /** Waits until the first list is there. */
  async ready(): Promise<void> {
    await this.#settled();
  }

  /** Shows a list as it is now. */
  async show(view: View): Promise<void> {
    await this.#leaveDialog();
    await this.closeSidebar();
    const there = this.#isAt(view, '');
    await this.#listed(view, () => (there ? this.#reload() : this.#navigate(view)));
  }

  /** Shows a folder of the account; false when there is none. */
  async showFolder(path: string): Promise<boolean> {
    const segments = path.split('/').filter((part) => part !== '');
    if (segments.length > 0 && this.#isAt('files', path)) {
      await this.#leaveDialog();
      await this.closeSidebar();
      await this.#listed('files', () => this.#reload());
      return (await this.page.locator('[data-cy-files-content-error]').count()) === 0;
    }
    await this.show('files');
    for (const name of segments) {
      if ((await this.row(name).count()) === 0) return false;
      await this.#listed('files', () => this.row(name).locator('[data-cy-files-list-row-name-link]').click());
      if ((await this.page.locator('[data-cy-files-content-error]').count()) > 0) return false;
    }
    return true;
  }

  /** Shows the folder that holds an item, and gives its row; undefined when the item or its folder is not there. */
  async find(path: string): Promise<Locator | undefined> {
    const { folder, name } = split(path);
    if (!(await this.showFolder(folder))) return undefined;
    const row = this.row(name);
    return (await row.count()) === 0 ? undefined : row;
  }

  /** Like `find`, but content with the list in view when that has it: for acts whose answer tells whether it is still so. */
  async inView(path: string): Promise<Locator | undefined> {
    const { folder, name } = split(path);
    const row = this.row(name);
    await this.#leaveDialog();
    return this.#isAt('files', folder) && (await row.count()) > 0 ? row : this.find(path);
  }

  /** Shows a folder unless it is in view; false when there is none. */
  async enter(folder: string): Promise<boolean> {
    await this.#leaveDialog();
    return this.#isAt('files', folder) || (await this.showFolder(folder));
  }

  /** Like `inView`, for what an earlier step has made. */
  async need(step: string, path: string): Promise<Locator> {
    const row = await this.inView(path);
    if (!row) throw new ProductRefused(`${step}: Files does not list ${path}`);
    return row;
  }

  row(name: string): Locator {
    return this.page.locator(`[data-cy-files-list-row-name=${JSON.stringify(name)}]`);
  }

  /** Rows of the list in view: the product's own id and the name. */
  async rows(): Promise<{ id: string; name: string }[]> {
    return this.page.locator('[data-cy-files-list-row]').evaluateAll((rows: RowElement[]) =>
      rows.map((row) => ({
        id: row.getAttribute('data-cy-files-list-row-fileid') ?? '',
        name: row.getAttribute('data-cy-files-list-row-name') ?? '',
      })),
    );
  }

  /** Uploads into the folder in view; what has this name already is replaced. */
  async upload(name: string, content: Uint8Array): Promise<Attempt> {
    const input = this.page.locator('[data-cy-upload-picker-input]').first();
    if ((await input.count()) === 0) return { done: false, refusal: 'the page offers no upload here' };
    await this.#drawn();
    const put = this.#answer('PUT', name);
    const conflict = this.page.locator(`[data-cy-conflict-picker-input-incoming=${JSON.stringify(name)}]`);
    const invalid = this.page.getByRole('dialog', { name: 'Invalid filename' });
    const asked = conflict.waitFor({ state: 'attached' }).then(() => 'taken' as const);
    const refused = invalid.waitFor().then(() => 'invalid' as const);
    for (const each of [put, asked, refused]) each.catch(() => undefined);
    await input.setInputFiles({ name, mimeType: 'application/octet-stream', buffer: Buffer.from(content) });
    const first = await Promise.race([put, asked, refused]);
    if (first === 'invalid') {
      const refusal = (await invalid.getByRole('paragraph').first().textContent())?.trim() ?? 'the name is invalid';
      await invalid.getByRole('button', { name: 'Cancel', exact: true }).click();
      return { done: false, refusal };
    }
    if (first === 'taken') {
      await conflict.getByRole('checkbox').check({ force: true });
      // The dialog shows what is there already.
      await this.#drawn();
      await this.page.locator('[data-cy-conflict-picker-submit]').click();
    }
    const attempt = attemptOf(await put);
    // Letters are kept composed, however they are written.
    if (attempt.done)
      await this.row(name)
        .or(this.row(name.normalize('NFC')))
        .first()
        .waitFor();
    return attempt;
  }

  /** As `upload`, of a file of this machine under its own name; a large one goes in chunks that the server puts together at the end. */
  async uploadFile(name: string, path: string): Promise<Attempt> {
    await this.#drawn();
    const put = this.page.waitForResponse((response) => {
      const method = response.request().method();
      return isAbout(response, method === 'MOVE' ? '.file' : name) && ['MOVE', 'PUT'].includes(method);
    });
    await this.page.locator('[data-cy-upload-picker-input]').first().setInputFiles(path);
    const attempt = attemptOf(await put);
    if (attempt.done) await this.row(name).waitFor();
    return attempt;
  }

  async makeFolder(name: string): Promise<Attempt> {
    await this.page.getByRole('button', { name: 'New', exact: true }).first().click();
    await this.page.getByRole('menuitem', { name: 'New folder', exact: true }).click();
    const dialog = this.page.getByRole('dialog', { name: 'Create new folder' });
    await dialog.getByRole('textbox', { name: 'Folder name' }).fill(name);
    const made = this.#answer('MKCOL', name);
    await dialog.getByRole('button', { name: 'Create', exact: true }).click();
    const attempt = attemptOf(await made);
    if (attempt.done) await this.row(name).waitFor();
    return attempt;
  }

  /** Bytes of a row's file; undefined when the server answers that it is not to be had. */
  async download(row: Locator, name: string): Promise<Uint8Array | undefined> {
    const download = await this.save(row, name);
    return download && bytesOf(download);
  }

  /** What the browser saves of a row's file; undefined as above. */
  async save(row: Locator, name: string): Promise<Download | undefined> {
    const started = this.page.waitForEvent('download');
    const refused = this.page
      .waitForResponse((response) => isAbout(response, name) && response.status() >= 400)
      .then(() => undefined);
    started.catch(() => undefined);
    refused.catch(() => undefined);
    if (!(await this.#act(row, 'download'))) throw new Error(`downloading ${name}: its menu has no "Download"`);
    return Promise.race([started, refused]);
  }

  /** Moves a row's item to another folder of the account. */
  async move(row: Locator, name: string, folder: string): Promise<Attempt> {
    const first = foldersListed(this.page);
    if (!(await this.#act(row, 'move-copy'))) return { done: false, refusal: 'its menu has no "Move or copy"' };
    const dialog = this.page.getByRole('dialog', { name: 'Choose destination' });
    const listed = dialog.locator('[data-testid="file-list-row"]:not(.loading-row)');
    const loaded = listed.or(dialog.locator('.empty-content')).first();
    // It asks for the item's folder twice, shows it as empty in between, and an answer that comes late stands for the folder asked for since.
    await first;
    await loaded.waitFor();
    // The view in the navigation has the same name as the first breadcrumb, which stands behind it.
    await dialog.getByRole('button', { name: 'All files', exact: true }).last().click();
    const segments = folder.split('/').filter((part) => part !== '');
    for (const segment of segments) {
      const entry = listed.and(dialog.locator(`[data-filename=${JSON.stringify(segment)}]`));
      await entry.click();
    }
    const last = segments.at(-1);
    const offer = (what: string): Locator =>
      dialog.getByRole('button', { name: last === undefined ? what : `${what} to ${last}`, exact: true });
    const confirm = offer('Move');
    await confirm.or(offer('Copy')).first().waitFor();
    // What is confirmed while the folder is still being listed closes the dialog and moves nothing.
    await loaded.waitFor();
    if ((await confirm.count()) === 0) {
      await dialog.getByRole('button', { name: 'Close', exact: true }).click();
      return { done: false, refusal: `the page offers to copy it to ${folder}, not to move it there` };
    }
    const moved = this.#answer('MOVE', name);
    await confirm.click();
    const attempt = attemptOf(await moved);
    if (attempt.done) await row.waitFor({ state: 'detached' });
    return attempt;
  }

  async rename(row: Locator, from: string, to: string): Promise<Attempt> {
    if (!(await this.#act(row, 'rename'))) return { done: false, refusal: 'its menu has no "Rename"' };
    const field = this.page.getByRole('textbox', { name: 'Filename', exact: true });
    await field.fill(to);
    const moved = this.#answer('MOVE', from);
    await field.press('Enter');
    return attemptOf(await moved);
  }

  /** Deletes an own item or, where it is a received share, leaves it: one entry of the menu under two names. */
  async remove(row: Locator, name: string): Promise<Attempt> {
    const removed = this.#answer('DELETE', name);
    removed.catch(() => undefined);
    if (!(await this.#act(row, 'delete'))) return { done: false, refusal: 'its menu has no "Delete"' };
    const attempt = attemptOf(await removed);
    // The row stays for a moment after the answer, and nothing can be done with it then.
    if (attempt.done) await row.waitFor({ state: 'detached' });
    return attempt;
  }

  /** Presses the button of a share that waits, and sees its row go. */
  async answerPending(row: Locator, what: 'accept' | 'decline'): Promise<Attempt> {
    const [method, label] = what === 'accept' ? ['POST', 'Accept share'] : ['DELETE', 'Reject share'];
    const [response] = await Promise.all([
      this.page.waitForResponse(
        (each) => each.request().method() === method && pathOf(each).includes('/remote_shares/pending/'),
      ),
      row.getByRole('button', { name: label, exact: true }).click(),
    ]);
    if (response.ok()) await row.waitFor({ state: 'detached' });
    return attemptOf(response);
  }

  /** It may also go by itself while the list moves on to another item: then the click finds nothing, and that is well. */
  async closeSidebar(): Promise<void> {
    const close = this.page.getByRole('button', { name: 'Close sidebar', exact: true });
    for (let tries = 0; (await close.count()) > 0; tries += 1) {
      if (tries === 4) throw new Error('the sidebar does not close');
      await close.click({ timeout: 4_000 }).catch(() => undefined);
    }
  }

  /** One that a step has left open, because it ran out of time, lies over all that the next step needs. */
  async #leaveDialog(): Promise<void> {
    if ((await this.page.getByRole('dialog').count()) === 0) return;
    await this.page.reload({ waitUntil: 'domcontentloaded' });
    await this.#settled();
  }

  /** Chooses an entry of a row's menu; false when it has none such. */
  async #act(row: Locator, action: string): Promise<boolean> {
    await this.#drawn();
    await row.getByRole('button', { name: 'Actions', exact: true }).click();
    const menu = this.page.getByRole('menu', { name: 'Actions' });
    await menu.waitFor();
    const entry = menu.locator(`[data-cy-files-list-row-action="${action}"]`);
    if ((await entry.count()) === 0) {
      await this.page.keyboard.press('Escape');
      return false;
    }
    await entry.getByRole('menuitem').click();
    return true;
  }

  /** A preview of which nothing comes ends with its page. */
  async #drawn(): Promise<void> {
    for (const request of [...this.#drawing]) await request.response().then((response) => response?.finished());
  }

  #answer(method: string, name: string): Promise<Response> {
    return this.page.waitForResponse((response) => response.request().method() === method && isAbout(response, name));
  }

  #isAt(view: View, folder: string): boolean {
    const { pathname, searchParams } = new URL(this.page.url());
    const isView = pathname.split('/apps/files/')[1]?.split('/')[0] === view;
    return isView && (searchParams.get('dir') ?? '/').replace(/\/$/, '') === folder.replace(/\/$/, '');
  }

  async #listed(view: View, act: () => Promise<void>): Promise<void> {
    await Promise.all([this.page.waitForResponse(LISTING[view]), act()]);
    await this.#settled();
  }

  /** The last breadcrumb is the list in view; its menu asks for it again. While the list moves, that menu may fold at once. */
  async #reload(): Promise<void> {
    const crumb = this.page.locator('[data-cy-files-content-breadcrumbs]').getByRole('button').last();
    const again = this.page.getByRole('menuitem', { name: 'Reload content', exact: true });
    const soon = { timeout: 4_000 };
    try {
      await crumb.click(soon);
      await again.click(soon);
    } catch {
      await this.page.reload({ waitUntil: 'domcontentloaded' });
    }
  }

  /** Lists of shares stand below "Shares", which is folded at first. */
  async #navigate(view: View): Promise<void> {
    const item = this.#item(view).getByRole('link').first();
    if (!(await item.isVisible())) await this.#item('shareoverview').getByRole('button', { name: 'Open menu' }).click();
    await item.click();
  }

  #item(view: string): Locator {
    return this.page.locator(`[data-cy-files-navigation-item="${view}"]`);
  }

  async #settled(): Promise<void> {
    const shown = ':is([data-cy-files-list-row], [data-cy-files-content-empty], [data-cy-files-content-error])';
    await this.page.locator(`[data-cy-files-content]:not(:has(${LOADING})) ${shown}`).first().waitFor();
  }
}

interface RowElement {
  getAttribute(name: string): string | null;
}
