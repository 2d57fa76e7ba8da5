import { GLYPHS } from '../glyphs.js';
import type { ModelResult, RunModel } from '../model.js';
import { resultKey } from '../outcomes.js';
import { nameOf } from '../sentence.js';
import { type Html, html, verdictClass } from './markup.js';

/** Every check by area, one column per target. */
export function checks(model: RunModel): Html {
  if (model.results.length === 0 && model.missing.checks.length === 0) return html``;
  const targets = model.targets
    .map((t) => t.id)
    .filter((id) => model.results.some((r) => r.target === id) || model.missing.checks.some((m) => m.target === id));
  const names = [...new Set([...model.results.map((r) => r.check), ...model.missing.checks.map((m) => m.check)])];
  const byArea = new Map<string, string[]>();
  for (const name of names) {
    const area = name.split('/')[0] ?? '';
    byArea.set(area, [...(byArea.get(area) ?? []), name]);
  }
  const byKey = new Map(model.results.map((result) => [resultKey(result), result]));
  const leads = leadOf(model);
  return html`<section id="checks" aria-labelledby="checks-h"><h2 id="checks-h">Checks</h2>
<p class="dim hint">What each server does alone, against the reference peer.</p>
<div class="scroll"><table class="plain checks"><thead><tr><th scope="col">Check</th>${targets.map((id) => html`<th scope="col">${nameOf(model, id)}</th>`)}</tr></thead>
${[...byArea].map(
  ([area, list]) =>
    html`<tbody><tr class="area"><th scope="rowgroup" colspan="${targets.length + 1}">${area}</th></tr>${list.map(
      (check) => {
        const row = targets.map((target) => byKey.get(resultKey({ check, target })));
        const verdicts = [...new Set(row.flatMap((r) => r?.verdict ?? []))];
        return html`<tr data-verdict="${verdicts.join(' ')}"><th scope="row"><code>${check}</code></th>${row.map((result) => cell(result, leads))}</tr>`;
      },
    )}</tbody>`,
)}</table></div></section>`;
}

function cell(result: ModelResult | undefined, leads: ReadonlyMap<string, string>): Html {
  if (!result) return html`<td class="missing">∅ <span class="dim">no outcome</span></td>`;
  const { verdict, reading, reason } = result;
  const lead = result.findings.map((id) => leads.get(id)).find((id) => id !== undefined);
  const word = html`<span aria-hidden="true">${GLYPHS[verdict]}</span> ${verdict}`;
  const shown =
    lead === undefined
      ? html`<span class="result ${verdictClass(verdict)}">${word}</span>`
      : html`<a class="result ${verdictClass(verdict)}" href="#finding-${lead}">${word}</a>`;
  const note = reading ?? (verdict === 'n/a' ? reason : undefined);
  return html`<td>${shown}${result.accepted && html` <span class="dim small">known</span>`}${note !== undefined && html`<span class="dim small note">${note}</span>`}</td>`;
}

/** Finding to the finding that leads its cause: the one with an article of its own. */
export function leadOf(model: RunModel): Map<string, string> {
  const leads = new Map<string, string>();
  for (const cause of model.rootCauses)
    for (const finding of [...cause.findings, ...cause.behind]) leads.set(finding.id, cause.lead.id);
  return leads;
}
