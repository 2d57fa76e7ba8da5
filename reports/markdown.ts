import { describeStale } from './baseline-match.js';
import { clauseText, failureBlock, placeOf, reachText } from './failure-block.js';
import { GLYPHS, joinLetters, lettersByVerdict, SPELLED_OUT, usedVerdicts, VERDICT_WORDS } from './glyphs.js';
import { code, plain, table } from './markdown-text.js';
import type { RootCause, RunModel } from './model.js';
import { occurrencesOf } from './occurrences.js';
import { nameOf } from './sentence.js';
import { timesOf } from './times.js';

/** The run as Markdown: for a repository, an issue, a CI job summary. Reads well as plain text too. */
export function renderMarkdown(model: RunModel): string {
  const title = model.cells.size > 0 || model.missing.cells.length > 0 ? 'OCM interoperability' : 'OCM conformance';
  const parts = [
    `# ${title}`,
    `**${plain(model.sentence)}**`,
    ...(model.asides.length > 0 ? [plain(model.asides.join(' '))] : []),
    about(model),
  ];
  if (model.problems.length > 0)
    parts.push(model.problems.map((problem) => `- ${GLYPHS['harness-error']} ${plain(problem.message)}`).join('\n'));
  const times = timesOf(model);
  if (model.cells.size > 0)
    parts.push('## Matrix', matrix(model), legend(model), ...(times === undefined ? [] : [plain(times)]));
  const { prediction } = model;
  if (prediction && prediction.differences.length > 0) {
    parts.push(
      '## Not as predicted',
      table(
        ['outcome', 'predicted', 'got'],
        prediction.differences.map((d) => [plain(d.label), d.predicted, `${d.got} (${d.direction})`]),
      ),
    );
  }
  if (prediction && prediction.deviations.length > 0) {
    parts.push(
      '## Deviations found',
      prediction.deviations
        .map(
          (d) =>
            `- ${plain(d.reason)} - blamed: ${d.blamed.map((party) => plain(nameOf(model, party))).join(', ') || 'nobody'}`,
        )
        .join('\n'),
    );
  }
  const open = model.rootCauses.filter((cause) => !cause.accepted);
  const known = model.rootCauses.filter((cause) => cause.accepted);
  if (open.length > 0) parts.push('## Fix first', ...open.map((cause, index) => causeText(cause, index + 1, model)));
  if (known.length > 0) parts.push(`## Known`, known.map((cause) => knownText(cause, model)).join('\n'));
  if (model.results.length > 0) parts.push('## Checks', checks(model));
  const stale = describeStale(model.stale);
  if (stale.length > 0) parts.push('## Stale baseline entries', stale.map((line) => `- ${plain(line)}`).join('\n'));
  if (model.notTried.length > 0) {
    parts.push(
      '## Not tried',
      model.notTried
        .map((item) => `- \`${code(item.check)}\` on ${plain(nameOf(model, item.target))}: ${plain(item.reason)}`)
        .join('\n'),
    );
  }
  return `${parts.join('\n\n')}\n`;
}

function about(model: RunModel): string {
  const rows = model.targets.map((target) => {
    const seen = model.seen[target.id];
    return [
      plain(nameOf(model, target.id)),
      plain(seen?.version ?? target.version ?? ''),
      seen ? `${seen.spec} (${plain(seen.specReason)})` : '',
      plain(seen?.apiVersion ?? ''),
    ];
  });
  return `${table(['target', 'version', 'OCM version applied', 'apiVersion it announces'], rows)}\n\n${plain(model.tool.name)} ${plain(model.tool.version)}${model.tool.commit === undefined ? '' : ` (${plain(model.tool.commit)})`}, run ${plain(model.run)}, ${model.startedAt.slice(0, 10)}`;
}

function matrix(model: RunModel): string {
  const rows = model.parties.map((sender) => [
    `**${plain(nameOf(model, sender))}**`,
    ...model.parties.map((receiver) =>
      model.vias
        .map((via) => {
          const groups = lettersByVerdict(model, sender, receiver, via);
          const text = groups
            .map(({ verdict, glyph, letters, known }) => {
              const isCounted = verdict === 'pass' && model.flows.length > SPELLED_OUT;
              return `${glyph}${isCounted ? letters.length : joinLetters(letters)}${known ? '\\*' : ''}`;
            })
            .join(' ');
          return text === '' ? '' : `${model.vias.length > 1 ? `${via}: ` : ''}${text}`;
        })
        .filter((text) => text !== '')
        .join('<br>'),
    ),
  ]);
  return table(['sender \\ receiver', ...model.parties.map((party) => plain(nameOf(model, party)))], rows);
}

function legend(model: RunModel): string {
  const flows = model.flows.map((flow) => `${flow.letter} ${plain(flow.name)}`).join(' · ');
  const verdicts = usedVerdicts(model)
    .map((verdict) => `${GLYPHS[verdict]} ${VERDICT_WORDS[verdict]}`)
    .join(' · ');
  const known = [...model.cells.values()].some((cell) => cell.accepted) ? ' · \\* known beforehand' : '';
  return `${flows}  \n${verdicts}${known}`;
}

function causeText(cause: RootCause, number: number, model: RunModel): string {
  const block = failureBlock(cause.lead, model);
  const notes = reachText(cause, model);
  if (cause.findings.length > 1) notes.unshift(`seen ${cause.findings.length} times`);
  const first = cause.lead.clauses[0];
  const { statement, link } = first === undefined ? {} : clauseText(first);
  const named =
    first === undefined
      ? plain(block.clause.text)
      : `${link === undefined ? first : `[${first}](${link})`}${cause.lead.level === null ? '' : ` ${cause.lead.level}`}, OCM ${cause.lead.spec}${statement === undefined ? '' : `: ${plain(statement)}`}`;
  return [
    `### ${number}. ${GLYPHS[cause.verdict]} ${plain(cause.lead.check)}: ${cause.verdict}, ${cause.impact}`,
    [
      ...(notes.length > 0 ? [`- ${plain(notes.join(', '))}`] : []),
      `- **id** ${plain(block.id)}`,
      `- **clause** ${named}`,
      `- **expected** ${plain(block.expected)}`,
      `- **received** \`${code(block.received)}\``,
      `- **blame** ${plain(block.blame)}`,
      `- **reproduce** \`${code(block.reproduce)}\``,
      ...occurrences(cause, model),
    ].join('\n'),
  ].join('\n\n');
}

function occurrences(cause: RootCause, model: RunModel): string[] {
  if (cause.findings.length < 2) return [];
  const all = occurrencesOf(cause, model).map(({ where, what }) => plain(`${where} (${what})`));
  const more = all.length > 12 ? `; and ${all.length - 12} more places` : '';
  return [`- **where** ${all.slice(0, 12).join('; ')}${more}`];
}

function knownText(cause: RootCause, model: RunModel): string {
  return `- ${GLYPHS[cause.verdict]} \`${code(cause.lead.check)}\` ${plain(placeOf(cause.lead, model))}${cause.findings.length > 1 ? ` and ${cause.findings.length - 1} more` : ''}: ${plain(cause.lead.accepted?.reason ?? '')}`;
}

function checks(model: RunModel): string {
  const targets = [...new Set(model.results.map((result) => result.target))];
  const names = [...new Set(model.results.map((result) => result.check))];
  const byKey = new Map(model.results.map((result) => [`${result.target}|${result.check}`, result]));
  const rows = names.map((check) => [
    `\`${code(check)}\``,
    ...targets.map((target) => {
      const result = byKey.get(`${target}|${check}`);
      return result
        ? `${GLYPHS[result.verdict]}${result.verdict === 'pass' ? '' : ` ${result.verdict}`}${result.accepted ? '\\*' : ''}`
        : '';
    }),
  ]);
  return table(['check', ...targets.map((target) => plain(nameOf(model, target)))], rows);
}
