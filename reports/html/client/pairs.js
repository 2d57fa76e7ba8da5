// @ts-check
import { data, duration, make, safe } from './dom.js';
import { addTimelineButtons } from './timeline.js';

/** Cells by pair, sorted out at first use. @type {Map<string, number[][]> | undefined} */
let byPair;

/** Where journeys are built in a run with very many cells; absent else. */
export function pairView() {
  return document.getElementById('pair-view');
}

/** @param {string} name */
function cellsOfPair(name) {
  if (!byPair) {
    byPair = new Map();
    for (const cell of data.cells) {
      const key = `${safe(data.parties[cell[0]][0])}--${safe(data.parties[cell[1]][0])}`;
      const list = byPair.get(key);
      if (list) list.push(cell);
      else byPair.set(key, [cell]);
    }
  }
  return byPair.get(name);
}

/** Builds the journey that an anchor (`pair-…`, `cell-…`) names. @param {string} anchor */
export function showPair(anchor) {
  const view = pairView();
  const name = /^(?:pair|cell)-(.+?--.+?)(?:-[^-]+-(?:ui|api))?$/.exec(anchor)?.[1];
  const cells = view && name ? cellsOfPair(name) : undefined;
  if (!view || !name || !cells?.[0]) return;
  const title = `${data.parties[cells[0][0]][1]} → ${data.parties[cells[0][1]][1]}`;
  const body = make('tbody', {}, ...cells.map((cell) => cellRow(name, cell)));
  const words = ['Flow', 'Via', 'Verdict', 'Time', 'What happened'];
  const head = make('thead', {}, make('tr', {}, ...words.map((text) => make('th', { scope: 'col' }, text))));
  const table = make('table', { class: 'plain cells' }, head, body);
  view.replaceChildren(make('h3', {}, title), make('div', { class: 'scroll' }, table));
  addTimelineButtons(view);
}

/** @param {string} pair @param {number[]} cell */
function cellRow(pair, [, , flow, via, verdict, ms, reason, lead]) {
  const word = data.verdicts[verdict];
  const [letter, title] = data.flows[flow];
  const what = make('td', {}, reason < 0 ? '' : data.reasons[reason]);
  if (lead >= 0) what.append(' ', make('a', { href: `#finding-${data.leads[lead]}` }, 'cause'));
  const badge = make('span', { class: `badge is-${word.replace('/', '')}` }, `${data.glyphs[word]} ${word}`);
  return make(
    'tr',
    { id: `cell-${pair}-${safe(letter)}-${data.vias[via]}`, tabindex: '-1', 'data-verdict': word },
    make('th', { scope: 'row' }, make('b', {}, letter), ` ${title}`),
    make('td', {}, data.vias[via]),
    make('td', {}, badge),
    make('td', { class: 'num' }, ms > 0 ? duration(ms) : ''),
    what,
  );
}

/** With very many pairs a matrix cell is bare text: a click on it leads to its journey. @param {Element} matrix */
export function makeBareCellsClickable(matrix) {
  matrix.addEventListener('click', (event) => {
    const cell = event.target instanceof Element ? event.target.closest('td') : null;
    const row = cell?.closest('tr');
    if (!cell || !row || data.cells.length === 0 || cell.querySelector('a')) return;
    const sender = data.parties[Number(row.getAttribute('data-sender') ?? -1)];
    const receiver = data.parties[cell.cellIndex - 1];
    if (sender && receiver) location.hash = `pair-${safe(sender[0])}--${safe(receiver[0])}`;
  });
}
