import { createHash } from 'node:crypto';
import { openEvidenceReader } from '../evidence.js';
import type { RunModel } from '../model.js';
import { nameOf } from '../sentence.js';
import { printable } from '../text.js';
import { about } from './about.js';
import { pageScript, pageStyle } from './assets.js';
import { checks } from './checks.js';
import { findings } from './findings.js';
import { header, parties } from './header.js';
import { journeys } from './journeys.js';
import { Html, html } from './markup.js';
import { MANY_CELLS, matrix } from './matrix.js';
import { payload } from './payload.js';

/**
 * The run as one HTML file that opens from disk: style, script and data inside, nothing fetched.
 * A content security policy allows exactly this style and script, so that even unescaped text of a stranger could not run.
 * Evidence is read from the model's folder.
 */
export function renderHtml(model: RunModel): string {
  const evidence = openEvidenceReader(model.folder);
  const style = `${pageStyle()}${denseWidth(model)}`;
  const script = pageScript();
  const policy = `default-src 'none'; img-src data:; style-src '${hash(style)}'; script-src '${hash(script)}'; base-uri 'none'; form-action 'none'`;
  const data = printable(JSON.stringify(payload(model, evidence)))
    .replaceAll('<', '\\u003c')
    .replaceAll('\u2028', '\\u2028')
    .replaceAll('\u2029', '\\u2029');
  const title = `OCM: ${model.targets
    .map((target) => nameOf(model, target.id))
    .slice(0, 4)
    .join(', ')}${model.targets.length > 4 ? ' …' : ''} (${model.startedAt.slice(0, 10)})`;
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="${model.tool.name} ${model.tool.version}">
<meta name="description" content="${model.sentence}">
<title>${title}</title>
<style>${new Html(style)}</style>
</head>
<body>
<a class="skip" href="#findings">Skip to the findings</a>
<div class="page">
${header(model)}
${navigation(model)}
<main>
${matrix(model)}
${findings(model, evidence)}
${parties(model)}
${checks(model)}
${journeys(model)}
</main>
${about(model)}
</div>
<script type="application/json" id="data">${new Html(data)}</script>
<script>${new Html(script)}</script>
</body>
</html>
`;
  return page.text;
}

/** A fixed width spares the browser measuring every cell of a very large matrix. */
function denseWidth(model: RunModel): string {
  return model.cells.size > MANY_CELLS ? `\n.dense { width: ${9 + model.parties.length * 2.1}rem; }` : '';
}

function hash(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

/** Jumps, and the filters that the script keeps in the address. */
function navigation(model: RunModel): Html {
  const cells = model.cells.size > 0;
  return html`<nav aria-label="Report"><ul class="jumps">${cells && html`<li><a href="#matrix">Matrix</a></li>`}<li><a href="#findings">Findings</a></li><li><a href="#parties">Parties</a></li>${model.results.length > 0 && html`<li><a href="#checks">Checks</a></li>`}${cells && html`<li><a href="#journeys">Journeys</a></li>`}<li><a href="#about">About</a></li></ul>
<form class="filters script" role="search" aria-label="Filter" id="filters"><label><span class="sr">Party</span><select name="party"><option value="">all parties</option>${model.parties.map((party) => html`<option value="${party}">${nameOf(model, party)}</option>`)}</select></label>${model.vias.length > 1 && html`<label><span class="sr">Via</span><select name="via"><option value="">both vias</option>${model.vias.map((via) => html`<option value="${via}">${via}</option>`)}</select></label>`}<label><span class="sr">Text</span><input type="search" name="text" placeholder="search (press /)" autocomplete="off"></label><button type="reset" hidden>clear</button><output class="dim small" aria-live="polite"></output></form></nav>`;
}
