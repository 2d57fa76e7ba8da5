import type { Via } from '../../vocabulary.js';
import { viaName } from '../blame.js';
import { cellsOf, GLYPHS, lettersByVerdict, MISSING_GLYPH, usedVerdicts, VERDICT_WORDS } from '../glyphs.js';
import type { ModelCell, RootCause, RunModel } from '../model.js';
import { rank } from '../rollup.js';
import { nameOf } from '../sentence.js';
import { cellAnchor, type Html, html, pairAnchor, verdictClass } from './markup.js';

/** Above this many cells a pair shows counts instead of one tile per flow, and its details are built when asked for. */
export const MANY_CELLS = 2000;
/** Up to this many letters are explained without being asked. */
const FEW_LETTERS = 8;
/** Above this many pairs a matrix cell is bare text; the script makes it clickable. */
const MANY_PAIRS = 4000;
/** Pairs in each part of such a matrix: few enough that a browser lays out one or two parts at first. */
const PAIRS_IN_PART = 2500;

/** The matrix: senders in rows, receivers in columns, flows as letters, one line per via. */
export function matrix(model: RunModel): Html {
  if (model.cells.size === 0) return html``;
  const dense = model.cells.size > MANY_CELLS;
  return html`<section id="matrix" aria-labelledby="matrix-h"><h2 id="matrix-h">Matrix</h2>
<p class="dim hint">A row sends, a column receives. Each letter is one thing people do; follow it to what happened.${!dense && html` <span class="script">With the keyboard: Tab to a letter, then the arrow keys.</span>`}</p>
${signs(model)}
${letters(model)}
<div class="scroll" role="region" aria-labelledby="matrix-h" tabindex="0" id="matrix-table">${tables(model, dense)}</div></section>`;
}

/** One table; for very many pairs one per group of senders, so that a browser lays out only what is on the screen. */
function tables(model: RunModel, dense: boolean): Html[] {
  const bare = model.parties.length ** 2 > MANY_PAIRS;
  const size = bare ? Math.max(1, Math.floor(PAIRS_IN_PART / model.parties.length)) : model.parties.length;
  const columns = model.parties.map(
    (party) => html`<th scope="col">${nameOf(model, party)}${!dense && guilt(model, party, 'receiver')}</th>`,
  );
  const groups: Html[] = [];
  for (let from = 0; from < model.parties.length; from += size) {
    const rows = model.parties.slice(from, from + size).map((sender, index) => {
      const cells = model.parties.map((receiver) =>
        dense ? denseCell(model, sender, receiver, bare) : fullCell(model, sender, receiver),
      );
      return html`<tr${bare && html` data-sender="${from + index}"`}><th scope="row">${nameOf(model, sender)}${!dense && guilt(model, sender, 'sender')}</th>${cells}</tr>\n`;
    });
    groups.push(html`<table class="matrix${dense ? ' dense' : ''}">
<thead><tr><td class="corner"><span class="dim">sends ↓</span> <span class="dim">receives →</span></td>${columns}</tr></thead>
<tbody>${rows}</tbody></table>`);
  }
  return bare ? groups.map((group) => html`<div class="part">${group}</div>`) : groups;
}

/** Names the guilty: how many red cells of this row (or column) are this party's own doing. */
function guilt(model: RunModel, party: string, role: 'sender' | 'receiver'): Html {
  const other = role === 'sender' ? 'receiver' : 'sender';
  const ownCells = (cause: RootCause): string[] =>
    cause.findings
      .filter((finding) => finding.blame.some((blame) => blame.party === party && blame.role !== other))
      .flatMap((finding) => finding.explains.filter((key) => model.cells.get(key)?.[role] === party));
  const causes = model.rootCauses.filter((cause) => ownCells(cause).length > 0);
  const cells = new Set(causes.flatMap(ownCells)).size;
  if (cells === 0) return html``;
  const known = causes.every((cause) => cause.accepted);
  return html`<br><a class="badge is-fail${known ? ' known' : ''}" href="#finding-${causes[0]?.id ?? ''}"><span aria-hidden="true">${GLYPHS.fail}</span> to blame for ${cells}${known && ', known'}</a>`;
}

function fullCell(model: RunModel, sender: string, receiver: string): Html {
  return html`<td${sender === receiver && html` class="self"`}>${model.vias.map((via) => line(model, sender, receiver, via))}</td>`;
}

function line(model: RunModel, sender: string, receiver: string, via: Via): Html {
  const promised = new Set(model.missing.cells);
  const tiles = cellsOf(model, sender, receiver, via).flatMap(({ letter, cell }) => {
    if (cell) return tile(model, cell);
    if (!promised.has(`${sender}|${receiver}|${letter}|${via}`)) return [];
    return html`<span class="tile missing" title="${letter}: planned, but there is no outcome">${letter}<span aria-hidden="true">${MISSING_GLYPH}</span></span>`;
  });
  // Not every pair goes every way.
  if (tiles.length === 0) return html``;
  return html`<div class="via-line" data-via="${via}"><span class="via">${via}</span><span class="tiles">${tiles}</span></div>`;
}

function tile(model: RunModel, cell: ModelCell): Html {
  const flow = model.flows.find((known) => known.letter === cell.flow);
  const only = cell.reach === 'pair' ? ', only in this pair' : '';
  const known = cell.accepted ? ', known' : '';
  const label = `${cell.flow} ${flow?.name ?? ''}, ${nameOf(model, cell.sender)} to ${nameOf(model, cell.receiver)}, ${viaName(cell.via)}: ${cell.verdict}${only}${known}`;
  const classes = `tile ${verdictClass(cell.verdict)}${only === '' ? '' : ' only'}${known === '' ? '' : ' known'}`;
  return html`<a class="${classes}" href="#${cellAnchor(cell)}" aria-label="${label}" title="${flow?.title ?? cell.flow}: ${cell.verdict}${only}${known}" data-verdict="${cell.verdict}">${cell.flow}<span aria-hidden="true">${GLYPHS[cell.verdict]}</span></a>`;
}

/** For many parties: what is not green, counted, worst first. */
function denseCell(model: RunModel, sender: string, receiver: string, bare: boolean): Html {
  const counts = new Map<string, number>();
  let worst: ReturnType<typeof lettersByVerdict>[number] | undefined;
  for (const via of model.vias) {
    for (const group of lettersByVerdict(model, sender, receiver, via)) {
      counts.set(group.glyph, (counts.get(group.glyph) ?? 0) + group.letters.length);
      if (!worst || (group.verdict && rank(group.verdict) < rank(worst.verdict ?? 'n/a'))) worst = group;
    }
  }
  if (!worst) return html`<td></td>`;
  const text =
    worst.verdict === 'pass' || worst.verdict === 'n/a'
      ? worst.glyph
      : `${worst.glyph}${counts.get(worst.glyph) ?? ''}`;
  const kind = verdictClass(worst.verdict);
  return bare
    ? html`<td${worst.verdict !== 'pass' && html` class="${kind}"`}>${text}</td>`
    : html`<td class="${kind}"><a href="#${pairAnchor(sender, receiver)}">${text}</a></td>`;
}

/** What colours and signs mean: a line that everybody needs. */
function signs(model: RunModel): Html {
  const only = [...model.cells.values()].some((cell) => cell.reach === 'pair');
  const known = [...model.cells.values()].some((cell) => cell.accepted);
  return html`<ul class="signs">${usedVerdicts(model).map((verdict) => html`<li><span class="sign ${verdictClass(verdict)}" aria-hidden="true">${GLYPHS[verdict]}</span> ${VERDICT_WORDS[verdict]}</li>`)}${only && html`<li><span class="sign is-fail only" aria-hidden="true">${GLYPHS.fail}</span> red only in this pair</li>`}${known && html`<li><span class="sign is-fail known" aria-hidden="true">${GLYPHS.fail}</span> known beforehand</li>`}</ul>`;
}

/** What the letters stand for: folded where there are many, as every letter tells its name itself and the matrix is what people came for. */
function letters(model: RunModel): Html {
  const { flows } = model;
  return html`<details class="letters" id="letters"${flows.length <= FEW_LETTERS && html` open`}><summary>What the ${flows.length} letters stand for</summary><dl>${flows.map((flow) => html`<div><dt>${flow.letter}</dt><dd>${flow.title}</dd></div>`)}</dl></details>`;
}
