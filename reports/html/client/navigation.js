// @ts-check
import { data } from './dom.js';
import { anchorOfAddress, queryOfFilters, readFilters } from './filters.js';
import { pairView, showPair } from './pairs.js';
import { addTimelineButtons, toggleTimeline } from './timeline.js';

/** Opens what is around the anchor, shows a cell's timeline, and moves there. @param {string} anchor */
function goTo(anchor) {
  if (anchor === '') return;
  const isJourney = /^(pair|cell)-/.test(anchor);
  if (isJourney) showPair(anchor);
  const target =
    document.getElementById(anchor) ??
    (anchor.startsWith('finding-') ? document.getElementById(`finding-${data.aliases[anchor.slice(8)]}`) : null) ??
    (isJourney ? pairView() : null);
  if (!target) return;
  for (let box = target.closest('details'); box; box = box.parentElement?.closest('details') ?? null) box.open = true;
  for (const old of document.querySelectorAll('.here')) old.classList.remove('here');
  const isCell = target.id.startsWith('cell-');
  if (isCell) {
    target.classList.add('here');
    addTimelineButtons(target.parentElement || document);
    toggleTimeline(target, true);
  }
  target.scrollIntoView({ block: isCell ? 'center' : 'start' });
  if (target.hasAttribute('tabindex')) target.focus({ preventScroll: true });
}

/** Filters and place as the address says. */
export function follow() {
  readFilters();
  goTo(anchorOfAddress());
}

export function startNavigation() {
  addEventListener('hashchange', follow);
  addEventListener('popstate', follow);
  // A plain link must not lose the filters.
  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a[href^="#"]') : null;
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    const anchor = (link.getAttribute('href') || '#').slice(1);
    event.preventDefault();
    history.pushState(null, '', `#${anchor}${queryOfFilters()}`);
    goTo(decodeURIComponent(anchor));
  });
  // What matters on paper is open on paper.
  addEventListener('beforeprint', () => {
    for (const details of document.querySelectorAll('#findings details, #letters, footer details'))
      details.setAttribute('open', '');
  });
}
