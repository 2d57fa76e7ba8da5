import { viaName } from '../blame.js';
import { GLYPHS } from '../glyphs.js';
import { cellKey, type ModelCell, type RunModel } from '../model.js';
import { byVerdict } from '../rollup.js';
import { nameOf } from '../sentence.js';
import { duration } from '../text.js';
import { leadOf } from './checks.js';
import { cellAnchor, type Html, html, pairAnchor, verdictBadge, verdictClass } from './markup.js';
import { MANY_CELLS } from './matrix.js';

/** Every journey with its cells; the script adds the timeline of messages and steps. For very many cells the script builds it all, from data. */
export function journeys(model: RunModel): Html {
  if (model.cells.size === 0) return html``;
  const lazy = model.cells.size > MANY_CELLS;
  const leads = leadOf(model);
  return html`<section id="journeys" aria-labelledby="journeys-h"><h2 id="journeys-h">Journeys</h2>
<p class="dim hint">What two people did, step by step, and what the servers said to each other meanwhile.</p>
${lazy ? html`<div id="pair-view" class="pair" tabindex="-1"><p class="dim">Follow a cell of the matrix to see its journey here.</p></div><noscript><p>This run has ${model.cells.size} outcomes: their details need JavaScript here, and are in results.json without it.</p></noscript>` : model.parties.map((sender) => model.parties.map((receiver) => pair(model, sender, receiver, leads)))}
</section>`;
}

function pair(model: RunModel, sender: string, receiver: string, leads: ReadonlyMap<string, string>): Html {
  const cells = model.vias.flatMap((via) =>
    model.flows.flatMap((flow) => model.cells.get(cellKey({ sender, receiver, flow: flow.letter, via })) ?? []),
  );
  if (cells.length === 0) return html``;
  const counts = new Map<ModelCell['verdict'], number>();
  for (const cell of cells) counts.set(cell.verdict, (counts.get(cell.verdict) ?? 0) + 1);
  const summary = [...counts]
    .sort(([a], [b]) => byVerdict(a, b))
    .map(
      ([verdict, n]) =>
        html`<span class="mini ${verdictClass(verdict)}"><span aria-hidden="true">${GLYPHS[verdict]}</span>${n}<span class="sr"> ${verdict}</span></span> `,
    );
  return html`<details class="pair" id="${pairAnchor(sender, receiver)}" data-parties="${sender} ${receiver}"><summary><h3>${nameOf(model, sender)} → ${nameOf(model, receiver)}</h3> ${summary}</summary>
<div class="scroll"><table class="plain cells"><thead><tr><th scope="col">Flow</th><th scope="col">Via</th><th scope="col">Verdict</th><th scope="col">Time</th><th scope="col">What happened</th></tr></thead><tbody>${cells.map((cell) => row(model, cell, leads))}</tbody></table></div></details>\n`;
}

function row(model: RunModel, cell: ModelCell, leads: ReadonlyMap<string, string>): Html {
  const flow = model.flows.find((known) => known.letter === cell.flow);
  const links = [...new Set(cell.findings.flatMap((id) => leads.get(id) ?? []))];
  const blocker = cell.blockedBy === undefined ? undefined : model.cells.get(cell.blockedBy);
  return html`<tr id="${cellAnchor(cell)}" tabindex="-1" data-verdict="${cell.verdict}" data-via="${cell.via}" data-parties="${cell.sender} ${cell.receiver}"><th scope="row"><b>${cell.flow}</b> ${flow?.title ?? ''}</th><td><abbr title="${viaName(cell.via)}">${cell.via}</abbr></td><td>${verdictBadge(cell.verdict)}${cell.attempts > 1 && html` <span class="dim small">attempt ${cell.attempts}</span>`}</td><td class="num">${cell.ms > 0 ? duration(cell.ms) : ''}</td><td>${what(cell, blocker)}${links.map((id) => html` <a href="#finding-${id}">${model.findings.get(id)?.check ?? 'finding'}</a>`)}</td></tr>`;
}

function what(cell: ModelCell, blocker: ModelCell | undefined): Html {
  if (blocker)
    return html`waits for <a href="#${cellAnchor(blocker)}">flow ${blocker.flow}</a>, which ${blocker.verdict === 'fail' ? 'fails' : `is ${blocker.verdict}`}.`;
  if (cell.reason !== undefined)
    return html`${cell.reason}${cell.accepted && html` <span class="dim">(known: ${cell.accepted.reason})</span>`}`;
  return html``;
}
