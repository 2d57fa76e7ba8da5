import { join } from 'node:path';
import { shownFile } from '../fixtures/shown-file.js';
import type { GatewayExchange } from '../gateway/contract.js';
import { startGateway } from '../gateway/gateway.js';
import { openLog } from '../gateway/log.js';
import { tellExchanges } from '../gateway/telling.js';
import type { Profile } from '../targets/profile.js';
import { registerSecret } from '../targets/secrets.js';
import { type GatewayWishes, gatewayAdvice, listenProblem, planGateway } from './gateway-plan.js';
import { progress } from './output.js';

/** The gateway of one run. */
export interface RunGateway {
  /** Where workers ask what passed. */
  url: string;
  token: string;
  /** What to write on a command line to have it again. */
  options: string;
  /** PEM of the authority that vouches for its names, where it is the local one. */
  caPem: string | undefined;
  /** Somebody else who takes part, e.g. the reference peer: known by name, not served. */
  know(party: string, authority: string): void;
  /** Records into the evidence of a run folder from now on, and what passed before. */
  recordInto(folder: string): void;
  /** What passed, in sentences; also for whom nothing did. */
  summary(): string[];
  close(): Promise<void>;
}

/** Starts the gateway of a run and says what to put where. Rejects with exit 2 when it cannot. */
export async function startRunGateway(
  profiles: readonly Profile[],
  wishes: GatewayWishes,
  quiet: boolean,
): Promise<RunGateway> {
  const plan = await planGateway(profiles, wishes);
  const log = openLog();
  const counts = new Counts();
  const gateway = await startGateway({
    ...plan,
    onExchange(exchange) {
      log.write(exchange);
      counts.add(exchange);
    },
    onNotice: (notice) => log.write(notice),
  }).catch((error: unknown) => {
    throw listenProblem(error, plan.listen);
  });
  const telling = await tellExchanges(gateway);
  registerSecret(telling.token);
  if (!quiet) for (const line of gatewayAdvice(plan, gateway.port)) progress(line);
  return {
    url: telling.url,
    token: telling.token,
    options: optionsOf(wishes),
    caPem: 'ca' in plan.certificates ? plan.certificates.ca.certPem : undefined,
    know: (party, authority) => gateway.addParty({ id: party, authorities: [authority], addresses: [] }),
    recordInto: (folder) => log.open(join(folder, 'evidence', 'gateway.jsonl')),
    summary: () => counts.sentences([...new Set(plan.routes.map(({ party }) => party))]),
    async close() {
      await telling.close();
      await gateway.close();
    },
  };
}

/** What a reader adds to see a cell again; a report shows nobody's folders. */
function optionsOf({ listen, upstream = [], client = [], cert, key }: GatewayWishes): string {
  const parts: [string, string | undefined][] = [
    ['--gateway', listen],
    ...upstream.map((each): [string, string] => ['--upstream', each]),
    ...client.map((each): [string, string] => ['--client', each]),
    ['--gateway-cert', shownFile(cert)],
    ['--gateway-key', shownFile(key)],
  ];
  return parts.flatMap(([name, value]) => (value === undefined ? [] : [`${name} ${value}`])).join(' ');
}

/** How many messages went from whom to whom. */
class Counts {
  readonly #pairs = new Map<string, number>();
  readonly #reached = new Set<string>();
  #uncertain = 0;

  add({ from, to, isPersonal }: GatewayExchange): void {
    if (isPersonal === true || to === undefined) return;
    this.#reached.add(to);
    if (from === undefined) this.#uncertain += 1;
    else this.#pairs.set(`${from} -> ${to}`, (this.#pairs.get(`${from} -> ${to}`) ?? 0) + 1);
  }

  sentences(parties: string[]): string[] {
    const pairs = [...this.#pairs].map(([pair, count]) => `${pair} ${count}`);
    const uncertain = this.#uncertain === 0 ? [] : [`${this.#uncertain} whose writer is not certain`];
    const missed = parties.filter((party) => !this.#reached.has(party));
    return [
      `requests between servers that passed the gateway: ${[...pairs, ...uncertain].join(', ') || 'none'}`,
      ...missed.map(
        (party) =>
          `nothing for ${party} came through the gateway: on the other servers its name leads elsewhere, or they had nothing to say to it`,
      ),
    ];
  }
}
