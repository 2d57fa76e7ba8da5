import type { Command } from 'commander';
import { EXIT, InteropError } from '../vocabulary.js';
import { parsePeerCert, parsePeerUrls, parseVia } from './options.js';
import { print, printJson } from './output.js';
import type { Step } from './steps.js';

interface DoctorOptions {
  json?: boolean;
  ui?: boolean;
  via?: string;
  allowHooks?: boolean;
  peerUrl?: string[];
  peerCert?: string;
  peerKey?: string;
}

/** `doctor`: looks at targets step by step and says what to change. Exit 0 when a run could begin, else 2. */
export function registerDoctor(program: Command): void {
  program
    .command('doctor')
    .description(
      'look at servers before a run (network, certificate, discovery, logins, reach of the peer) and say what to change',
    )
    .argument('<target...>', 'URL or profile file of an OCM server')
    .option('--ui', 'also do through the web pages what a run will do, and name the step that no longer works')
    .option('--via <way>', 'the same through ui, api or both')
    .option('--allow-hooks', 'call the hooks of profiles, which act for people where there is no driver')
    .option('--peer-url <url...>', 'https://host:port under which the target reaches our peer (default: 127.0.0.1)')
    .option('--peer-cert <file>', 'certificate (PEM) for that name')
    .option('--peer-key <file>', 'its key (PEM)')
    .option('--json', 'print one JSON document instead of text')
    .action(async (targets: string[], options: DoctorOptions) => {
      const { loadTargets } = await import('../targets/load-profile.js');
      const { examine } = await import('./examine.js');
      const { stepLog } = await import('./steps.js');
      const { readFileSync } = await import('node:fs');
      const files = parsePeerCert(options);
      const peer = {
        urls: parsePeerUrls(options.peerUrl),
        ...(files
          ? { tls: { certPem: readFileSync(files.cert, 'utf8'), keyPem: readFileSync(files.key, 'utf8') } }
          : {}),
      };
      const vias = parseVia(options.via, options.ui ? ['ui'] : []);
      const steps: Step[] = [];
      const profiles = loadTargets(targets);
      for (const [index, profile] of profiles.entries()) {
        if (!options.json) print(`${steps.length > 0 ? '\n' : ''}${profile.id}  ${profile.url}`);
        const log = stepLog(profile.id, (step) => {
          if (!options.json) print(lineOf(step));
        });
        const others = [...profiles.slice(index + 1), ...profiles.slice(0, index)];
        try {
          await examine(profile, peer, { vias, others, hooks: options.allowHooks ?? false }, log);
        } catch (error) {
          if (error instanceof InteropError && error.code === 'stopped') exitSoon();
          throw error;
        }
        steps.push(...log.steps);
      }
      const bad = steps.filter(({ ok }) => !ok).length;
      if (options.json) printJson(steps);
      else
        print(
          bad === 0
            ? '\nReady for a run.'
            : `\n${bad} ${bad === 1 ? 'thing needs' : 'things need'} a change before a run.`,
        );
      process.exitCode = bad === 0 ? EXIT.ok : EXIT.preflight;
    });
}

/** What was in the middle of a step must not hold the end up. */
function exitSoon(): void {
  setTimeout(() => process.exit(), 500).unref();
}

function lineOf({ step, ok, found, fix }: Step): string {
  const line = `  ${ok ? 'ok   ' : 'WRONG'}  ${step.padEnd(28)} ${found}`;
  return fix === '' ? line : `${line}\n${' '.repeat(38)}${ok ? 'note' : 'fix'}: ${fix}`;
}
