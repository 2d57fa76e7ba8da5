import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { asset } from '../spec/package-root.js';
import { EXIT, InteropError } from '../vocabulary.js';
import { reportError } from './output.js';
import { VERBS } from './verbs.js';

/**
 * Runs one command line and resolves to its exit code; never rejects.
 * A verb's action ends by setting `process.exitCode`, or by throwing an `InteropError` that carries the code.
 */
export async function main(argv: string[]): Promise<number> {
  const json = argv.includes('--json');
  outliveReaders();
  try {
    process.exitCode = EXIT.ok;
    const program = createProgram();
    if (argv.length === 0) program.outputHelp();
    else await program.parseAsync(argv, { from: 'user' });
    return Number(process.exitCode);
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return EXIT.ok; // --help, --version
    return reportError(fromCommander(error), json);
  }
}

/** `| head` closes our output early: what is under way is finished all the same, and what it made is removed. */
function outliveReaders(): void {
  for (const stream of [process.stdout, process.stderr]) stream.off('error', ignoreClosed).on('error', ignoreClosed);
}

function ignoreClosed(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}

function createProgram(): Command {
  const { version, description } = JSON.parse(readFileSync(asset('package.json'), 'utf8')) as Record<string, string>;
  const program = new Command('ocm-interop')
    .description(description ?? '')
    .version(version ?? '')
    .helpCommand(false)
    .exitOverride()
    .configureOutput({ outputError: () => {} })
    .showSuggestionAfterError(true);
  for (const register of VERBS) register(program);
  return program;
}

/** A mistake in the command line is a preflight error: nothing was tried, so nothing may be red. */
function fromCommander(error: unknown): unknown {
  if (!(error instanceof CommanderError)) return error;
  return new InteropError(
    'usage',
    `${error.message.replace(/^error: /, '').replaceAll('\n', ' ')} (see: ocm-interop --help)`,
    { exit: 2 },
  );
}
