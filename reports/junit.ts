import { describeStale } from './baseline-match.js';
import { standsInFront } from './blocked-checks.js';
import { blockLines, failureBlock } from './failure-block.js';
import type { ModelCell, ModelFinding, ModelResult, RunModel } from './model.js';
import { isAcceptable } from './rollup.js';
import { nameOf } from './sentence.js';
import { escapeMarkup, oneLine } from './text.js';

/**
 * The run for CI: a suite per target and per journey.
 * What makes exit 1 is a failure (also flaky, throttled and not-verifiable: CI must not show them green); our fault is an error; what waits behind a
 * shown failure, is in the baseline, or was never claimed is skipped, with the reason; a warning passes, with its block in the output.
 */
export function renderJunit(model: RunModel): string {
  const suites = [...checkSuites(model), ...journeySuites(model), ...runSuites(model)];
  const sum = (part: (suite: Suite) => number): number => suites.reduce((total, suite) => total + part(suite), 0);
  const head = attributes({
    name: `${model.tool.name} ${model.command}`,
    tests: sum((s) => s.cases.length),
    failures: sum((s) => tally(s, 'failure')),
    errors: sum((s) => tally(s, 'error')),
    skipped: sum((s) => tally(s, 'skipped')),
    time: seconds(model.ms ?? 0),
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites${head}>\n${suites.map((suite) => suiteXml(suite, model)).join('')}</testsuites>\n`;
}

type Kind = 'passed' | 'failure' | 'error' | 'skipped';

interface Case {
  name: string;
  classname: string;
  ms: number;
  kind: Kind;
  /** Verdict or kind of problem. */
  type: string;
  message: string;
  /** Text inside the element, or the case's output for a warning. */
  body: string;
}

interface Suite {
  name: string;
  cases: Case[];
}

function checkSuites(model: RunModel): Suite[] {
  const targets = [
    ...new Set([...model.results.map((result) => result.target), ...model.missing.checks.map((item) => item.target)]),
  ];
  return targets.map((target) => ({
    name: nameOf(model, target),
    cases: [
      ...model.results
        .filter((result) => result.target === target)
        .map((result) =>
          caseOf(model, result, {
            name: result.check,
            classname: `check.${target}.${result.check.split('/')[0] ?? ''}`,
          }),
        ),
      ...model.missing.checks
        .filter((item) => item.target === target)
        .map((item) => missing(item.check, `check.${target}`)),
      ...model.notTried
        .filter((item) => item.target === target)
        .map((item) =>
          plain({
            name: item.check,
            classname: `check.${target}`,
            kind: 'skipped',
            type: 'not-tried',
            message: `not tried: ${item.reason}`,
          }),
        ),
    ],
  }));
}

function journeySuites(model: RunModel): Suite[] {
  const suites = new Map<string, Suite>();
  const suiteOf = (sender: string, receiver: string, via: string): Suite => {
    const name = `${nameOf(model, sender)} -> ${nameOf(model, receiver)} (${via})`;
    const suite = suites.get(name) ?? { name, cases: [] };
    suites.set(name, suite);
    return suite;
  };
  const titles = new Map(model.flows.map((flow) => [flow.letter, `${flow.letter} ${flow.title}`]));
  for (const cell of model.cells.values()) {
    const at = {
      name: titles.get(cell.flow) ?? cell.flow,
      classname: `flow.${cell.sender}.${cell.receiver}.${cell.via}`,
    };
    suiteOf(cell.sender, cell.receiver, cell.via).cases.push(caseOf(model, cell, at));
  }
  for (const key of model.missing.cells) {
    const [sender = '', receiver = '', flow = '', via = ''] = key.split('|');
    suiteOf(sender, receiver, via).cases.push(missing(titles.get(flow) ?? flow, `flow.${sender}.${receiver}.${via}`));
  }
  return [...suites.values()];
}

/** What belongs to no single outcome: an untrustworthy run, an outdated baseline, wrong messages in green flows. */
function runSuites(model: RunModel): Suite[] {
  const suites: Suite[] = [];
  const add = (name: string, cases: Case[]): void => {
    if (cases.length > 0) suites.push({ name, cases });
  };
  add(
    'run',
    model.problems.map((problem) =>
      plain({ name: problem.kind, classname: 'run', kind: 'error', type: problem.kind, message: problem.message }),
    ),
  );
  add(
    'baseline',
    describeStale(model.stale).map((text) =>
      plain({ name: text, classname: 'baseline', kind: 'failure', type: 'stale', message: text }),
    ),
  );
  const seen = [...model.findings.values()].filter(
    (f) => f.observed && !isAcceptable(f.verdict) && f.explains.length === 0,
  );
  add(
    'messages',
    seen.map((f) => {
      const at = { name: `${f.check} [${f.id}]`, classname: `message.${f.blame[0]?.party ?? 'undetermined'}` };
      return f.accepted
        ? plain({ ...at, kind: 'skipped', type: f.verdict, message: `known: ${f.accepted.reason}` })
        : { ...plain({ ...at, kind: 'failure', type: f.verdict, message: f.reason }), body: blockText(f, model) };
    }),
  );
  return suites;
}

function caseOf(model: RunModel, outcome: ModelResult | ModelCell, at: { name: string; classname: string }): Case {
  const { verdict } = outcome;
  const findings = outcome.findings.flatMap((id) => model.findings.get(id) ?? []);
  // The cause before the symptom: what a recorded message proves says more than that the flow is red.
  const lead = findings.find((f) => f.explains.length > 0) ?? findings[0];
  const base = {
    ...at,
    ms: outcome.ms,
    type: verdict,
    message: outcome.reason ?? lead?.reason ?? verdict,
    body: lead ? blockText(lead, model) : '',
  };
  if (verdict === 'harness-error') return { ...base, kind: 'error' };
  if (outcome.accepted) return { ...base, kind: 'skipped', message: `known, ${verdict}: ${outcome.accepted.reason}` };
  if (verdict === 'pass') return { ...base, kind: 'passed', body: '' };
  if (verdict === 'warn') return { ...base, kind: 'passed' };
  if (verdict === 'n/a') return { ...base, kind: 'skipped', message: `n/a: ${base.message}`, body: '' };
  if (verdict === 'blocked' && shownElsewhere(model, outcome))
    return { ...base, kind: 'skipped', message: `blocked: ${base.message}`, body: '' };
  return { ...base, kind: 'failure' };
}

/** Whether what blocks this one is a failure of its own in this file. */
function shownElsewhere(model: RunModel, outcome: ModelResult | ModelCell): boolean {
  const blocker =
    'blockedBy' in outcome && outcome.blockedBy !== undefined ? model.cells.get(outcome.blockedBy) : undefined;
  if (blocker) return blocker.accepted === undefined;
  const checks = outcome.findings.flatMap((id) => model.findings.get(id) ?? []);
  const causes = checks.flatMap((finding) => standsInFront(finding, model.findings) ?? []);
  return causes.some(({ verdict, accepted }) => verdict === 'fail' && accepted === undefined);
}

function missing(name: string, classname: string): Case {
  return plain({ name, classname, kind: 'error', type: 'missing', message: 'planned, but there is no outcome' });
}

function plain(parts: { name: string; classname: string; kind: Kind; type: string; message: string }): Case {
  return { ms: 0, body: parts.kind === 'skipped' ? '' : parts.message, ...parts };
}

function blockText(finding: ModelFinding, model: RunModel): string {
  return blockLines(failureBlock(finding, model))
    .map(([label, value]) => `${label.padEnd(9)} ${label === 'curl' ? value : oneLine(value, 1000)}`)
    .join('\n');
}

function suiteXml(suite: Suite, model: RunModel): string {
  const head = attributes({
    name: suite.name,
    tests: suite.cases.length,
    failures: tally(suite, 'failure'),
    errors: tally(suite, 'error'),
    skipped: tally(suite, 'skipped'),
    time: seconds(suite.cases.reduce((sum, item) => sum + item.ms, 0)),
    timestamp: model.startedAt,
  });
  return `  <testsuite${head}>\n${suite.cases.map(caseXml).join('')}  </testsuite>\n`;
}

function caseXml(item: Case): string {
  const head = `    <testcase${attributes({ name: item.name, classname: item.classname, time: seconds(item.ms) })}`;
  if (item.kind === 'passed' && item.body === '') return `${head}/>\n`;
  const message = attributes({ message: oneLine(item.message) });
  if (item.kind === 'passed')
    return `${head}>\n      <system-out>${escapeMarkup(`${item.type}\n${item.body}`)}</system-out>\n    </testcase>\n`;
  if (item.kind === 'skipped') return `${head}>\n      <skipped${message}/>\n    </testcase>\n`;
  return `${head}>\n      <${item.kind}${attributes({ type: item.type })}${message}>${escapeMarkup(item.body)}</${item.kind}>\n    </testcase>\n`;
}

function tally(suite: Suite, kind: Kind): number {
  return suite.cases.filter((item) => item.kind === kind).length;
}

function attributes(values: Record<string, string | number>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${escapeMarkup(String(value)).replaceAll('\n', '&#10;')}"`)
    .join('');
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}
