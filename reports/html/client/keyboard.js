// @ts-check
import { filterForm } from './filters.js';

/** `/` goes to the search field. */
export function startSearchKey() {
  document.addEventListener('keydown', (event) => {
    if (event.key !== '/' || event.ctrlKey || event.metaKey) return;
    if (event.target instanceof Element && event.target.matches('input, select, textarea')) return;
    const field = filterForm()?.elements.namedItem('text');
    if (!(field instanceof HTMLInputElement)) return;
    event.preventDefault();
    field.focus();
  });
}

/** One stop for Tab in the whole matrix; arrow keys move to what stands next on the screen. @param {Element} table */
export function startMatrixKeys(table) {
  /** @type {HTMLElement[]} */
  const links = [...table.querySelectorAll('tbody td a')].filter((link) => link instanceof HTMLElement);
  for (const [index, link] of links.entries()) if (index > 0) link.tabIndex = -1;
  table.addEventListener('keydown', (event) => {
    if (!(event instanceof KeyboardEvent) || !(event.target instanceof HTMLElement)) return;
    const to = neighbour(links, event.target, event.key);
    if (!to) return;
    event.preventDefault();
    event.target.tabIndex = -1;
    to.tabIndex = 0;
    to.focus();
  });
}

/** @param {HTMLElement[]} links @param {HTMLElement} here @param {string} key @returns {HTMLElement | undefined} */
function neighbour(links, here, key) {
  const at = links.indexOf(here);
  if (at < 0) return undefined;
  if (key === 'Home') return links[0];
  if (key === 'End') return links[links.length - 1];
  if (key === 'ArrowRight') return links[at + 1];
  if (key === 'ArrowLeft') return links[at - 1];
  if (key !== 'ArrowDown' && key !== 'ArrowUp') return undefined;
  const from = here.getBoundingClientRect();
  let best;
  let least = Number.POSITIVE_INFINITY;
  for (const link of key === 'ArrowDown' ? links.slice(at + 1) : links.slice(0, at)) {
    const box = link.getBoundingClientRect();
    if (box.height === 0 || (key === 'ArrowDown' ? box.top <= from.top + 2 : box.top >= from.top - 2)) continue;
    const far = Math.abs(box.top - from.top) * 10 + Math.abs(box.left - from.left);
    if (far < least) [best, least] = [link, far];
  }
  return best;
}
