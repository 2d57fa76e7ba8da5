import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findingId } from '../../fixtures/verdict.js';
import type { Exchange } from '../../protocol/exchange.js';
import {
  type ClauseId,
  type Finding,
  type FlowInfo,
  REFERENCE_PEER,
  type Role,
  type RunEvent,
  type SpecVersion,
  type Verdict,
  type Via,
} from '../../vocabulary.js';

/** Flows as the suites have them; written out, since reports must not import suites. */
export const FLOWS: FlowInfo[] = [
  { letter: 'S', name: 'share-file', title: 'A file is shared and arrives', needs: [] },
  { letter: 'A', name: 'accept', title: 'The receiver accepts', needs: ['S'] },
  { letter: 'R', name: 'read', title: 'The receiver reads the same bytes', needs: ['A'] },
  { letter: 'W', name: 'write-back', title: 'The receiver writes, the owner has the new bytes', needs: ['R'] },
  { letter: 'P', name: 'permission', title: 'Read-only to read-write and back is enforced', needs: ['R'] },
  { letter: 'F', name: 'share-folder', title: 'A folder is shared, accepted and its file read', needs: [] },
  { letter: 'N', name: 'new-file', title: 'The receiver adds a file to the folder', needs: ['F'] },
  { letter: 'M', name: 'rename', title: 'The receiver renames a file in the folder', needs: ['N'] },
  { letter: 'X', name: 'delete', title: 'The receiver deletes a file in the folder', needs: ['F'] },
  { letter: 'U', name: 'unshare', title: 'The owner takes the share back', needs: ['A'] },
  { letter: 'D', name: 'decline', title: 'The receiver declines', needs: [] },
  { letter: 'L', name: 'leave', title: 'The receiver leaves an accepted share', needs: [] },
];

const RED_BEFORE: Verdict[] = ['fail', 'not-verifiable', 'blocked', 'throttled'];

/** Events and evidence of a run that never happened: hand-made, but as a real one would write them. */
export class SyntheticRun {
  readonly events: RunEvent[] = [];
  readonly evidence = new Map<string, Exchange[]>();
  #clock = Date.parse('2026-03-02T09:00:00.000Z');
  #exchanges = 0;

  at(ms = 40): string {
    this.#clock += ms;
    return new Date(this.#clock).toISOString();
  }

  add(event: RunEvent extends infer E ? (E extends { at: string } ? Omit<E, 'at'> : never) : never, ms = 40): this {
    this.events.push({ at: this.at(ms), ...event } as RunEvent);
    return this;
  }

  start(
    targets: { id: string; label: string; version: string }[],
    options: { peer: boolean; command?: 'run' | 'check' | 'demo' },
  ): this {
    return this.add({
      type: 'run-started',
      schema: 1,
      run: '2026-03-02T09-00-00-example',
      command: options.command ?? 'run',
      tool: { name: 'ocm-interop', version: '0.1.0', commit: '0123abc' },
      platform: 'linux x64, Node 20.19.0, Chromium 130',
      targets: targets.map(({ id, label, version }) => ({
        id,
        vendor: 'generic',
        url: `https://${id}.example.org`,
        label,
        version,
      })),
      peer: options.peer,
    });
  }

  plan(
    parts: Omit<Extract<RunEvent, { type: 'planned' }>, 'type' | 'at' | 'notTried'> & {
      notTried?: { check: string; target: string; reason: string }[];
    },
  ): this {
    return this.add({ type: 'planned', notTried: [], ...parts });
  }

  /** One message with its evidence; gives the reference. */
  exchange(parts: {
    from: string;
    to: string;
    method: string;
    url: string;
    headers?: Record<string, string>;
    body?: string;
    status?: number;
    answer?: string;
    error?: Exchange['error'];
    check?: string;
    pair?: { sender: string; receiver: string };
    flow?: string;
    via?: Via;
  }): string {
    this.#exchanges += 1;
    const id = `x${this.#exchanges}`;
    const file = parts.pair
      ? `evidence/journeys/${parts.pair.sender}--${parts.pair.receiver}--${parts.via ?? 'api'}.jsonl`
      : `evidence/checks/${parts.to}--${(parts.check ?? 'run').replaceAll('/', '-')}.jsonl`;
    const json = { 'content-type': 'application/json' };
    const exchange: Exchange = {
      id,
      at: this.at(5),
      ms: 31,
      from: parts.from,
      to: parts.to,
      request: {
        method: parts.method,
        url: parts.url,
        headers: { host: new URL(parts.url).host, ...(parts.body === undefined ? {} : json), ...parts.headers },
        body: { text: parts.body ?? '', bytes: (parts.body ?? '').length },
      },
      ...(parts.status === undefined
        ? {}
        : {
            response: {
              status: parts.status,
              headers: { ...json, date: 'Mon, 02 Mar 2026 09:00:00 GMT' },
              body: { text: parts.answer ?? '', bytes: (parts.answer ?? '').length },
            },
          }),
      ...(parts.error === undefined ? {} : { error: parts.error }),
    };
    this.evidence.set(file, [...(this.evidence.get(file) ?? []), exchange]);
    const evidence = `${file}#${id}`;
    this.add({
      type: 'exchange',
      id,
      from: parts.from,
      to: parts.to,
      method: parts.method,
      url: parts.url,
      status: parts.status ?? null,
      evidence,
      ...(parts.check === undefined ? {} : { check: parts.check }),
      ...(parts.pair === undefined ? {} : { pair: parts.pair }),
      ...(parts.flow === undefined ? {} : { flow: parts.flow }),
      ...(parts.via === undefined ? {} : { via: parts.via }),
    });
    return evidence;
  }

  finding(parts: Partial<Finding> & Pick<Finding, 'check' | 'expected' | 'received' | 'reason'>): Finding {
    const finding: Finding = {
      id: findingId({
        check: parts.check,
        ...(parts.target ? { target: parts.target } : {}),
        ...(parts.pair ? { pair: parts.pair } : {}),
        ...(parts.flow ? { flow: parts.flow } : {}),
        ...(parts.via ? { via: parts.via } : {}),
      }),
      clauses: [],
      role: 'receiver',
      verdict: 'fail',
      level: 'MUST',
      spec: '1.2.2',
      impact: 'degrades',
      blame: [{ party: parts.target ?? 'undetermined', role: parts.role ?? 'either' }],
      evidence: [],
      replay: `npx ocm-interop check profiles/${parts.target ?? 'alder'}.yaml --only ${parts.check}`,
      ...parts,
    };
    this.add({ type: 'finding', finding });
    return finding;
  }

  result(
    check: string,
    target: string,
    role: Role,
    clauses: ClauseId[],
    verdict: Verdict = 'pass',
    more: { reason?: string; reading?: string; finding?: Finding } = {},
  ): this {
    const { finding, ...rest } = more;
    return this.add({
      type: 'result',
      result: { check, target, role, clauses, verdict, findings: finding ? [finding.id] : [], ms: 120, ...rest },
    });
  }

  /** A flow that is red, as the runner writes it: undetermined until the whole run is known. */
  redFlow(
    cell: { sender: string; receiver: string; flow: string; via: Via },
    verdict: Verdict,
    received: string,
    evidence: string[] = [],
  ): Finding {
    const flow = FLOWS.find(({ letter }) => letter === cell.flow) ?? { name: cell.flow, title: cell.flow };
    return this.finding({
      check: `flow/${flow.name}`,
      pair: { sender: cell.sender, receiver: cell.receiver },
      flow: cell.flow,
      via: cell.via,
      role: 'either',
      verdict,
      level: null,
      impact: 'breaks',
      blame: [{ party: verdict === 'not-verifiable' ? 'environment' : 'undetermined', role: 'either' }],
      expected: flow.title,
      received,
      reason: `${flow.title}: ${received}`,
      evidence,
      replay: `npx ocm-interop run profiles/${cell.sender}.yaml profiles/${cell.receiver}.yaml --only ${cell.flow} --via ${cell.via}`,
    });
  }

  /**
   * One journey: flows in order, blocked behind what is red, as the runner does it.
   * `verdictOf` gives undefined for a pass; `attempt` counts from 1.
   */
  journey(
    pair: { sender: string; receiver: string },
    via: Via,
    verdictOf: (flow: FlowInfo) => { verdict: Verdict; reason?: string; findings?: string[] } | undefined,
    options: { attempt?: number; flows?: FlowInfo[]; steps?: boolean } = {},
  ): this {
    const done = new Map<string, Verdict>();
    for (const flow of options.flows ?? FLOWS) {
      const attempt = options.attempt ?? 1;
      const behind = flow.needs.find((letter) => RED_BEFORE.includes(done.get(letter) ?? 'pass'));
      const own = verdictOf(flow);
      const outcome = behind
        ? { verdict: 'blocked' as const, reason: `flow ${behind} is ${done.get(behind) ?? ''}` }
        : (own ?? { verdict: 'pass' as const });
      done.set(flow.letter, outcome.verdict);
      if (options.steps !== false && outcome.verdict !== 'blocked' && outcome.verdict !== 'n/a') {
        const base = { type: 'step' as const, ...pair, flow: flow.letter, via, attempt };
        const ok = outcome.verdict !== 'fail';
        this.add({ ...base, actor: pair.sender, step: 'alice prepares the share', ms: 210, ok: true }, 210);
        this.add(
          {
            ...base,
            actor: pair.receiver,
            step: `bob sees the outcome of ${flow.name}`,
            ms: ok ? 340 : 4000,
            ok,
            ...(ok ? {} : { detail: 'not there after 4 s' }),
          },
          ok ? 340 : 4000,
        );
      }
      const { findings = [], ...rest } = outcome as { verdict: Verdict; reason?: string; findings?: string[] };
      this.add({
        type: 'cell',
        cell: { ...pair, flow: flow.letter, via, ms: outcome.verdict === 'blocked' ? 0 : 550, findings, ...rest },
        attempt,
      });
    }
    return this;
  }

  finish(ms = 84_000): this {
    return this.add({ type: 'run-finished', ms });
  }

  /** Writes the run folder; `tail` is appended as it is (a half-written line). */
  write(folder: string, tail = ''): string {
    mkdirSync(join(folder, 'evidence'), { recursive: true });
    writeFileSync(
      join(folder, 'events.jsonl'),
      `${this.events.map((event) => JSON.stringify(event)).join('\n')}\n${tail}`,
    );
    for (const [file, exchanges] of this.evidence) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), `${exchanges.map((exchange) => JSON.stringify(exchange)).join('\n')}\n`);
    }
    return folder;
  }
}

/** A run of `parties` targets, all flows, both vias: for size and time. About one cell in ten is red. */
export function bigRun(parties: number, flows: FlowInfo[] = FLOWS): SyntheticRun {
  const run = new SyntheticRun();
  const ids = Array.from({ length: parties }, (_, index) => `cloud-${String(index + 1).padStart(3, '0')}`);
  run.start(
    ids.map((id) => ({ id, label: id, version: '1.0' })),
    { peer: false },
  );
  const vias: Via[] = ['ui', 'api'];
  const pairs = ids.flatMap((sender) => ids.map((receiver) => ({ sender, receiver })));
  run.plan({
    checks: [],
    flows,
    cells: pairs.flatMap((pair) => vias.flatMap((via) => flows.map((flow) => ({ ...pair, flow: flow.letter, via })))),
  });
  for (const [index, pair] of pairs.entries()) {
    for (const via of vias) {
      run.journey(
        pair,
        via,
        (flow) => {
          if ((index * 7 + flow.letter.charCodeAt(0) * 3) % 41 !== 0) return undefined;
          return {
            verdict: 'fail',
            findings: [run.redFlow({ ...pair, flow: flow.letter, via }, 'fail', 'nothing arrived within 30 s').id],
          };
        },
        { flows, steps: false },
      );
    }
  }
  return run.finish();
}

export const PEER = REFERENCE_PEER;
export type { SpecVersion };
