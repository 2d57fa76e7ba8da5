import type { AppOpening } from '../abilities.js';
import { ProductRefused, type ReceivedShare } from '../cloud.js';
import type { Actor } from './page-actions.js';
import { about, type ReceivedItems } from './received-items.js';

/** The page that opens a received share in its web app: what its form would send. */
export async function openAppOf(actor: Actor, items: ReceivedItems, share: ReceivedShare): Promise<AppOpening> {
  const { page } = actor;
  const link = page.getByRole('link', { name: /^Open in / });
  if (!(await items.show(share)) || (await link.count()) === 0)
    throw new ProductRefused(`the page of ${about(share)} opens no web app`);
  await actor.follow(link);
  const form = page.locator('form[data-target]');
  if ((await form.count()) === 0) throw new ProductRefused(`opening ${share.name}: ${await actor.words()}`);
  const seen = await page.content();
  const read = async (name: string): Promise<string> => (await form.getAttribute(name)) ?? '';
  const fields: Record<string, string> = {};
  for (const field of await form.locator('input[type="hidden"]').all())
    fields[(await field.getAttribute('name')) ?? ''] = (await field.getAttribute('value')) ?? '';
  return {
    method: (await read('method')).toUpperCase(),
    url: await read('action'),
    fields,
    target: await read('data-target'),
    window: await read('target'),
    seen,
  };
}
