import type { Locator, Page } from '@playwright/test';

/** One person at one server, in a browser context of their own that nobody logged in yet. */
export interface Person {
  page: Page;
  /** Base URL of the server, without a slash at its end. */
  url: string;
  user: string;
  password: string;
  /** The address by which others share with them. */
  address: string;
}

/**
 * What somebody writes who wants to see four things happen once, at two servers of one product: a file is shared for editing, accepted, read,
 * and taken back; then the owner still has it, and deletes it. Straight clicks, no records, no evidence.
 */
export type ByHand = (owner: Person, recipient: Person, name: string) => Promise<void>;

/** Clicks what starts a download, and waits until it is saved. */
export async function saved(page: Page, link: Locator): Promise<void> {
  const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
  await download.path();
}

/** Clicks what sends a request, and waits for its answer. */
export async function answered(page: Page, method: string, part: string, button: Locator): Promise<void> {
  await Promise.all([
    page.waitForResponse((each) => each.request().method() === method && each.url().includes(part)),
    button.click(),
  ]);
}

export const fileOf = (name: string) => ({ name, mimeType: 'text/plain', buffer: Buffer.from(`content of ${name}\n`) });
