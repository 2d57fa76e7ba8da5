// @ts-check
import { data, duration, make } from './dom.js';

/** A message as a fold-out. @param {string} ref */
export function messageElement(ref) {
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
  const fill = () => {
    details.append(sheet(message.line, message.headers, message.body));
    details.append(sheet(message.status, message.answerHeaders, message.answer));
    details.append(make('p', { class: 'source dim small' }, ref));
  };
  details.addEventListener('toggle', fill, { once: true });
  return details;
}

/** @param {string} first @param {[string, string][]} headers @param {string} body */
function sheet(first, headers, body) {
  const pre = make('pre', { tabindex: '0' }, make('b', {}, first), '\n');
  for (const [name, value] of headers) pre.append(make('span', { class: 'dim' }, `${name}: `), `${value}\n`);
  if (body !== '') pre.append('\n', pretty(body));
  return pre;
}

/** JSON with line breaks; anything else as it came. @param {string} text */
function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

/** @param {unknown[][]} items */
function timelineList(items) {
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
    const time = make('span', { class: 'dim small' }, duration(Number(ms)));
    const mark = make('span', { class: ok ? 'good-text' : 'status-bad' }, ok ? data.glyphs.pass : data.glyphs.fail);
    const line = make(
      'li',
      { class: ok ? 'step-ok' : 'step-bad' },
      mark,
      ' ',
      make('b', {}, String(actor)),
      ` ${text} `,
      time,
    );
    if (detail) line.append(make('br', {}), make('code', {}, String(detail)));
    list.append(line);
  }
  return list;
}

/** Shows or hides the timeline below a cell's row. @param {Element} row @param {boolean} keepOpen */
export function toggleTimeline(row, keepOpen) {
  const next = row.nextElementSibling;
  const button = row.querySelector('button');
  if (next?.classList.contains('timeline')) {
    if (keepOpen) return;
    next.remove();
    button?.setAttribute('aria-expanded', 'false');
    return;
  }
  const items = data.timelines[row.id];
  if (!items) return;
  row.after(make('tr', { class: 'timeline' }, make('td', { colspan: '5' }, timelineList(items))));
  button?.setAttribute('aria-expanded', 'true');
}

/** @param {ParentNode} within */
export function addTimelineButtons(within) {
  for (const row of within.querySelectorAll('tr[id^="cell-"]')) {
    if (!data.timelines[row.id] || row.querySelector('button')) continue;
    const button = make('button', { type: 'button', 'aria-expanded': 'false' }, 'timeline');
    button.addEventListener('click', () => toggleTimeline(row, false));
    row.lastElementChild?.append(button);
  }
}

/** Fills what the markup left for the script, when it is unfolded. */
export function startTimelines() {
  for (const box of document.querySelectorAll('[data-messages]')) {
    const refs = (box.getAttribute('data-messages') || '').split(' ');
    const fill = () => box.replaceChildren(...refs.map(messageElement));
    box.closest('details')?.addEventListener('toggle', fill, { once: true });
  }
  for (const details of document.querySelectorAll('details.pair')) {
    details.addEventListener('toggle', () => addTimelineButtons(details), { once: true });
  }
}
