import { appendFileSync, existsSync, mkdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Command } from 'commander';
import type { GatewayExchange } from '../gateway/contract.js';
import type { LiveFinding } from '../gateway/live-judge.js';
import { EXIT, InteropError } from '../vocabulary.js';
import { untilEnded } from './ended.js';
import { collect, parseSpec } from './options.js';
import { print, printJson, progress } from './output.js';

interface GatewayCommand {
  listen: string;
  upstream?: string[];
  client?: string[];
  trust?: string[];
  cert?: string;
  key?: string;
  spec?: string;
  out?: string;
  quiet?: boolean;
  json?: boolean;
}

/** `gateway`: a recording TLS proxy between servers, on its own. */
export function registerGateway(program: Command): void {
  program
    .command('gateway')
    .description('stand between servers, record what they say to each other and judge it; Ctrl-C ends it')
    .argument('[profile...]', 'profiles of the servers: their names, and whom they trust')
    .option('--listen <address:port>', 'where the servers find each other', '127.0.0.1:443')
    .option('--upstream <name=address>', 'where a server really is; default: what this machine knows', collect)
    .option('--client <address=name>', 'from which address a server connects, to know its requests by', collect)
    .option('--trust <file>', 'PEM file of the authority of the servers behind', collect)
    .option('--cert <file>', 'certificate (PEM) for all the names, instead of ones from the local authority')
    .option('--key <file>', 'its key (PEM)')
    .option('--spec <version>', 'hold servers to this version of the text; default: what their discovery shows')
    .option('--out <folder>', 'where to record (default out/<time>-gateway)')
    .option('--quiet', 'do not print what passes')
    .option('--json', 'print where it is as one JSON document, and nothing after')
    .addHelpText(
      'after',
      `
Examples:
  ocm-interop gateway --listen 127.0.0.50:443 --upstream cloud1.test=127.0.0.11 --upstream cloud2.test=127.0.0.12
  ocm-interop gateway a.yaml b.yaml --listen 0.0.0.0:443
  ocm-interop run a.yaml b.yaml --gateway 127.0.0.50:443     (record during a run: the first wrong message decides the blame)`,
    )
    .action(async (profiles: string[], options: GatewayCommand) => {
      const { loadTargets } = await import('../targets/load-profile.js');
      const { gatewayAdvice, listenProblem, planGateway } = await import('./gateway-plan.js');
      const { startGateway } = await import('../gateway/gateway.js');
      const { LiveJudge } = await import('../gateway/live-judge.js');
      const { openLog } = await import('../gateway/log.js');
      const plan = await planGateway(loadTargets(profiles), options);
      const folder = openFolder(options.out);
      const live = new LiveJudge(plan.routes, parseSpec(options.spec));
      const log = openLog();
      const isTold = !options.quiet && !options.json;
      const gateway = await startGateway({
        ...plan,
        onExchange(exchange) {
          log.write(exchange);
          const findings = live.judge(exchange);
          for (const finding of findings)
            appendFileSync(join(folder, 'findings.jsonl'), `${log.mask(JSON.stringify(finding))}\n`);
          if (isTold) for (const line of tell(exchange, findings)) print(log.mask(line));
        },
        onNotice(notice) {
          log.write(notice);
          if (isTold) progress(`${notice.address}: ${notice.notice}`);
        },
      }).catch((error: unknown) => {
        throw listenProblem(error, plan.listen);
      });
      log.open(join(folder, 'exchanges.jsonl'));
      const names = plan.routes.map(({ authority, party, upstream }) => ({ authority, party, upstream }));
      if (options.json) printJson({ listen: { ...plan.listen, port: gateway.port }, names, folder });
      else {
        for (const line of gatewayAdvice(plan, gateway.port)) print(line);
        print(`recorded in ${relative(process.cwd(), folder) || '.'}, without secrets. Ctrl-C ends it.\n`);
      }
      await untilEnded();
      await gateway.close();
    });
}

/** What passed, a line for the exchange and one for each wrong message. */
function tell(exchange: GatewayExchange, findings: readonly LiveFinding[]): string[] {
  if (exchange.isPersonal === true) return [];
  const { request, response, error, from = '?', to = '?' } = exchange;
  const outcome = error ? `${response ? `${response.status}, then ` : ''}${error.code}` : `${response?.status ?? ''}`;
  const path = new URL(request.url).pathname;
  return [
    `${exchange.at.slice(11, 23)} ${from} -> ${to}  ${request.method} ${path}  ${outcome}, ${exchange.ms} ms`,
    ...findings.map(
      ({ verdict, clauses, party = 'writer not certain', role, rule, expected, received }) =>
        `  ${verdict} ${clauses[0] ?? ''} ${party} as ${role}: ${rule}: ${expected}; received ${received}`,
    ),
  ];
}

/** A folder that holds no other recording. */
function openFolder(wanted: string | undefined): string {
  const folder = wanted ?? join('out', `${new Date().toISOString().slice(0, 19).replaceAll(':', '')}-gateway`);
  if (existsSync(join(folder, 'exchanges.jsonl')))
    throw new InteropError('run-exists', `${folder} already holds a recording: choose another --out`, {
      exit: EXIT.preflight,
    });
  mkdirSync(folder, { recursive: true });
  return folder;
}
