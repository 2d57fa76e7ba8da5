import { EXIT } from '../../vocabulary.js';
import { isNamed } from '../blame.js';
import type { EvidenceReader } from '../evidence.js';
import { blameText, clauseText, failureBlock, placeOf, reachText } from '../failure-block.js';
import type { ModelFinding, RootCause, RunModel } from '../model.js';
import { type Occurrence, occurrencesOf } from '../occurrences.js';
import { wasTried } from '../rollup.js';
import { nameOf } from '../sentence.js';
import { cellAnchor, type Html, html, verdictBadge } from './markup.js';

/** Places listed per cause, and findings linked per place; what is beyond is in results.json. */
const PLACES = 60;
/** Causes that get an entry in full; further ones get a line. */
const IN_FULL = 150;
/** Differences from a prediction that are shown at once. */
const DIFFERENCES = 20;
const PICTURE_LIMIT = 400_000;

/** Findings by root cause: what to fix first on top, then what could not be seen, then what is known. */
export function findings(model: RunModel, evidence: EvidenceReader): Html {
  const open = model.rootCauses.filter((cause) => !cause.accepted);
  const telling = open.filter((cause) => wasTried(cause.verdict) || cause.verdict === 'harness-error');
  const silent = open.filter((cause) => !telling.includes(cause));
  const known = model.rootCauses.filter((cause) => cause.accepted);
  const pictures = { left: 1_000_000 };
  const list = (causes: RootCause[], numbered: boolean): Html => {
    const entries = causes
      .slice(0, IN_FULL)
      .map((cause, index) => article(cause, numbered ? index + 1 : undefined, model, evidence, pictures));
    const rest = causes.slice(IN_FULL);
    return html`${entries}${rest.length > 0 && html`<details class="more"><summary>${rest.length} more causes, a line each</summary><ul>${rest.map((cause) => line(cause, model))}</ul></details>`}`;
  };
  return html`<section id="findings" aria-labelledby="findings-h"><h2 id="findings-h">${model.exit === EXIT.ok ? 'Findings' : 'Fix first'}</h2>
${predictionTable(model)}
${telling.length === 0 ? html`<p class="dim">${model.prediction ? 'Nothing beyond what was predicted.' : known.length > 0 ? 'Nothing new.' : 'Nothing to fix.'}</p>` : html`<p class="dim hint">One entry per cause: the same rule, clause and blame. What breaks most for people stands first.</p>`}
${list(telling, true)}
${silent.length > 0 && html`<h3 id="unseen">Could not be seen</h3><p class="dim hint">Neither good nor bad: we did not get to the point. Each says what would change that.</p>${list(silent, false)}`}
${known.length > 0 && html`<details class="known-list"${model.prediction !== undefined && html` open`} id="known"><summary><h3>${model.prediction ? 'Deliberate deviations, as predicted' : 'Known, in the baseline'} <span class="dim">(${known.length})</span></h3></summary>${list(known, false)}</details>`}
</section>`;
}

function line(cause: RootCause, model: RunModel): Html {
  const { lead } = cause;
  return html`<li id="finding-${lead.id}" tabindex="-1">${verdictBadge(cause.verdict)} <b>${headline(lead, model)}</b> ${lead.reason} <span class="dim small">${lead.check} · ${lead.id}</span></li>`;
}

function article(
  cause: RootCause,
  number: number | undefined,
  model: RunModel,
  evidence: EvidenceReader,
  pictures: { left: number },
): Html {
  const { lead } = cause;
  const block = failureBlock(lead, model);
  const parties = new Set([...lead.blame.map((blame) => blame.party), ...cause.findings.flatMap(partiesOf)]);
  return html`<article class="finding v-${cause.verdict}" id="finding-${lead.id}" tabindex="-1" data-verdict="${cause.verdict}" data-parties="${[...parties].join(' ')}" data-via="${[...new Set(cause.findings.flatMap((f) => f.via ?? []))].join(' ')}" aria-labelledby="title-${lead.id}">
<h3 id="title-${lead.id}">${number !== undefined && html`<span class="number">${number}</span>`}<span><b class="guilty">${headline(lead, model)}</b><span class="reason">${lead.reason}</span></span></h3>
<p class="tags">${verdictBadge(cause.verdict)}${wasTried(cause.verdict) && html`<span class="tag impact-${cause.impact}">${cause.impact}</span>`}${lead.level !== null && html`<span class="tag">${lead.level}</span>`}${reachText(cause, model).map((text) => html`<span class="tag${text.includes('only in this pair') ? ' in-pair' : ''}">${text}</span>`)}${lead.accepted && html`<span class="tag known">known: ${lead.accepted.reason}</span>`}</p>
<dl class="block">
<div><dt>id</dt><dd><a class="id" href="#finding-${lead.id}">${lead.check}</a> <span class="dim">${placeOf(lead, model)} · ${lead.id}</span></dd></div>
<div><dt>clause</dt><dd>${clauseLine(lead)}</dd></div>
<div><dt>expected</dt><dd>${block.expected}</dd></div>
<div><dt>received</dt><dd><code>${block.received}</code></dd></div>
<div><dt>blame</dt><dd>${block.blame}</dd></div>
<div><dt>reproduce</dt><dd><code class="command">${block.reproduce}</code></dd></div>
${
  block.curl !== undefined &&
  html`<div><dt>curl</dt><dd><code class="command">${block.curl}</code></dd></div>
`
}</dl>
${occurrences(cause, model)}
${evidenceOf(cause, evidence, pictures)}
</article>`;
}

/** The guilty party and its role; where none is known, the place. */
function headline(finding: ModelFinding, model: RunModel): string {
  const guilty = finding.blame.filter(isNamed);
  if (guilty.length > 0) return blameText(guilty, model);
  const { pair } = finding;
  const place = pair
    ? `${nameOf(model, pair.sender)} → ${nameOf(model, pair.receiver)}`
    : nameOf(model, finding.target ?? '');
  if (finding.terms !== undefined) return `${place}, neither`;
  return finding.verdict === 'fail' ? `${place}, not attributed` : place;
}

function partiesOf(finding: ModelFinding): string[] {
  return [
    ...(finding.target === undefined ? [] : [finding.target]),
    ...(finding.pair ? [finding.pair.sender, finding.pair.receiver] : []),
  ];
}

function clauseLine(finding: ModelFinding): Html {
  const [first, ...rest] = finding.clauses;
  if (first === undefined) return html`<span class="dim">none: the flow itself is what people need</span>`;
  const { statement, link } = clauseText(first);
  const name = link === undefined ? html`<b>${first}</b>` : html`<a href="${link}" rel="noreferrer">${first}</a>`;
  return html`${name}${finding.level !== null && html` <b>${finding.level}</b>`} <span class="dim">in OCM ${finding.spec}</span>${statement !== undefined && html`<br>${statement}`}${rest.length > 0 && html` <span class="dim">Also ${rest.join(', ')}.</span>`}`;
}

function occurrences(cause: RootCause, model: RunModel): Html {
  const waiting = cause.behind.length;
  if (cause.findings.length < 2 && waiting === 0) return html``;
  const places = occurrencesOf(cause, model);
  const shown = places.slice(0, PLACES);
  return html`<details class="more"><summary>Where it shows <span class="dim">(${cause.findings.length} ${cause.findings.length === 1 ? 'time' : 'times'}${waiting > 0 && `, ${waiting} blocked behind it`})</span></summary>
<ul class="places">${shown.map(
    (place) => html`<li><b>${place.where}</b> ${links(place, model)}</li>`,
  )}${places.length > shown.length && html`<li class="dim">and ${places.length - shown.length} more places, in results.json</li>`}</ul></details>`;
}

/** Letters of one place as links to their cells, by via; checks by name. */
function links({ what, findings: list }: Occurrence, model: RunModel): Html {
  if (!list.some((finding) => finding.pair)) return html`<span class="dim">${what}</span>`;
  return html`${model.vias.map((via) => {
    const letters = model.flows.flatMap(({ letter }) => list.find((f) => f.flow === letter && f.via === via) ?? []);
    return (
      letters.length > 0 &&
      html`<span class="place"><span class="dim small">${via}</span> ${letters.map(({ pair, flow = '' }) => pair && html`<a href="#${cellAnchor({ ...pair, flow, via })}">${flow}</a> `)}</span>`
    );
  })}`;
}

/** Messages are put in by the script; without it, links to the files beside the report. Pictures are part of the page. */
function evidenceOf(cause: RootCause, evidence: EvidenceReader, pictures: { left: number }): Html {
  const refs = [...new Set(cause.findings.flatMap((finding) => finding.evidence))];
  const messages = [...new Set([...cause.lead.evidence, ...refs])].filter((ref) => ref.includes('#')).slice(0, 3);
  const screens = refs.filter((ref) => /\.(png|jpe?g|webp)$/i.test(ref)).slice(0, 2);
  const other = refs.filter((ref) => !ref.includes('#') && !screens.includes(ref)).slice(0, 4);
  if (messages.length + screens.length + other.length === 0) return html``;
  return html`<details class="more"><summary>Evidence <span class="dim">(${messages.length + screens.length + other.length})</span></summary>
${messages.length > 0 && html`<div class="messages" data-messages="${messages.join(' ')}"><noscript><ul>${messages.map((ref) => html`<li>${fileLink(ref)}</li>`)}</ul></noscript></div>`}
${screens.map((ref) => {
  const data = evidence.picture(ref, Math.min(PICTURE_LIMIT, pictures.left));
  pictures.left -= data?.length ?? 0;
  const caption = html`<figcaption>${fileLink(ref)}</figcaption>`;
  return html`<figure>${data === undefined ? html`<p class="dim">picture in the run folder:</p>` : html`<img src="${data}" alt="Screen of the web UI when the flow failed" loading="lazy">`}${caption}</figure>`;
})}
${other.length > 0 && html`<ul class="files">${other.map((ref) => html`<li>${fileLink(ref)}</li>`)}</ul>`}</details>`;
}

/** Link to a file beside the report; anything else than a plain path below evidence/ is shown, not linked. */
function fileLink(ref: string): Html {
  const path = ref.split('#')[0] ?? '';
  if (!/^evidence\/[A-Za-z0-9._/-]+$/.test(path) || path.includes('..')) return html`<code>${ref}</code>`;
  return html`<a href="${path}">${ref.slice('evidence/'.length)}</a>`;
}

function predictionTable(model: RunModel): Html {
  const { prediction } = model;
  if (!prediction || prediction.differences.length === 0) return html``;
  const rows = prediction.differences.map(
    (d) =>
      html`<tr><th scope="row">${d.label}</th><td>${verdictBadge(d.predicted)}</td><td>${verdictBadge(d.got)}</td><td>${d.direction}</td></tr>`,
  );
  const table = (some: Html[]): Html =>
    html`<div class="scroll"><table class="plain"><thead><tr><th scope="col">Outcome</th><th scope="col">Predicted</th><th scope="col">Got</th><th scope="col">Direction</th></tr></thead><tbody>${some}</tbody></table></div>`;
  const rest = rows.slice(DIFFERENCES, 2000);
  return html`<h3 id="differences">Not as predicted</h3>${table(rows.slice(0, DIFFERENCES))}${rest.length > 0 && html`<details class="more"><summary>${rest.length} more differences</summary>${table(rest)}</details>`}`;
}
