import { expect, test } from '@playwright/test';
import type { Ambiguity } from '../spec/ledger.js';
import { ambiguitiesMarkdown, toldBy } from './ambiguities.js';
import type { RunModel } from './model.js';
import { modelOf } from './testing/small-run.js';
import { SyntheticRun } from './testing/synthetic-run.js';

const TOLD: Ambiguity = {
  id: 'OCM-AMB-001',
  topic: 'name of a member',
  text: 'Prose says <id>, the list says keyId.',
  refs: ['cs3org/OCM-API#200'],
  checks: ['discovery/key-name', 'sent-share/key-name'],
};
const UNTOLD: Ambiguity = {
  id: 'OCM-AMB-002',
  topic: 'who is meant',
  text: 'One or several.',
  refs: [],
  checks: [],
  untold: 'No message shows it.',
};

function model(results: (run: SyntheticRun) => void): RunModel {
  const run = new SyntheticRun();
  run.start(
    [
      { id: 'alder', label: 'Alder', version: '3.2.1' },
      { id: 'birch', label: 'Birch 1.0', version: '1.0' },
      { id: 'cedar', label: 'Cedar', version: '2.0' },
    ],
    { peer: false },
  );
  run.plan({ checks: [], cells: [] });
  results(run);
  run.finish();
  return modelOf(run.events);
}

const example = (): RunModel =>
  model((run) => {
    run.result('discovery/key-name', 'alder', 'discoverable', [], 'pass', { reading: 'calls it `keyId`' });
    run.result('sent-share/key-name', 'birch', 'sender', [], 'warn', { reason: 'It is called key|id.' });
    run.result('sent-share/key-name', 'cedar', 'sender', [], 'pass');
  });

test('a reading, and the reason of a red check, tell how a server takes an ambiguity; a silent pass does not', () => {
  const [told] = toldBy([example()], [TOLD, UNTOLD]);
  expect(told?.readings.map(({ server, version, verdict, reading }) => [server, version, verdict, reading])).toEqual([
    ['Alder', '3.2.1', 'pass', 'calls it `keyId`'],
    ['Birch 1.0', '1.0', 'warn', 'It is called key|id.'],
  ]);
  expect(told?.silent).toEqual(['Cedar (2.0)']);
});

test('what two runs say alike of one server is said once', () => {
  const [told] = toldBy([example(), example()], [TOLD]);
  expect(told?.readings).toHaveLength(2);
});

test('without a run the list has no servers, and a place that no check tells of says why', () => {
  const text = ambiguitiesMarkdown(toldBy([], [TOLD, UNTOLD]));
  expect(text).toContain('2 places where the texts can be read in several ways, 1 of which no check tells.');
  expect(text).toContain('[cs3org/OCM-API\\#200](https://github.com/cs3org/OCM-API/issues/200)');
  expect(text).toContain('Told by no check: No message shows it.');
  expect(text).not.toContain('| server |');
});

test('what servers say cannot break the table or bring in markup', () => {
  const text = ambiguitiesMarkdown(toldBy([example()], [TOLD]));
  expect(text).toContain('Prose says &lt;id&gt;');
  expect(text).toContain('| Alder (3.2.1) |  | calls it \\`keyId\\` | `discovery/key-name` |');
  expect(text).toContain('| Birch 1.0 |  | It is called key\\|id. (warn) | `sent-share/key-name` |');
  expect(text).toContain('Nothing is known of Cedar (2.0).');
});
