import { expect, test } from '@playwright/test';
import { parseBaseline } from './baseline.js';
import { writeBaseline } from './render-run.js';
import { EXAMPLE_BASELINE, exampleRun } from './testing/example-run.js';
import { modelOf, smallRun, withTerms } from './testing/small-run.js';

for (const [text, line, words] of [
  ['check: x', 1, 'a baseline is a list'],
  ['- check: x\n  target: a\n  verdict: fail\n  reason: r\n- chek: x\n', 5, 'unknown member "chek"'],
  ['- check: x\n  target: a\n  verdict: red\n  reason: r\n', 3, 'write one of harness-error, fail'],
  ['- check: x\n  target: a\n  verdict: fail\n', 1, 'say why this is accepted'],
  ['- flow: S\n  target: a\n  verdict: fail\n  reason: r\n', 1, 'a flow happens in a pair'],
  ['- flow: S\n  pair: a to b\n  verdict: fail\n  reason: r\n', 2, 'write it as: sender -> receiver'],
  ['- check: x\n  flow: S\n  target: a\n  verdict: fail\n  reason: r\n', 1, 'either a check or a flow'],
  ['- check: x\n  target: a\n  verdict: fail\n  reason: r\n  until: soon\n', 5, 'a day as YYYY-MM-DD'],
  ['- check: [x\n', 1, ''],
] as const) {
  test(`a baseline with a mistake (${words || 'not YAML'}) is refused with file and line`, () => {
    const parse = (): unknown => parseBaseline(text, 'known.yaml');
    expect(parse).toThrow(words);
    let error: unknown;
    try {
      parse();
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toMatchObject({ code: 'baseline-invalid', exit: 2, file: 'known.yaml' });
    if (words !== '') expect(error).toMatchObject({ line });
  });
}

test('an empty file is an empty baseline', () => {
  expect(parseBaseline('# nothing yet\n', 'known.yaml').entries).toEqual([]);
});

test('a run whose reds are all known exits 0', () => {
  const baseline = parseBaseline(
    '- { flow: share-file, pair: "a -> *", verdict: fail, reason: known }\n- { flow: A, pair: a -> b, verdict: blocked, reason: follows }\n',
    'known.yaml',
  );
  const model = modelOf(smallRun({ 'a>b': 'S:fail', 'b>a': '' }).events, { baseline });
  expect(model.exit).toBe(0);
  expect(model.sentence).toBe('All other 2 flow outcomes are as they should be.');
  expect(model.rootCauses.every((cause) => cause.accepted)).toBe(true);
});

test('what is worse than its entry is red', () => {
  const baseline = parseBaseline(
    '- { flow: S, pair: a -> b, verdict: flaky, reason: known }\n- { flow: A, pair: a -> b, verdict: blocked, reason: follows }\n',
    'known.yaml',
  );
  expect(modelOf(smallRun({ 'a>b': 'S:fail' }).events, { baseline }).exit).toBe(1);
});

test('an entry for what was tried and is better now is stale', () => {
  const baseline = parseBaseline('- { flow: S, pair: a -> b, verdict: fail, reason: known }\n', 'known.yaml');
  const model = modelOf(smallRun({ 'a>b': '' }).events, { baseline });
  expect(model.exit).toBe(4);
  expect(model.stale.map((item) => item.why)).toEqual(['S share-file a -> b (api) is pass now']);
});

test('an entry for what could not be tried is not stale', () => {
  const baseline = parseBaseline(
    '- { flow: S, pair: a -> b, verdict: fail, reason: known }\n- { flow: A, pair: a -> b, verdict: blocked, reason: follows }\n',
    'known.yaml',
  );
  const model = modelOf(smallRun({ 'a>b': 'S:throttled' }).events, { baseline });
  expect([model.exit, model.stale]).toEqual([0, []]);
});

test('an entry past its day still holds, but is stale', () => {
  const baseline = parseBaseline(
    '- { flow: S, pair: a -> b, verdict: fail, reason: known, until: 2026-03-01 }\n- { flow: A, pair: a -> b, verdict: blocked, reason: follows, until: 2026-03-02 }\n',
    'known.yaml',
  );
  const model = modelOf(smallRun({ 'a>b': 'S:fail' }).events, { baseline });
  expect(model.exit).toBe(4);
  expect(model.stale.map((item) => item.why)).toEqual(['its last day was 2026-03-01']);
});

test('an entry that names a clause holds for that clause only', () => {
  const known = (clause: string): number => {
    const baseline = parseBaseline(
      `- { check: refuse/unknown-user, clause: ${clause}, target: alder, verdict: fail, reason: known }\n`,
      'known.yaml',
    );
    return modelOf(exampleRun().events, { baseline }).results.filter((result) => result.accepted).length;
  };
  expect([known('OCM-SHARE-055'), known('OCM-NOTIF-001')]).toEqual([1, 0]);
});

test('a baseline written from a run makes that run exit 0, and keeps reasons and days', () => {
  const first = modelOf(exampleRun().events, { baseline: parseBaseline(EXAMPLE_BASELINE, 'known.yaml') });
  const text = writeBaseline(first);
  expect(text).toContain('reason: Birch 1.1 will serve it');
  expect(text).toContain('until: 2026-01-31');
  const second = modelOf(exampleRun().events, {
    baseline: parseBaseline(text.replaceAll('until: 2026-01-31', ''), 'known.yaml'),
  });
  expect([second.exit, second.stale]).toEqual([0, []]);
});

test('a run as predicted says so in one line', () => {
  const prediction = parseBaseline(
    '- { flow: S, pair: a -> reference-peer, verdict: fail, reason: "a sends nothing" }\n- { flow: A, pair: a -> reference-peer, verdict: blocked, reason: "a sends nothing" }\n',
    'prediction.yaml',
  );
  const model = modelOf(smallRun({ 'a>reference-peer': 'S:fail', 'reference-peer>a': '' }).events, { prediction });
  expect(model.sentence).toBe('4 of 4 verdicts as predicted; 1 deliberate deviation found and blamed.');
  expect(model.prediction?.deviations).toEqual([{ reason: 'a sends nothing', blamed: ['a'] }]);
  expect(model.exit).toBe(0);
});

test('what two servers announce is predicted, but is no deliberate deviation of one of them', () => {
  const prediction = parseBaseline(
    '- { flow: S, pair: a -> reference-peer, verdict: fail, reason: "terms" }\n- { flow: A, pair: a -> reference-peer, verdict: blocked, reason: "terms" }\n',
    'prediction.yaml',
  );
  const { events } = smallRun({ 'a>reference-peer': 'S:fail', 'reference-peer>a': '' });
  const model = modelOf(withTerms(events, 'a', 'they exclude each other'), { prediction });
  expect(model.prediction?.deviations).toEqual([]);
  expect(model.exit).toBe(0);
});

test('a prediction written from a run predicts that run exactly', () => {
  const events = exampleRun().events;
  const prediction = parseBaseline(writeBaseline(modelOf(events), { exact: true }), 'prediction.yaml');
  const model = modelOf(events, { prediction });
  expect(model.prediction?.differences).toEqual([]);
  expect(model.exit).toBe(0);
});

test('a verdict better than predicted is a difference too', () => {
  const prediction = parseBaseline(
    '- { flow: S, pair: a -> b, verdict: fail, reason: deviation }\n',
    'prediction.yaml',
  );
  const model = modelOf(smallRun({ 'a>b': '', 'b>a': 'A:fail' }).events, { prediction });
  expect(model.prediction?.differences.map((d) => [d.label, d.predicted, d.got, d.direction])).toEqual([
    ['S share-file a -> b (api)', 'fail', 'pass', 'better'],
    ['A accept b -> a (api)', 'pass', 'fail', 'worse'],
  ]);
  expect(model.sentence).toBe(
    '2 of 4 verdicts as predicted; 0 deliberate deviations found and blamed; 2 differences (1 worse, 1 better).',
  );
  expect(model.exit).toBe(1);
});
