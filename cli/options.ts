import type { Command } from 'commander';
import { EXIT, InteropError, SPEC_VERSIONS, type SpecVersion, type Via } from '../vocabulary.js';

/** Options that `check`, `run` and `demo` share, as commander gives them. */
export interface CommonOptions {
  only?: string;
  spec?: string;
  out?: string;
  json?: boolean;
  baseline?: string;
  shard?: string;
  resume?: string;
  quiet?: boolean;
  via?: string;
  workers?: string;
  allowHooks?: boolean;
  peerUrl?: string[];
  peerCert?: string;
  peerKey?: string;
}

/** Adds the options that every running verb understands. */
export function commonOptions(command: Command): Command {
  return command
    .option('--only <what>', 'check slug or glob, clause, role, or flow letter or name; several by comma')
    .option(
      '--spec <version>',
      `hold targets to this version of the text (${SPEC_VERSIONS.slice(1).join(', ')}); default: what they show`,
    )
    .option('--out <folder>', 'run folder (default out/<time>-<targets>)')
    .option('--baseline <file>', 'YAML list of known findings: only what is not in it counts')
    .option('--resume <folder>', 'go on with an interrupted run')
    .option('--shard <i/n>', 'run one part of n; put the parts together with `merge`')
    .option('--workers <n>', 'parallel workers (default: processors, accounts and budgets decide)')
    .option('--quiet', 'no progress')
    .option('--json', 'print one JSON document instead of text');
}

/** For options that may be given several times, one value each. */
export function collect(value: string, known: string[] = []): string[] {
  return [...known, value];
}

/** Options about a gateway that records what servers say to each other. */
export function gatewayOptions(command: Command): Command {
  return command
    .option('--gateway <address:port>', 'stand between the servers, which find each other here, and record them')
    .option('--upstream <name=address>', 'where a server really is; default: what this machine knows', collect)
    .option('--client <address=name>', 'from which address a server connects, to know its requests by', collect)
    .option('--gateway-cert <file>', 'certificate (PEM) for all the names, instead of ones from the local authority')
    .option('--gateway-key <file>', 'its key (PEM)');
}

/** What `gatewayOptions` gives. */
export interface GatewayChoice {
  gateway?: string;
  upstream?: string[];
  client?: string[];
  gatewayCert?: string;
  gatewayKey?: string;
}

/** The option without which no hook of a profile is called. */
export function hooksOption(command: Command): Command {
  return command.option(
    '--allow-hooks',
    'call the commands and URLs that profiles name under hooks: act for people, stop a server, let a day pass (docs/hooks.md)',
  );
}

/** Options about how a target reaches our peer. */
export function peerOptions(command: Command): Command {
  return command
    .option(
      '--peer-url <url...>',
      'https://host:port under which the target reaches our peer; give several for checks that need more than one',
    )
    .option('--peer-cert <file>', 'certificate (PEM) for these names')
    .option('--peer-key <file>', 'its key (PEM)');
}

/** Reads `--spec`. Rejects what is no version. */
export function parseSpec(value: string | undefined): SpecVersion | undefined {
  if (value === undefined) return undefined;
  const found = SPEC_VERSIONS.find((version) => version === value);
  if (!found)
    throw new InteropError(
      'usage',
      `--spec ${value} is no version of the text: choose one of ${SPEC_VERSIONS.join(', ')}`,
      { exit: EXIT.preflight },
    );
  return found;
}

export function parseVia(value: string | undefined, fallback: Via[]): Via[] {
  if (value === undefined) return fallback;
  if (value === 'ui' || value === 'api') return [value];
  if (value === 'ui,api' || value === 'api,ui' || value === 'both') return ['ui', 'api'];
  throw new InteropError('usage', `--via ${value}: write ui, api or both`, { exit: EXIT.preflight });
}

function parseShard(value: string | undefined): { index: number; total: number } | undefined {
  if (value === undefined) return undefined;
  const match = /^(\d+)\/(\d+)$/.exec(value);
  const index = Number(match?.[1]);
  const total = Number(match?.[2]);
  if (!match || index < 1 || index > total)
    throw new InteropError('usage', `--shard ${value}: write i/n with 1 <= i <= n, e.g. 2/4`, { exit: EXIT.preflight });
  return { index, total };
}

function parseWorkers(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const count = Number(value);
  if (!Number.isInteger(count) || count < 1)
    throw new InteropError('usage', `--workers ${value}: write a whole number from 1`, { exit: EXIT.preflight });
  return count;
}

/** The names under which a target reaches our peer. Rejects what is no https origin. */
export function parsePeerUrls(values: string[] | undefined): string[] {
  return (values ?? []).map((value) => {
    if (!URL.canParse(value) || new URL(value).protocol !== 'https:' || new URL(value).pathname !== '/') {
      throw new InteropError('usage', `--peer-url ${value}: write an origin such as https://peer.example.org:8443`, {
        exit: EXIT.preflight,
      });
    }
    return new URL(value).origin;
  });
}

export function parsePeerCert(options: CommonOptions): { cert: string; key: string } | undefined {
  if (!options.peerCert && !options.peerKey) return undefined;
  if (!options.peerCert || !options.peerKey)
    throw new InteropError('usage', '--peer-cert and --peer-key belong together: give both', { exit: EXIT.preflight });
  return { cert: options.peerCert, key: options.peerKey };
}

/** What the common options mean for a run, whichever verb starts it. Rejects with exit 2 what cannot be meant. */
export function commonSettings(options: CommonOptions) {
  return {
    only: options.only,
    spec: parseSpec(options.spec),
    out: options.out,
    resume: options.resume,
    shard: parseShard(options.shard),
    quiet: options.quiet ?? options.json ?? false,
    workers: parseWorkers(options.workers),
    hooks: options.allowHooks ?? false,
    peerUrls: parsePeerUrls(options.peerUrl),
    peerCert: parsePeerCert(options),
  };
}
