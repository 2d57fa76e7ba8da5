import { mkdirSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { test } from '@playwright/test';
import type { RunEvent, Verdict, Via } from '../../vocabulary.js';
import type { RunModel } from '../model.js';
import { buildModel, type ModelOptions } from '../run-model.js';
import { FLOWS, SyntheticRun } from './synthetic-run.js';

/** Flow verdicts by pair, `a>b` to `S:fail A:blocked`; what is not named passes. */
export type Cells = Record<string, string>;

/** A finished run of flows S and A via api between the parties named in the cells. */
export function smallRun(
  cells: Cells,
  options: { peer?: boolean; findings?: (run: SyntheticRun, key: string) => string[] } = {},
): SyntheticRun {
  const run = new SyntheticRun();
  const parties = [...new Set(Object.keys(cells).flatMap((key) => key.split('>')))];
  const targets = parties.filter((party) => party !== 'reference-peer');
  run.start(
    targets.map((id) => ({ id, label: id.toUpperCase(), version: '1' })),
    { peer: options.peer ?? parties.includes('reference-peer') },
  );
  const flows = FLOWS.filter(({ letter }) => letter === 'S' || letter === 'A');
  const via: Via = 'api';
  const pairs = Object.keys(cells).map((key) => ({
    key,
    sender: key.split('>')[0] ?? '',
    receiver: key.split('>')[1] ?? '',
  }));
  run.plan({
    checks: [],
    flows,
    cells: pairs.flatMap(({ sender, receiver }) =>
      flows.map(({ letter }) => ({ sender, receiver, flow: letter, via })),
    ),
  });
  for (const { key, sender, receiver } of pairs) {
    run.journey(
      { sender, receiver },
      via,
      (flow) => {
        const verdict = verdictIn(cells[key] ?? '', flow.letter);
        const told = (): string[] => options.findings?.(run, `${key} ${flow.letter}`) ?? [];
        if (verdict === undefined) return { verdict: 'pass', findings: told() };
        const red = run.redFlow({ sender, receiver, flow: flow.letter, via }, verdict, 'nothing arrived');
        return { verdict, findings: [red.id, ...told()] };
      },
      { flows, steps: false },
    );
  }
  return run.finish();
}

function verdictIn(text: string, letter: string): Verdict | undefined {
  const found = text.split(' ').find((part) => part.startsWith(`${letter}:`));
  return found?.slice(2) as Verdict | undefined;
}

/** The same events where a sender's red flows lie in what the two servers announce. */
export function withTerms(events: readonly RunEvent[], sender: string, terms: string): RunEvent[] {
  return events.map((event) =>
    event.type === 'finding' && event.finding.pair?.sender === sender
      ? { ...event, finding: { ...event.finding, terms, blame: [{ party: 'neither', role: 'either' }] } }
      : event,
  );
}

/** The model of events that never were in a folder. */
export function modelOf(events: RunEvent[], options: ModelOptions = {}): RunModel {
  return buildModel({ folder: '', events, brokenLines: [] }, options);
}

/** A fresh folder for the test that calls it; the runner removes it. */
export function freshFolder(): string {
  const { outputDir } = test.info();
  mkdirSync(outputDir, { recursive: true });
  return mkdtempSync(join(outputDir, 'run-'));
}
