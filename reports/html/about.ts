import { describeStale } from '../baseline-match.js';
import type { RunModel } from '../model.js';
import { nameOf } from '../sentence.js';
import { duration } from '../text.js';
import { timesOf } from '../times.js';
import { type Html, html } from './markup.js';

const EXIT_WORDS = {
  0: 'everything is as it should be, or known',
  1: 'something is red and not known beforehand',
  2: 'the preflight failed',
  3: 'our fault, or an incomplete run',
  4: 'a baseline entry is out of date',
} as const;

/** What the run was, what it left out, and how far it can be trusted. */
export function about(model: RunModel): Html {
  const { tool, coverage, prediction } = model;
  const stale = describeStale(model.stale);
  const rows: [string, string | Html | undefined][] = [
    ['Tool', `${tool.name} ${tool.version}${tool.commit === undefined ? '' : `, commit ${tool.commit}`}`],
    [
      'Run',
      `${model.run} (${model.command}), ${model.startedAt}${model.ms === undefined ? ', not finished' : `, ${duration(model.ms)}`}`,
    ],
    ['Machine', model.platform],
    [
      'OCM version',
      model.spec === undefined ? 'chosen per target by what it announces and serves' : `${model.spec}, pinned`,
    ],
    ['Exit code', `${model.exit}: ${EXIT_WORDS[model.exit]}`],
    ['Verdicts', `${model.results.length} checks and ${model.cells.size} flow outcomes`],
    ['Times', timesOf(model)],
    ['Prediction', prediction?.headline],
    [
      'Clauses',
      coverage.ledger &&
        `${coverage.ledger.covered} covered by checks, ${coverage.ledger.excluded} excluded with a reason, ${coverage.ledger.open} open`,
    ],
    [
      'Mutants',
      coverage.mutants &&
        `${coverage.mutants.killed} of ${coverage.mutants.total} deliberately wrong servers are caught by these checks`,
    ],
  ];
  return html`<footer id="about" aria-labelledby="about-h"><h2 id="about-h">About this run</h2>
<dl class="about">${rows.map(([name, value]) => value !== undefined && html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
${model.notTried.length > 0 && html`<details class="more"><summary>Not tried <span class="dim">(${model.notTried.length})</span></summary><ul>${model.notTried.slice(0, 500).map((item) => html`<li><code>${item.check}</code> on ${nameOf(model, item.target)}: ${item.reason}</li>`)}</ul></details>`}
${stale.length > 0 && html`<details class="more" open><summary>Baseline entries out of date <span class="dim">(${stale.length})</span></summary><ul>${stale.map((line) => html`<li>${line}</li>`)}</ul></details>`}
${model.leftBehind.length > 0 && html`<details class="more"><summary>Left behind <span class="dim">(${model.leftBehind.length})</span></summary><ul>${model.leftBehind.slice(0, 500).map((item) => html`<li>${nameOf(model, item.target)}: ${item.what} <span class="dim">(${item.reason})</span></li>`)}</ul></details>`}
<p class="dim small">The reference peer is a plain OCM server of this tool; every verdict above can be repeated with the command beside it. Secrets are taken out before anything is written.</p>
</footer>`;
}
