import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { AmbiguityId, Basis, ClauseId, Level, SpecVersion } from '../vocabulary.js';
import { SPEC_VERSIONS } from '../vocabulary.js';
import { asset } from './package-root.js';

/** One sentence of the text, in our words, with its strength and where it stands. */
export interface Clause {
  id: ClauseId;
  area: string;
  /** Newest strength; what held earlier is in `history`. */
  level: Level;
  /** Strength from a version on, oldest first. Empty: `level` holds for the whole range. */
  history: { from: SpecVersion; level: Level }[];
  /** Who is bound, in the words of the text (`sending-server`, `discoverable-server`, ...). */
  role: string;
  since: SpecVersion;
  /** First version in which it no longer holds. */
  until?: SpecVersion;
  basis: Basis;
  source: { doc: string; section: string };
  statement: string;
  /** How it moved between versions. */
  changed?: string;
  /** Condition without which it does not bind. */
  appliesWhen?: string;
  testable: string;
  how: string;
  /** Why no check can cover it. */
  excluded?: { reason: string };
}

/** A place where the texts can be read in several ways. It is nobody's fault which one a server takes. */
export interface Ambiguity {
  id: AmbiguityId;
  /** In a few words. */
  topic: string;
  /** What the texts say. */
  text: string;
  /** Where it is discussed: `owner/repository#number`. */
  refs: readonly string[];
  /** Ids of the checks whose reading tells how a server takes it. */
  checks: readonly string[];
  /** Why no check tells; there where `checks` is empty. */
  untold?: string;
}

/** A document the clauses are taken from. */
export interface SourceDocument {
  key: string;
  repo: string;
  where: string;
  path: string;
}

interface RawClause {
  id: ClauseId;
  area: string;
  level: Level;
  level_history?: { from: SpecVersion; level: Level }[];
  role: string;
  since: SpecVersion;
  until?: SpecVersion;
  basis: Basis;
  source: { doc: string; section: string };
  statement: string;
  changed?: string;
  applies_when?: string;
  testable: string;
  how: string;
  excluded?: { reason: string };
}

interface RawAmbiguity extends Omit<Ambiguity, 'checks'> {
  checks?: string[];
}

interface Ledger {
  ambiguities: readonly Ambiguity[];
  clauses: readonly Clause[];
  byId: ReadonlyMap<string, Clause>;
  documents: ReadonlyMap<string, SourceDocument>;
}

let ledger: Ledger | undefined;

function load(): Ledger {
  if (ledger) return ledger;
  const raw = parse(readFileSync(asset('spec/requirements.yaml'), 'utf8')) as {
    ambiguities: RawAmbiguity[];
    requirements: RawClause[];
    documents: SourceDocument[];
  };
  const clauses = raw.requirements.map(toClause);
  ledger = {
    ambiguities: raw.ambiguities.map((ambiguity) => ({ ...ambiguity, checks: ambiguity.checks ?? [] })),
    clauses,
    byId: new Map(clauses.map((clause) => [clause.id, clause])),
    documents: new Map(raw.documents.map((document) => [document.key, document])),
  };
  return ledger;
}

function toClause(raw: RawClause): Clause {
  return {
    id: raw.id,
    area: raw.area,
    level: raw.level,
    history: raw.level_history ?? [],
    role: raw.role,
    since: raw.since,
    basis: raw.basis,
    source: raw.source,
    statement: raw.statement,
    testable: raw.testable,
    how: raw.how,
    ...(raw.until !== undefined && { until: raw.until }),
    ...(raw.changed !== undefined && { changed: raw.changed }),
    ...(raw.applies_when !== undefined && { appliesWhen: raw.applies_when }),
    ...(raw.excluded !== undefined && { excluded: raw.excluded }),
  };
}

/** Every clause, in the order of the ledger. */
export function clauses(): readonly Clause[] {
  return load().clauses;
}

/** Every ambiguity of the texts, in the order of the ledger. */
export function ambiguities(): readonly Ambiguity[] {
  return load().ambiguities;
}

/** Where a reference of an ambiguity can be read: of a pull request, too, as the forge leads on from issues. */
export function referenceLink(reference: string): string {
  const [repo = '', number = ''] = reference.split('#');
  return `https://github.com/${repo}/issues/${number}`;
}

/** The clause of that id. Throws on an unknown id: a check or rule that cites one is a mistake of ours. */
export function clause(id: ClauseId): Clause {
  const found = load().byId.get(id);
  if (!found) throw new Error(`${id} is not in the ledger (spec/requirements.yaml)`);
  return found;
}

/** Whether the ledger has a clause of that id. */
export function isClause(id: string): id is ClauseId {
  return load().byId.has(id);
}

/** Position of a version in the history of the text: later is greater. */
export function versionOrder(version: SpecVersion): number {
  return SPEC_VERSIONS.indexOf(version);
}

/** True when `version` is `from` or later. */
export function isAtLeast(version: SpecVersion, from: SpecVersion): boolean {
  return versionOrder(version) >= versionOrder(from);
}

/** Whether the clause binds at that version: since <= version < until. */
export function isInForce(id: ClauseId, version: SpecVersion): boolean {
  const { since, until } = clause(id);
  return isAtLeast(version, since) && (until === undefined || !isAtLeast(version, until));
}

/** Strength of the clause at that version; undefined when it is not in force there. */
export function levelAt(id: ClauseId, version: SpecVersion): Level | undefined {
  if (!isInForce(id, version)) return undefined;
  const { level, history } = clause(id);
  if (history.length === 0) return level;
  return history.findLast(({ from }) => isAtLeast(version, from))?.level ?? level;
}

/** What a violation of one clause is worth. */
export type ClauseVerdict = 'fail' | 'warn' | 'pass';

/**
 * What breaking the clause is worth at that version. A MUST by keyword or schema fails; a SHOULD, and every clause whose level is our
 * reading of prose, warns; a MAY, and a clause that is not in force, is kept either way.
 */
export function verdictFor(id: ClauseId, version: SpecVersion): ClauseVerdict {
  const level = levelAt(id, version);
  if (level === undefined || level === 'MAY') return 'pass';
  return level.startsWith('MUST') && clause(id).basis !== 'prose' ? 'fail' : 'warn';
}

const WORST_FIRST: readonly ClauseVerdict[] = ['fail', 'warn', 'pass'];

/** The clauses in force at that version, the strongest first; equal ones keep their order. */
export function byStrength(ids: readonly ClauseId[], version: SpecVersion): ClauseId[] {
  return ids
    .filter((id) => isInForce(id, version))
    .sort((a, b) => WORST_FIRST.indexOf(verdictFor(a, version)) - WORST_FIRST.indexOf(verdictFor(b, version)));
}

/** The strongest of the clauses in force at that version, with its level and verdict; undefined when none is in force. */
export function strongest(
  ids: readonly ClauseId[],
  version: SpecVersion,
): { id: ClauseId; level: Level; verdict: ClauseVerdict } | undefined {
  const id = byStrength(ids, version)[0];
  const level = id && levelAt(id, version);
  return id && level ? { id, level, verdict: verdictFor(id, version) } : undefined;
}

/**
 * Where the clause stands in the public text. The revision it was read from where that has a commit or tag, else the branch `develop`;
 * the anchor is the top heading of the section.
 */
export function clauseLink(id: ClauseId): string {
  const { source } = clause(id);
  const document = load().documents.get(source.doc);
  const repo = document?.repo ?? 'cs3org/OCM-API';
  const revision = /\b(?:commit|tag) (v[\d.]+|[0-9a-f]{7,40})\b/.exec(document?.where ?? '')?.[1];
  if (source.section.startsWith('spec.yaml')) {
    return `https://github.com/${repo}/blob/${revision ?? 'develop'}/spec.yaml`;
  }
  const path = revision ? (/^[\w.-]+\.md/.exec(document?.path ?? '')?.[0] ?? 'IETF-OCM.md') : 'IETF-OCM.md';
  return `https://github.com/${repo}/blob/${revision ?? 'develop'}/${path}#${anchorOf(source.section)}`;
}

/** Heading to anchor, the way the forge renders it: "OCM API Discovery / Fields; Appendix A" -> `ocm-api-discovery`. */
function anchorOf(section: string): string {
  const heading = section.split(/[;/(]/)[0]?.trim() ?? '';
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s-]/gu, '')
    .trim()
    .replaceAll(/\s+/g, '-');
}
