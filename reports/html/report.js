// @ts-check
// Makes the page's data visible on demand and keeps filters in the address. The page reads well without it.

(() => {
  /** @typedef {{from: string, to: string, at: string, ms: number, line: string, headers: [string, string][], body: string, status: string, answerHeaders: [string, string][], answer: string}} Message */
  const GLYPHS = {
    'harness-error': '‼',
    fail: '✗',
    'not-verifiable': '?',
    throttled: '…',
    blocked: '⊘',
    flaky: '~',
    warn: '!',
    pass: '✓',
    'n/a': '–',
  };
  const root = document.documentElement;
  root.classList.add('js');
  const source = document.getElementById('data');
  const data = JSON.parse(source ? source.textContent || '{}' : '{}');

  /** @param {string} tag @param {Record<string, string>} attributes @param {...(Node | string)} children */
  const make = (tag, attributes, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  };
  const duration = (/** @type {number} */ ms) =>
    ms < 1000 ? `${ms} ms` : `${(ms / 1000).toFixed(ms < 10000 ? 1 : 0)} s`;
  const verdictClass = (/** @type {string} */ verdict) => `is-${verdict.replace('/', '')}`;

  // --- messages and timelines -------------------------------------------------------------------------------------------

  /** @param {string} ref */
  const messageElement = (ref) => {
    /** @type {Message | undefined} */
    const message = data.messages[ref];
    if (!message) return make('p', { class: 'dim small' }, `${ref} (in the run folder)`);
    const bad = !/^[123]/.test(message.status);
    const details = make(
      'details',
      { class: 'message' },
      make(
        'summary',
        {},
        make('b', {}, `${message.from} → ${message.to} `),
        make('code', {}, message.line),
        ' ',
        make('span', { class: bad ? 'status-bad' : 'dim' }, message.status),
        make('span', { class: 'dim small' }, ` ${duration(message.ms)}`),
      ),
    );
    details.addEventListener(
      'toggle',
      () => {
        details.append(
          sheet(message.line, message.headers, message.body),
          sheet(message.status, message.answerHeaders, message.answer),
        );
        details.append(make('p', { class: 'dim small' }, make('code', {}, ref)));
      },
      { once: true },
    );
    return details;
  };

  /** @param {string} first @param {[string, string][]} headers @param {string} body */
  const sheet = (first, headers, body) => {
    const pre = make('pre', { tabindex: '0' }, make('b', {}, first), '\n');
    for (const [name, value] of headers) pre.append(make('span', { class: 'dim' }, `${name}: `), `${value}\n`);
    if (body !== '') pre.append('\n', pretty(body));
    return pre;
  };

  /** JSON with line breaks; anything else as it came. @param {string} text */
  const pretty = (text) => {
    try {
      return JSON.stringify(JSON.parse(text), null, 2);
    } catch {
      return text;
    }
  };

  /** @param {unknown[][]} items */
  const timelineList = (items) => {
    const list = make('ol', {});
    let attempt = 1;
    for (const item of items) {
      if (item[0] === 'x') {
        list.append(make('li', { class: 'wire' }, messageElement(String(item[1]))));
        continue;
      }
      const [, number, actor, text, ms, ok, detail] = item;
      if (Number(number) !== attempt) {
        attempt = Number(number);
        list.append(make('li', { class: 'attempt' }, `Attempt ${attempt}`));
      }
      const line = make(
        'li',
        { class: ok ? 'step-ok' : 'step-bad' },
        `${ok ? '✓' : '✗'} `,
        make('b', {}, String(actor)),
        ` ${text} `,
        make('span', { class: 'dim small' }, duration(Number(ms))),
      );
      if (detail) line.append(make('br', {}), make('code', {}, String(detail)));
      list.append(line);
    }
    return list;
  };

  for (const box of document.querySelectorAll('[data-messages]')) {
    const details = box.closest('details');
    if (!(box instanceof HTMLElement) || !details) continue;
    details.addEventListener(
      'toggle',
      () => box.replaceChildren(...(box.dataset.messages || '').split(' ').map(messageElement)),
      { once: true },
    );
  }

  /** @param {HTMLElement} row */
  const toggleTimeline = (row, /** @type {boolean} */ only) => {
    const next = row.nextElementSibling;
    if (next && next.classList.contains('timeline')) {
      if (!only) next.remove();
      return;
    }
    const items = data.timelines[row.id];
    if (!items) return;
    row.after(make('tr', { class: 'timeline' }, make('td', { colspan: '5' }, timelineList(items))));
  };
  const addTimelineButtons = (/** @type {ParentNode} */ within) => {
    for (const row of within.querySelectorAll('tr[id^="cell-"]')) {
      if (!(row instanceof HTMLElement) || !data.timelines[row.id] || row.querySelector('button')) continue;
      const button = make('button', { type: 'button' }, 'timeline');
      button.addEventListener('click', () => toggleTimeline(row, false));
      row.lastElementChild?.append(button);
    }
  };
  for (const details of document.querySelectorAll('details.pair'))
    details.addEventListener('toggle', () => addTimelineButtons(details), { once: true });

  // --- very many cells: a journey is built when asked for -------------------------------------------------------------------

  const safe = (/** @type {string} */ part) =>
    part.replace(/[^A-Za-z0-9._~-]/g, (c) => `_${(c.codePointAt(0) || 0).toString(16)}`);
  const view = document.getElementById('pair-view');
  /** @type {Map<string, number[][]> | undefined} */
  let byPair;
  const cellsOfPair = (/** @type {string} */ name) => {
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
  };
  /** Shows the journey that an anchor names. @param {string} anchor */
  const showPair = (anchor) => {
    const name = /^(?:pair|cell)-(.+?--.+?)(?:-[^-]+-(?:ui|api))?$/.exec(anchor);
    const cells = view && name ? cellsOfPair(name[1]) : undefined;
    if (!view || !cells) return;
    const [sender, receiver] = [data.parties[cells[0][0]][1], data.parties[cells[0][1]][1]];
    const body = make('tbody', {});
    for (const [, , flow, via, verdict, ms, reason, lead] of cells) {
      const word = data.verdicts[verdict];
      const [letter, title] = data.flows[flow];
      const what = make('td', {}, reason < 0 ? '' : data.reasons[reason]);
      if (lead >= 0) what.append(' ', make('a', { href: `#finding-${data.leads[lead]}` }, 'cause'));
      body.append(
        make(
          'tr',
          { id: `cell-${name[1]}-${safe(letter)}-${data.vias[via]}`, tabindex: '-1', 'data-verdict': word },
          make('th', { scope: 'row' }, make('b', {}, letter), ` ${title}`),
          make('td', {}, data.vias[via]),
          make('td', {}, make('span', { class: `badge ${verdictClass(word)}` }, `${GLYPHS[word]} ${word}`)),
          make('td', { class: 'num' }, ms > 0 ? duration(ms) : ''),
          what,
        ),
      );
    }
    const head = make(
      'thead',
      {},
      make(
        'tr',
        {},
        ...['Flow', 'Via', 'Verdict', 'Time', 'What happened'].map((text) => make('th', { scope: 'col' }, text)),
      ),
    );
    view.replaceChildren(
      make('h3', {}, `${sender} → ${receiver}`),
      make('div', { class: 'scroll' }, make('table', { class: 'plain cells' }, head, body)),
    );
    addTimelineButtons(view);
  };

  // --- the address: an anchor, then filters: #finding-abc?verdict=fail&party=x ----------------------------------------------

  const filters = /** @type {HTMLFormElement | null} */ (document.getElementById('filters'));
  const NAMES = ['verdict', 'party', 'via', 'text'];
  const readAddress = () => {
    const [anchor = '', query = ''] = location.hash.slice(1).split('?');
    const values = new URLSearchParams(query);
    return {
      anchor: decodeURIComponent(anchor),
      filter: Object.fromEntries(NAMES.map((name) => [name, values.get(name) || ''])),
    };
  };
  let { filter } = readAddress();
  const writeAddress = () => {
    const values = new URLSearchParams(Object.entries(filter).filter(([, value]) => value !== ''));
    const query = values.toString();
    const { anchor } = readAddress();
    history.replaceState(null, '', `#${anchor}${query === '' ? '' : `?${query}`}`);
  };

  /** Opens what is around the anchor, shows its timeline, and moves there. */
  const goTo = (/** @type {string} */ anchor) => {
    if (anchor === '') return;
    if (/^(pair|cell)-/.test(anchor)) showPair(anchor);
    let target = document.getElementById(anchor);
    if (!target && anchor.startsWith('finding-'))
      target = document.getElementById(`finding-${data.aliases[anchor.slice(8)]}`);
    if (!target && /^(pair|cell)-/.test(anchor)) target = view;
    if (!target) return;
    for (
      let box = target.closest('details');
      box;
      box = box.parentElement ? box.parentElement.closest('details') : null
    )
      box.open = true;
    for (const old of document.querySelectorAll('.here')) old.classList.remove('here');
    if (target.id.startsWith('cell-')) {
      target.classList.add('here');
      addTimelineButtons(target.parentElement || document);
      toggleTimeline(target, true);
    }
    target.scrollIntoView({ block: target.id.startsWith('cell-') ? 'center' : 'start' });
    if (target.hasAttribute('tabindex')) target.focus({ preventScroll: true });
  };

  /** @param {Element} element */
  const fits = (element) => {
    const { verdict = '', parties, via } = /** @type {HTMLElement} */ (element).dataset;
    if (filter.verdict !== '' && !filter.verdict.split(',').some((wanted) => verdict.split(' ').includes(wanted)))
      return false;
    if (filter.party !== '' && parties !== undefined && !parties.split(' ').includes(filter.party)) return false;
    if (filter.via !== '' && via !== undefined && via !== '' && !via.split(' ').includes(filter.via)) return false;
    return filter.text === '' || (element.textContent || '').toLowerCase().includes(filter.text.toLowerCase());
  };
  const applyFilter = () => {
    const any = Object.values(filter).some((value) => value !== '');
    let shown = 0;
    const articles = document.querySelectorAll('.finding');
    for (const article of articles) {
      const fit = !any || fits(article);
      article.classList.toggle('out', !fit);
      if (fit) shown += 1;
    }
    for (const row of document.querySelectorAll('.checks tr[data-verdict]'))
      row.classList.toggle('out', any && !fits(row));
    for (const area of document.querySelectorAll('.checks tbody'))
      area.classList.toggle('out', any && !area.querySelector('tr[data-verdict]:not(.out)'));
    for (const pair of document.querySelectorAll('details.pair')) {
      let fit = 0;
      for (const row of pair.querySelectorAll('tr[data-verdict]')) {
        const keep = !any || fits(row);
        row.classList.toggle('out', !keep);
        if (keep) fit += 1;
      }
      pair.classList.toggle('out', fit === 0);
    }
    const { verdict, via } = filter;
    for (const line of document.querySelectorAll('.via-line'))
      line.classList.toggle('out', via !== '' && /** @type {HTMLElement} */ (line).dataset.via !== via);
    for (const tile of document.querySelectorAll('.tile')) {
      tile.classList.toggle(
        'faded',
        verdict !== '' && !verdict.split(',').includes(/** @type {HTMLElement} */ (tile).dataset.verdict || ''),
      );
    }
    if (!filters) return;
    const output = filters.querySelector('output');
    if (output) output.textContent = any ? `${shown} of ${articles.length} findings` : '';
    const clear = filters.querySelector('button');
    if (clear) clear.hidden = !any;
    for (const name of ['party', 'via', 'text']) {
      const field = filters.elements.namedItem(name);
      if ((field instanceof HTMLSelectElement || field instanceof HTMLInputElement) && field.value !== filter[name])
        field.value = filter[name];
    }
    for (const button of document.querySelectorAll('[data-filter-verdict]')) {
      const name = button.getAttribute('data-filter-verdict') || '';
      button.setAttribute('aria-pressed', String(verdict.split(',').includes(name)));
    }
  };
  const setFilter = (/** @type {Record<string, string>} */ change) => {
    filter = { ...filter, ...change };
    writeAddress();
    applyFilter();
  };
  filters?.addEventListener('input', (event) => {
    const field = event.target;
    if (field instanceof HTMLSelectElement || field instanceof HTMLInputElement)
      setFilter({ [field.name]: field.value });
  });
  filters?.addEventListener('submit', (event) => event.preventDefault());
  filters?.addEventListener('reset', (event) => {
    event.preventDefault();
    setFilter({ verdict: '', party: '', via: '', text: '' });
  });
  document.addEventListener('click', (event) => {
    const button = event.target instanceof Element ? event.target.closest('[data-filter-verdict]') : null;
    if (!button) return;
    const name = button.getAttribute('data-filter-verdict') || '';
    const chosen = new Set(filter.verdict.split(',').filter((part) => part !== ''));
    if (!chosen.delete(name)) chosen.add(name);
    setFilter({ verdict: [...chosen].join(',') });
  });
  // A plain link must not lose the filters.
  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a[href^="#"]') : null;
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const anchor = (link.getAttribute('href') || '#').slice(1);
    const query = location.hash.split('?')[1];
    event.preventDefault();
    history.pushState(null, '', `#${anchor}${query ? `?${query}` : ''}`);
    goTo(decodeURIComponent(anchor));
  });
  const follow = () => {
    const address = readAddress();
    filter = address.filter;
    applyFilter();
    goTo(address.anchor);
  };
  addEventListener('hashchange', follow);
  addEventListener('popstate', follow);

  // --- keyboard ---------------------------------------------------------------------------------------------------------

  document.addEventListener('keydown', (event) => {
    if (
      event.key !== '/' ||
      event.ctrlKey ||
      event.metaKey ||
      (event.target instanceof Element && event.target.matches('input, select, textarea'))
    )
      return;
    const field = filters?.elements.namedItem('text');
    if (!(field instanceof HTMLInputElement)) return;
    event.preventDefault();
    field.focus();
  });

  const table = document.getElementById('matrix-table');
  if (table) {
    // One stop for Tab; arrow keys move between letters (or pairs) by what stands next to them on the screen.
    const links = [...table.querySelectorAll('tbody a')];
    for (const [index, link] of links.entries()) if (index > 0) link.setAttribute('tabindex', '-1');
    const lines = () => [
      ...table.querySelectorAll(table.classList.contains('dense') ? 'tbody tr' : '.via-line:not(.out)'),
    ];
    table.addEventListener('keydown', (event) => {
      const here = event.target;
      if (!(here instanceof HTMLAnchorElement) || !/^Arrow|^Home$|^End$/.test(event.key)) return;
      event.preventDefault();
      const to = neighbour(here, event.key);
      if (!to) return;
      here.setAttribute('tabindex', '-1');
      to.setAttribute('tabindex', '0');
      to.focus();
    });
    /** @param {HTMLAnchorElement} here @param {string} key @returns {HTMLElement | undefined} */
    const neighbour = (here, key) => {
      const at = links.indexOf(here);
      if (key === 'Home') return /** @type {HTMLElement} */ (links[0]);
      if (key === 'End') return /** @type {HTMLElement} */ (links[links.length - 1]);
      if (key === 'ArrowRight') return /** @type {HTMLElement} */ (links[at + 1]);
      if (key === 'ArrowLeft') return /** @type {HTMLElement} */ (links[at - 1]);
      const box = here.getBoundingClientRect();
      const down = key === 'ArrowDown';
      const far = (/** @type {DOMRect} */ other) =>
        Math.abs(other.top - box.top) * 10 + Math.abs(other.left - box.left);
      const ahead = (
        table.classList.contains('dense') ? links : lines().flatMap((line) => [...line.querySelectorAll('a')])
      ).filter((link) => {
        const other = link.getBoundingClientRect();
        return down ? other.top > box.top + 2 : other.top < box.top - 2;
      });
      ahead.sort((a, b) => far(a.getBoundingClientRect()) - far(b.getBoundingClientRect()));
      return /** @type {HTMLElement | undefined} */ (ahead[0]);
    };
    // With very many pairs a cell is bare text.
    table.addEventListener('click', (event) => {
      const cell = event.target instanceof Element ? event.target.closest('td') : null;
      const row = cell?.closest('tr');
      if (
        !cell ||
        !row ||
        !(row.parentElement instanceof HTMLTableSectionElement) ||
        cell.querySelector('a') ||
        data.cells.length === 0
      )
        return;
      const sender = data.parties[row.sectionRowIndex];
      const receiver = data.parties[cell.cellIndex - 1];
      if (sender && receiver) location.hash = `pair-${safe(sender[0])}--${safe(receiver[0])}`;
    });
  }

  // Everything that matters on paper is open on paper.
  addEventListener('beforeprint', () => {
    for (const details of document.querySelectorAll('#findings details, footer details'))
      details.setAttribute('open', '');
  });

  follow();
})();
