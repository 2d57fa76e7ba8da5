import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { asset } from '../../spec/package-root.js';

/**
 * What a mutated host speaks: a version of OCM, or the dialect of libraries. `1.2 signed` signs in the old form; `draft-06` as 1.4 with
 * the mark of the text after it; `1.5 strict` takes nothing that is not signed, `1.5 plain` exchanges no tokens; `1.4 apps`
 * has web apps, ssh, transfers and a resource type of its own besides, `1.2 apps` the older words for that, held to 1.2.0; `1.0.0` is 1.0 held
 * to that text alone;
 * `1.5 strict` contacts nobody but hosts of this peer besides, and asks for second factors;
 * `1.5 tokens` and `1.5 invites` take only shares for exchange, and of contacts; `1.2 code` has the code flow of that version.
 */
export type Tongue =
  | '1.0'
  | '1.2'
  | '1.2 signed'
  | '1.3'
  | '1.4'
  | 'draft-06'
  | '1.5'
  | '1.5 strict'
  | '1.5 closed'
  | '1.5 plain'
  | '1.4 apps'
  | '1.2 apps'
  | '1.0.0'
  | '1.5 tokens'
  | '1.5 invites'
  | '1.2 code'
  | 'libraries';

/** What one mutant must make worse, and nothing else. */
export interface Kill {
  /** Name of a deviation in the catalogue of the peer. */
  mutant: string;
  /** What the mutated host speaks; default `1.2`. */
  speaks: Tongue;
  /** Checks that must end in `fail` or `warn`. Empty: nothing may, for the reason given in `because`. */
  worsens: string[];
  /** The same in other areas: only the whole suite (`--exact`) gets to see them. */
  elsewhere: string[];
  /** Checks that can no longer be decided because of it: any other verdict that is worse. Patterns `area/*` and `*` are allowed. */
  blocks: string[];
  /** Why no check may worsen: the text allows it, or nobody outside can see it. */
  because?: string;
  /** Run by `mutants --exact` only: another entry asks the same of the same checks. */
  exactOnly: boolean;
}

/** Where the list stands: written by hand, apart from the catalogue and from the checks. */
export const KILL_LIST = 'suites/mutants/kills.yaml';
/** Those of signatures and keys, a list of their own in the same form. */
const SIGNATURE_KILLS = 'suites/mutants/kills-signatures.yaml';
/** Those of invites and directories. */
const INVITE_KILLS = 'suites/mutants/kills-invites.yaml';

/** Those of tokens and of access to what was shared. */
const TOKEN_KILLS = 'suites/mutants/kills-tokens.yaml';

/** Those of what goes beyond files. */
const BEYOND_KILLS = 'suites/mutants/kills-beyond.yaml';

/** Those of what opens a server to others that mean it no good. */
const SECURITY_KILLS = 'suites/mutants/kills-security.yaml';

const readLists = (): string =>
  [KILL_LIST, SIGNATURE_KILLS, INVITE_KILLS, TOKEN_KILLS, BEYOND_KILLS, SECURITY_KILLS]
    .map((list) => readFileSync(asset(list), 'utf8'))
    .join('\n');

interface RawKill {
  mutant: string;
  speaks?: Tongue;
  worsens?: string[];
  elsewhere?: string[];
  blocks?: string[];
  because?: string;
  only?: 'exact';
}

/** Reads the list. Throws when an entry names no mutant, names it twice for the same version, or neither names a check nor says why. */
export function readKills(text = readLists()): Kill[] {
  const raw = parse(text) as RawKill[];
  const seen = new Set<string>();
  return raw.map(({ mutant, speaks = '1.2', worsens = [], elsewhere = [], blocks = [], because, only }) => {
    const key = `${mutant} ${speaks}`;
    if (typeof mutant !== 'string') throw new Error(`${KILL_LIST}: an entry names no mutant`);
    if (seen.has(key)) throw new Error(`${KILL_LIST}: ${mutant} stands there twice for ${speaks}`);
    seen.add(key);
    if ((worsens.length === 0) !== (because !== undefined)) {
      throw new Error(`${KILL_LIST}: ${mutant} has to say what worsens, or why nothing does`);
    }
    return {
      mutant,
      speaks,
      worsens,
      elsewhere,
      blocks,
      exactOnly: only === 'exact',
      ...(because === undefined ? {} : { because }),
    };
  });
}

/** Names of the mutants that kill a check, for `list checks`. */
export function killersOf(check: string, kills: readonly Kill[]): string[] {
  return kills.filter(({ worsens }) => worsens.includes(check)).map(({ mutant }) => mutant);
}

/** Whether an entry of `worsens` or `blocks` means a check. */
export const names = (pattern: string, check: string): boolean =>
  pattern.endsWith('*') ? check.startsWith(pattern.slice(0, -1)) : pattern === check;
