import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { parse } from 'yaml';
import { asset } from '../../spec/package-root.js';
import type { ClauseId, SpecVersion } from '../../vocabulary.js';
import { canonicalAuthority } from '../address.js';
import { type Exchange, jsonOf } from '../exchange.js';
import { exchangesOf } from '../recordings.js';
import { detectSpec } from '../version-profile.js';
import { classify, formOf } from './classify.js';
import type { Emitter, Violation } from './contract.js';
import { documentsIn } from './documents.js';
import { judge } from './judge.js';
import { type KnownKeys, keysIn } from './key-sets.js';
import { clientAuthority, type Documents, parseUrl } from './parties.js';

/** What a careful reader found, written before this judge was run. Format and scope: README.md beside the recordings. */
interface Findings {
  spec: Record<string, SpecVersion>;
  findings: {
    exchange: number;
    clause: ClauseId;
    also?: ClauseId[];
    where: string;
    emitter: Emitter;
    sentence: string;
  }[];
}

interface Recording {
  name: string;
  exchanges: Exchange[];
  /** Of this recording and its neighbours from the same servers. */
  documents: Documents;
  keys: KnownKeys;
  known: Findings;
}

const root = asset('fixtures/data/recordings');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

function recordings(): Recording[] {
  const vendors = readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return vendors.flatMap(({ name: vendor }) => {
    const names = readdirSync(join(root, vendor))
      .filter((file) => file.endsWith('.json'))
      .map((file) => `${vendor}/${file.slice(0, -'.json'.length)}`)
      .sort();
    const traffic = names.map((name) => ({ name, exchanges: exchangesOf(JSON.parse(read(`${name}.json`)), name) }));
    const all = traffic.flatMap(({ exchanges }) => exchanges);
    const documents = documentsIn(all);
    const keys = keysIn(all, documents);
    return traffic.map((recording) => ({
      ...recording,
      documents,
      keys,
      known: parse(read(`${recording.name}.findings.yaml`)) as Findings,
    }));
  });
}

/** Host[:port] of each side: the server's from the URL, the client's from the message; where messages name nobody, the other one of two. */
function partiesOf(exchange: Exchange, { known, documents }: Recording): Record<Emitter, string | undefined> {
  const server = canonicalAuthority(parseUrl(exchange.request.url)?.host ?? '');
  const { request } = classify(exchange, documents);
  if (['share-creation', 'invite-accepted', 'token-request'].includes(request)) {
    const json = request === 'token-request' ? formOf(exchange) : jsonOf(exchange.request.body);
    return { server, client: clientAuthority(request, json) };
  }
  const others = Object.keys(known.spec).filter((party) => party !== server);
  return { server, client: others.length === 1 && server in known.spec ? others[0] : undefined };
}

/** Violations of the parties that are judged in a recording. A dialect is told once a client, at its first message. */
function judgeAll(recording: Recording): { index: number; violation: Violation }[] {
  const { exchanges, documents, keys, known } = recording;
  const spoken = new Set<string>();
  return exchanges.flatMap((exchange, index) => {
    const parties = partiesOf(exchange, recording);
    const specOf = (emitter: Emitter): SpecVersion => known.spec[parties[emitter] ?? ''] ?? '1.0.0';
    const { client } = parties;
    return judge(exchange, { specOf, documents, keys, ...(client === undefined ? {} : { client }) })
      .filter(({ emitter }) => (parties[emitter] ?? '') in known.spec)
      .filter(({ kind }) => {
        if (kind !== 'foreign-dialect') return true;
        const client = parties.client ?? '';
        return !spoken.has(client) && spoken.add(client);
      })
      .map((violation) => ({ index, violation }));
  });
}

const ALL = recordings();

for (const recording of ALL) {
  const { name, known } = recording;
  test(`the judge finds in ${name} what a reader found, and nothing else`, () => {
    const found = judgeAll(recording);
    const says = (finding: Findings['findings'][number], index: number, violation: Violation): boolean => {
      const clauses = [finding.clause, ...(finding.also ?? [])];
      return (
        index === finding.exchange &&
        violation.where === finding.where &&
        violation.emitter === finding.emitter &&
        violation.clauses.includes(finding.clause) &&
        violation.clauses.every((clause) => clauses.includes(clause))
      );
    };
    const missed = known.findings.filter(
      (finding) => !found.some(({ index, violation }) => says(finding, index, violation)),
    );
    const madeUp = found.filter(
      ({ index, violation }) => !known.findings.some((finding) => says(finding, index, violation)),
    );
    const words = madeUp.map(({ index, violation: { rule, where, emitter, clauses, reason } }) => ({
      exchange: index,
      clauses,
      where,
      emitter,
      rule,
      reason,
    }));
    expect({ missed, madeUp: words }).toEqual({ missed: [], madeUp: [] });
    expect(found).toHaveLength(known.findings.length);
  });
}

test('the recordings are there: many exchanges of every family, with findings among them', () => {
  expect(ALL.length).toBeGreaterThanOrEqual(19);
  expect(ALL.reduce((sum, { exchanges }) => sum + exchanges.length, 0)).toBeGreaterThanOrEqual(170);
  expect(ALL.reduce((sum, { known }) => sum + known.findings.length, 0)).toBeGreaterThanOrEqual(60);
  const families = new Set(ALL.map(({ name }) => name.split('/')[0]));
  for (const family of families) {
    const lists = ALL.filter(({ name }) => name.startsWith(`${family}/`)).flatMap(({ known }) => known.findings);
    expect(lists.length, family).toBeGreaterThan(0);
  }
});

test('every finding names an exchange of its recording', () => {
  for (const { name, exchanges, known } of ALL) {
    for (const { exchange } of known.findings) expect(exchanges[exchange], `${name} ${exchange}`).toBeDefined();
  }
});

test('the version read off each discovery document is the one that the reader applied', () => {
  const read = ALL.flatMap(({ documents, known }) =>
    Object.entries(known.spec).flatMap(([party, spec]) => {
      const document = documents.get(party);
      return document === undefined ? [] : [{ party, spec, detected: detectSpec(document).spec }];
    }),
  );
  expect(read.length).toBeGreaterThan(10);
  expect(read.filter(({ spec, detected }) => spec !== detected)).toEqual([]);
});
