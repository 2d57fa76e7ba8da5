import { expect, test } from '@playwright/test';
import type { Finding, RunEvent } from '../vocabulary.js';
import { failureBlock } from './failure-block.js';
import { joinLetters } from './glyphs.js';
import { exampleRun } from './testing/example-run.js';
import { modelOf, smallRun, withTerms } from './testing/small-run.js';
import { FLOWS, SyntheticRun } from './testing/synthetic-run.js';

/** Blame of the red cell S a -> b, given how both do with the reference peer. */
function blameOf(cells: Record<string, string>): {
  blame: unknown;
  because: string | undefined;
  reach: string | undefined;
} {
  const model = modelOf(smallRun(cells).events);
  const cell = model.cells.get('a|b|S|api');
  const finding = cell?.findings.map((id) => model.findings.get(id))[0];
  return { blame: finding?.blame, because: finding?.because, reach: cell?.reach };
}

const GREEN = { 'reference-peer>reference-peer': '' };

test('red with the peer as receiver and green from the peer blames the sender', () => {
  const { blame } = blameOf({ ...GREEN, 'a>b': 'S:fail', 'a>reference-peer': 'S:fail', 'reference-peer>b': '' });
  expect(blame).toEqual([{ party: 'a', role: 'sender' }]);
});

test('green to the peer and red from the peer blames the receiver', () => {
  const { blame, because } = blameOf({
    ...GREEN,
    'a>b': 'S:fail',
    'a>reference-peer': '',
    'reference-peer>b': 'S:fail',
  });
  expect(blame).toEqual([{ party: 'b', role: 'receiver' }]);
  expect(because).toBe('A → the reference peer is green, the reference peer → B is red');
});

test('red both ways blames both', () => {
  const { blame, reach } = blameOf({
    ...GREEN,
    'a>b': 'S:fail',
    'a>reference-peer': 'S:fail',
    'reference-peer>b': 'S:fail',
  });
  expect(blame).toEqual([
    { party: 'a', role: 'sender' },
    { party: 'b', role: 'receiver' },
  ]);
  expect(reach).toBe('both');
});

test('green both ways blames nobody and says that only this pair is red', () => {
  const { blame, because, reach } = blameOf({
    ...GREEN,
    'a>b': 'S:fail',
    'a>reference-peer': '',
    'reference-peer>b': '',
  });
  expect(blame).toEqual([{ party: 'undetermined', role: 'either' }]);
  expect(because).toContain('red only in this pair');
  expect(reach).toBe('pair');
});

test('without the peer, the cells with all other parties are compared', () => {
  const { blame, reach } = blameOf({ 'a>b': 'S:fail', 'a>c': '', 'c>b': 'S:fail', 'a>d': '', 'd>b': 'S:fail' });
  expect(blame).toEqual([{ party: 'b', role: 'receiver' }]);
  expect(reach).toBe('receiver');
});

test('a blocked comparison decides nothing', () => {
  const { blame } = blameOf({ ...GREEN, 'a>b': 'S:fail', 'a>reference-peer': 'S:throttled', 'reference-peer>b': '' });
  expect(blame).toEqual([{ party: 'undetermined', role: 'either' }]);
});

test('a pair with itself blames itself', () => {
  const model = modelOf(
    smallRun({ ...GREEN, 'a>a': 'S:fail', 'a>reference-peer': '', 'reference-peer>a': 'S:fail' }).events,
  );
  expect(model.rootCauses.map((cause) => cause.lead.blame)).toEqual([[{ party: 'a', role: 'receiver' }]]);
});

test('the reference peer failing with itself is our fault', () => {
  const model = modelOf(smallRun({ 'reference-peer>reference-peer': 'S:fail' }).events);
  expect(model.exit).toBe(3);
  expect(model.sentence).toContain('the reference peer fails flow S with itself');
});

const message = (run: SyntheticRun, impact: Finding['impact'], party = 'a', more: Partial<Finding> = {}): string =>
  run.finding({
    check: 'sent/share-with-is-address',
    target: 'a',
    pair: { sender: 'a', receiver: 'b' },
    flow: 'S',
    via: 'api',
    role: 'sender',
    clauses: ['OCM-ADDR-007'],
    verdict: 'warn',
    impact,
    blame: [{ party, role: 'sender' }],
    expected: 'no scheme',
    received: 'a scheme',
    reason: 'it writes a scheme',
    ...more,
  }).id;

test('what two servers announce is nobody’s fault, whatever the comparison says, and one cause for all cells', () => {
  const { events } = smallRun({ ...GREEN, 'a>b': 'S:fail', 'a>reference-peer': 'S:fail', 'reference-peer>b': '' });
  const terms = 'b takes only what is signed, and a announces no signatures';
  const model = modelOf(withTerms(events, 'a', terms));
  expect(model.rootCauses).toHaveLength(1);
  const [cause] = model.rootCauses;
  expect(cause?.cells).toEqual(['a|b|S|api', 'a|reference-peer|S|api']);
  expect(cause?.lead).toMatchObject({ verdict: 'fail', because: terms, blame: [{ party: 'neither', role: 'either' }] });
  expect(cause && failureBlock(cause.lead, model).blame).toBe(`neither: ${terms}`);
  expect(model.sentence).toContain('1 lies in what servers announce, and neither is to blame');
  expect(model.exit).toBe(1);
});

test('a wrong recorded message decides against what the comparison says, and breaks', () => {
  const cells = { ...GREEN, 'a>b': 'S:fail', 'a>reference-peer': '', 'reference-peer>b': 'S:fail' };
  const run = smallRun(cells, { findings: (r, key) => (key === 'a>b S' ? [message(r, 'degrades')] : []) });
  const model = modelOf(run.events);
  const cause = model.rootCauses.find((c) => c.cells.includes('a|b|S|api'));
  expect(cause?.lead).toMatchObject({
    check: 'sent/share-with-is-address',
    impact: 'breaks',
    blame: [{ party: 'a', role: 'sender' }],
  });
  expect(cause?.findings.map((f) => f.check)).toContain('flow/share-file');
  expect(cause?.behind.map((f) => f.check)).toEqual(['flow/accept']);
});

test('a wrong message that the same partner took in a green flow and took here decides nothing; one that it refused here does', () => {
  const cells = { ...GREEN, 'a>b': 'A:fail', 'a>reference-peer': '', 'reference-peer>b': 'A:fail' };
  const causeOf = (isTaken: { here: boolean }) => {
    const findings = (r: SyntheticRun, key: string): string[] => {
      const [pair, flow] = key.split(' ');
      if (pair !== 'a>b' || (flow !== 'S' && flow !== 'A')) return [];
      const isLike = flow === 'S' || isTaken.here ? { taken: true as const } : {};
      return [message(r, 'breaks', 'a', { flow, ...isLike })];
    };
    return modelOf(smallRun(cells, { findings }).events).rootCauses.find((c) => c.cells.includes('a|b|A|api'))?.lead;
  };
  expect(causeOf({ here: true })).toMatchObject({ check: 'flow/accept', blame: [{ party: 'b', role: 'receiver' }] });
  expect(causeOf({ here: false })).toMatchObject({ check: 'sent/share-with-is-address', blame: [{ party: 'a' }] });
});

test('a refused message that breaks a MUST decides also where others take the like, before what is only not well', () => {
  const cells = { ...GREEN, 'a>b': 'S:fail', 'reference-peer>b': '' };
  const clauses: Finding['clauses'] = ['OCM-SEC-002'];
  const findings = (r: SyntheticRun, key: string): string[] => {
    if (key === 'a>reference-peer S')
      return [
        message(r, 'breaks', 'a', { verdict: 'fail', taken: true, pair: { sender: 'a', receiver: 'reference-peer' } }),
      ];
    if (key !== 'a>b S') return [];
    const minor: Partial<Finding> = { check: 'sent/not-secret-only', clauses, reason: 'it is the older form' };
    return [message(r, 'breaks', 'a', { verdict: 'fail' }), message(r, 'degrades', 'a', minor)];
  };
  const cause = modelOf(smallRun(cells, { findings }).events).rootCauses.find((c) => c.cells.includes('a|b|S|api'));
  expect(cause?.lead).toMatchObject({ check: 'sent/share-with-is-address', blame: [{ party: 'a' }] });
});

test('the first of several wrong messages decides, and the later ones are shown behind it with their writers', () => {
  const cells = { ...GREEN, 'a>b': 'S:fail', 'a>reference-peer': '', 'reference-peer>b': '' };
  const answer = (run: SyntheticRun): string =>
    run.finding({
      check: 'share-answer/status-is-201',
      target: 'b',
      pair: { sender: 'a', receiver: 'b' },
      flow: 'S',
      via: 'api',
      role: 'receiver',
      clauses: ['OCM-SHARE-054'],
      verdict: 'fail',
      impact: 'breaks',
      blame: [{ party: 'b', role: 'receiver' }],
      expected: 'status 201',
      received: 'status 200',
      reason: 'it answers 200',
    }).id;
  const findings = (r: SyntheticRun, key: string) => (key === 'a>b S' ? [message(r, 'degrades'), answer(r)] : []);
  const model = modelOf(smallRun(cells, { findings }).events);
  const cause = model.rootCauses.find((c) => c.cells.includes('a|b|S|api'));
  expect(cause?.lead.blame).toEqual([{ party: 'a', role: 'sender' }]);
  expect(cause && failureBlock(cause.lead, model).blame).toBe(
    'A as sender: it writes a scheme. Behind it: B as receiver, OCM-SHARE-054: it answers 200',
  );
});

test('a wrong message whose writer is not certain decides nothing: the comparison does', () => {
  const cells = { ...GREEN, 'a>b': 'S:fail', 'a>reference-peer': '', 'reference-peer>b': 'S:fail' };
  const findings = (r: SyntheticRun, key: string) => (key === 'a>b S' ? [message(r, 'degrades', 'undetermined')] : []);
  const model = modelOf(smallRun(cells, { findings }).events);
  const cell = model.cells.get('a|b|S|api');
  const [flow, wrong] = (cell?.findings ?? []).map((id) => model.findings.get(id));
  expect(flow?.blame).toEqual([{ party: 'b', role: 'receiver' }]);
  expect([wrong?.blame[0]?.party, wrong?.explains]).toEqual(['undetermined', []]);
});

test('a harmless finding on a message does not explain a red cell', () => {
  const cells = { ...GREEN, 'a>b': 'S:fail', 'a>reference-peer': '', 'reference-peer>b': 'S:fail' };
  const run = smallRun(cells, { findings: (r, key) => (key === 'a>b S' ? [message(r, 'harmless')] : []) });
  const finding = modelOf(run.events).findings.get(
    run.events.flatMap((e) =>
      e.type === 'finding' && e.finding.check === 'flow/share-file' ? [e.finding.id] : [],
    )[0] ?? '',
  );
  expect(finding?.blame).toEqual([{ party: 'b', role: 'receiver' }]);
});

test('a cell that passes on retry is flaky, keeps the finding of the red attempt, and is never green', () => {
  const run = new SyntheticRun();
  run.start([{ id: 'a', label: 'A', version: '1' }], { peer: false });
  const flows = FLOWS.slice(0, 1);
  run.plan({ checks: [], flows, cells: [{ sender: 'a', receiver: 'a', flow: 'S', via: 'ui' }] });
  const pair = { sender: 'a', receiver: 'a' };
  const red = run.redFlow({ ...pair, flow: 'S', via: 'ui' }, 'fail', 'the row did not appear');
  run.journey(pair, 'ui', () => ({ verdict: 'fail', findings: [red.id] }), { flows });
  run.journey(pair, 'ui', () => undefined, { flows, attempt: 2 });
  const model = modelOf(run.finish().events);
  expect(model.counts).toMatchObject({ flaky: 1, pass: 0, fail: 0 });
  expect([...model.findings.values()].map((f) => [f.id, f.verdict])).toEqual([[red.id, 'flaky']]);
  expect(model.exit).toBe(1);
});

test('a resumed run replaces what was there before, without calling it flaky', () => {
  const run = smallRun({ 'a>b': 'S:fail' });
  const events: RunEvent[] = [
    ...run.events.filter((e) => e.type !== 'run-finished'),
    ...smallRun({ 'a>b': '' }).events,
  ];
  const model = modelOf(events);
  expect(model.counts).toMatchObject({ pass: 2, flaky: 0, fail: 0 });
  expect(model.findings.size).toBe(0);
});

test('a killed run says how far it got and proves nothing', () => {
  const events = exampleRun()
    .events.filter((e) => e.type !== 'run-finished')
    .slice(0, 60);
  const model = modelOf(events);
  expect(model.exit).toBe(3);
  expect(model.verdict).toBe('harness-error');
  expect(model.sentence).toMatch(
    /^This run proves nothing as a whole: the run was stopped before it finished, with \d+ of 447 outcomes\. Continue it with --resume\.$/,
  );
  expect(model.missing.cells.length).toBeGreaterThan(300);
});

test('a finished run with fewer outcomes than it promised is our fault and names what is missing', () => {
  const events = exampleRun().events.filter(
    (e) => !(e.type === 'result' && e.result.check === 'refuse/unknown-user' && e.result.target === 'alder'),
  );
  const model = modelOf(events);
  expect(model.problems).toEqual([
    { kind: 'shrunken', message: '1 of 447 promised outcomes are missing: refuse/unknown-user on alder.' },
  ]);
  expect(model.exit).toBe(3);
});

test('an empty run is our fault', () => {
  const run = new SyntheticRun().start([{ id: 'a', label: 'A', version: '1' }], { peer: true });
  const model = modelOf(run.plan({ checks: [], cells: [] }).finish().events);
  expect(model.problems.map((p) => p.kind)).toEqual(['empty']);
  expect(model.exit).toBe(3);
});

test('findings of one cause are one entry, and what breaks most stands first', () => {
  const model = modelOf(exampleRun().events);
  expect(
    model.rootCauses.map((c) => [c.verdict, c.lead.check, c.lead.blame[0]?.party, c.cells.length, c.behind.length]),
  ).toEqual([
    ['fail', 'sent/share-with-is-address', 'cedar', 14, 32],
    ['fail', 'flow/write-back', 'birch', 6, 0],
    ['fail', 'flow/unshare', 'undetermined', 1, 0],
    ['fail', 'refuse/unknown-user', 'alder', 0, 0],
    ['fail', 'refuse/unknown-user', 'birch', 0, 0],
    ['fail', 'discovery/well-known-served', 'birch', 0, 0],
    ['flaky', 'flow/read', 'environment', 0, 0],
    ['warn', 'sent/content-type-json', 'cedar', 0, 0],
    ['not-verifiable', 'sent/content-type-json', 'environment', 0, 0],
    ['throttled', 'refuse/oversized-body', 'cedar', 0, 0],
    ['blocked', 'notification/accepted-taken-in', 'environment', 0, 0],
  ]);
});

test('every outcome other than pass and n/a has a finding', () => {
  const model = modelOf(exampleRun().events);
  for (const outcome of [...model.results, ...model.cells.values()]) {
    const found = outcome.findings.filter((id) => model.findings.has(id));
    if (outcome.verdict !== 'pass' && outcome.verdict !== 'n/a') expect(found.length).toBeGreaterThan(0);
  }
});

test('only warnings and passes exit 0', () => {
  const run = new SyntheticRun().start([{ id: 'a', label: 'A', version: '1' }], { peer: true });
  run.plan({
    checks: [
      { check: 'x/one', target: 'a' },
      { check: 'x/two', target: 'a' },
    ],
    cells: [],
  });
  run
    .result('x/one', 'a', 'receiver', ['OCM-SHARE-003'], 'warn', { reason: 'sloppy' })
    .result('x/two', 'a', 'receiver', ['OCM-SHARE-003']);
  const model = modelOf(run.finish().events);
  expect(model.exit).toBe(0);
  expect(model.sentence).toBe('All 2 checks are as they should be.');
  expect(model.asides).toEqual(['1 outcome with a warning.']);
});

test('codes of flows stand side by side, and apart where one has two letters', () => {
  expect(joinLetters(['S', 'A', 'R'])).toBe('SAR');
  expect(joinLetters(['G', 'Gm', 'Hl'])).toBe('G,Gm,Hl');
});
