// @ts-check
/** Filters stand in the address behind the anchor: `#finding-abc?verdict=fail&party=x`. */
const NAMES = ['verdict', 'party', 'via', 'text'];
const EMPTY = { verdict: '', party: '', via: '', text: '' };

/** @type {Record<string, string>} */
let filter = { ...EMPTY };

/** @returns {HTMLFormElement | null} */
export function filterForm() {
  const form = document.getElementById('filters');
  return form instanceof HTMLFormElement ? form : null;
}

export function anchorOfAddress() {
  return decodeURIComponent(location.hash.slice(1).split('?')[0] || '');
}

/** The query behind an anchor, with its question mark. */
export function queryOfFilters() {
  const values = new URLSearchParams(Object.entries(filter).filter(([, value]) => value !== ''));
  return values.size === 0 ? '' : `?${values}`;
}

export function readFilters() {
  const values = new URLSearchParams(location.hash.split('?')[1] || '');
  filter = Object.fromEntries(NAMES.map((name) => [name, values.get(name) || '']));
  apply();
}

/** @param {Record<string, string>} change */
function setFilters(change) {
  filter = { ...filter, ...change };
  history.replaceState(null, '', `#${location.hash.slice(1).split('?')[0]}${queryOfFilters()}`);
  apply();
}

/** @param {Element} element */
function fits(element) {
  const list = (/** @type {string} */ name) => (element.getAttribute(name) || '').split(' ');
  if (filter.verdict !== '' && !filter.verdict.split(',').some((wanted) => list('data-verdict').includes(wanted)))
    return false;
  if (filter.party !== '' && element.hasAttribute('data-parties') && !list('data-parties').includes(filter.party))
    return false;
  if (filter.via !== '' && element.getAttribute('data-via') && !list('data-via').includes(filter.via)) return false;
  return filter.text === '' || (element.textContent || '').toLowerCase().includes(filter.text.toLowerCase());
}

function apply() {
  const any = NAMES.some((name) => filter[name] !== '');
  let shown = 0;
  const articles = document.querySelectorAll('.finding');
  for (const article of articles) {
    const fit = !any || fits(article);
    article.classList.toggle('out', !fit);
    if (fit) shown += 1;
  }
  hideRows('.checks tbody', any);
  hideRows('details.pair', any);
  for (const line of document.querySelectorAll('.via-line')) {
    line.classList.toggle('out', filter.via !== '' && line.getAttribute('data-via') !== filter.via);
  }
  const verdicts = filter.verdict.split(',');
  for (const tile of document.querySelectorAll('.tile')) {
    tile.classList.toggle(
      'faded',
      filter.verdict !== '' && !verdicts.includes(tile.getAttribute('data-verdict') || ''),
    );
  }
  for (const button of document.querySelectorAll('[data-filter-verdict]')) {
    button.setAttribute('aria-pressed', String(verdicts.includes(button.getAttribute('data-filter-verdict') || '')));
  }
  showState(any, any ? `${shown} of ${articles.length} findings` : '');
}

/** Hides rows that do not fit, and boxes none of whose rows does. @param {string} boxes @param {boolean} any */
function hideRows(boxes, any) {
  for (const box of document.querySelectorAll(boxes)) {
    let fit = 0;
    for (const row of box.querySelectorAll('tr[data-verdict]')) {
      const keep = !any || fits(row);
      row.classList.toggle('out', !keep);
      if (keep) fit += 1;
    }
    box.classList.toggle('out', fit === 0);
  }
}

/** @param {boolean} any @param {string} text */
function showState(any, text) {
  const form = filterForm();
  if (!form) return;
  const output = form.querySelector('output');
  if (output) output.textContent = text;
  const clear = form.querySelector('button');
  if (clear) clear.hidden = !any;
  for (const name of ['party', 'via', 'text']) {
    const field = form.elements.namedItem(name);
    const isField = field instanceof HTMLSelectElement || field instanceof HTMLInputElement;
    if (isField && field.value !== filter[name]) field.value = filter[name] || '';
  }
}

export function startFilters() {
  const form = filterForm();
  form?.addEventListener('input', ({ target }) => {
    if (target instanceof HTMLSelectElement || target instanceof HTMLInputElement)
      setFilters({ [target.name]: target.value });
  });
  form?.addEventListener('submit', (event) => event.preventDefault());
  form?.addEventListener('reset', (event) => {
    event.preventDefault();
    setFilters(EMPTY);
  });
  for (const button of document.querySelectorAll('[data-filter-verdict]')) {
    button.addEventListener('click', () => {
      const chosen = new Set(filter.verdict.split(',').filter((part) => part !== ''));
      const name = button.getAttribute('data-filter-verdict') || '';
      if (!chosen.delete(name)) chosen.add(name);
      setFilters({ verdict: [...chosen].join(',') });
    });
  }
}
