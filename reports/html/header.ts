import { VERDICTS } from '../../vocabulary.js';
import { GLYPHS, VERDICT_WORDS } from '../glyphs.js';
import type { PartyRollup, RunModel } from '../model.js';
import { byVerdict } from '../rollup.js';
import { nameOf } from '../sentence.js';
import { duration } from '../text.js';
import { type Html, html, verdictBadge, verdictClass } from './markup.js';

/** Title, verdict in one sentence, counts and who has to do something. */
export function header(model: RunModel): Html {
  const tone = model.exit === 0 ? 'good' : model.exit === 3 ? 'ours' : 'bad';
  return html`<header class="top ${tone}">
<p class="kicker">Open Cloud Mesh ${model.cells.size > 0 ? 'interoperability' : 'conformance'} report <span class="dim">· ${model.targets
    .map((t) => nameOf(model, t.id))
    .slice(0, 6)
    .join(
      ', ',
    )}${model.targets.length > 6 && `, and ${model.targets.length - 6} more`} · <time datetime="${model.startedAt}">${model.startedAt.slice(0, 16).replace('T', ' ')} UTC</time>${model.ms !== undefined && ` · ${duration(model.ms)}`}</span></p>
<h1><span class="mark" aria-hidden="true">${GLYPHS[tone === 'good' ? 'pass' : tone === 'ours' ? 'harness-error' : 'fail']}</span> <span>${model.sentence}</span></h1>
${model.asides.length > 0 && html`<p class="asides">${model.asides.join(' ')}</p>`}
${model.problems.length > 0 && html`<ul class="problems">${model.problems.map((p) => html`<li><b>${p.kind}</b> ${p.message}</li>`)}</ul>`}
${tallies(model)}
</header>`;
}

function tallies(model: RunModel): Html {
  const used = [...VERDICTS].sort(byVerdict).filter((verdict) => model.counts[verdict] > 0);
  return html`<ul class="tallies" aria-label="Outcomes by verdict">${used.map(
    (verdict) =>
      html`<li><button type="button" class="tally ${verdictClass(verdict)}" data-filter-verdict="${verdict}" aria-pressed="false" title="${VERDICT_WORDS[verdict]}: show only these"><span aria-hidden="true">${GLYPHS[verdict]}</span> <b>${model.counts[verdict]}</b> ${verdict}</button></li>`,
  )}</ul>`;
}

/** One row a party: what it is, how it does in each role, and how many causes name it. */
export function parties(model: RunModel): Html {
  const rows = model.rollup;
  if (rows.length === 0) return html``;
  const journeys = model.cells.size > 0;
  const checks = model.results.length > 0;
  return html`<section id="parties" aria-labelledby="parties-h"><h2 id="parties-h">Who took part</h2>
<p class="dim hint">The worst verdict in each role, whoever is to blame for it; who is stands in the last column.</p>
<div class="scroll"><table class="plain parties"><thead><tr><th scope="col">Party</th><th scope="col">Version</th><th scope="col">OCM version applied</th>${journeys && html`<th scope="col">Sending</th><th scope="col">Receiving</th>`}${checks && html`<th scope="col">Checks</th>`}<th scope="col">To blame for</th></tr></thead>
<tbody>${rows.map((row) => partyRow(row, model, journeys, checks))}</tbody></table></div></section>`;
}

function partyRow(row: PartyRollup, model: RunModel, journeys: boolean, checks: boolean): Html {
  const target = model.targets.find((known) => known.id === row.party);
  const seen = model.seen[row.party];
  const none = html`<span class="dim">not tried</span>`;
  const causes = model.rootCauses.filter(
    (cause) => !cause.accepted && cause.lead.blame.some((blame) => blame.party === row.party),
  );
  return html`<tr data-parties="${row.party}"><th scope="row">${row.label}${target && html`<br><span class="dim small">${target.url}</span>`}</th>
<td>${seen?.version ?? target?.version ?? html`<span class="dim">not known</span>`}</td>
<td>${seen ? html`${seen.spec} <span class="dim small">${seen.specReason}</span>` : html`<span class="dim">${target ? 'not seen' : 'any'}</span>`}</td>
${journeys && html`<td>${row.sending ? verdictBadge(row.sending) : none}</td><td>${row.receiving ? verdictBadge(row.receiving) : none}</td>`}
${checks && html`<td>${row.checks ? verdictBadge(row.checks) : target ? none : html`<span class="dim">not judged</span>`}</td>`}
<td>${row.toBlame === 0 ? html`<span class="dim">nothing</span>` : html`<a href="#finding-${causes[0]?.id ?? ''}">${row.toBlame} ${row.toBlame === 1 ? 'cause' : 'causes'}</a>`}</td></tr>`;
}
