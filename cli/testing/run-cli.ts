import { spawn } from 'node:child_process';

/** What a command line gave. */
export interface CliResult {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** How to start the command as a process of its own, from wherever this build lies. */
export function cliProcess(argv: readonly string[]): { file: string; args: string[] } {
  const main = new URL('../main.js', import.meta.url).href;
  const script = `import { main } from ${JSON.stringify(main)}; process.exitCode = await main(process.argv.slice(1));`;
  return { file: process.execPath, args: ['--input-type=module', '-e', script, '--', ...argv] };
}

/** Runs the command as a person would: for tests. `env` is added to the one of this process. */
export function runCli(
  argv: readonly string[],
  options: { env?: Record<string, string>; cwd?: string } = {},
): Promise<CliResult> {
  const { file, args } = cliProcess(argv);
  const child = spawn(file, args, {
    cwd: options.cwd ?? process.cwd(),
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString('utf8');
  });
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString('utf8');
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stdout, stderr }));
  });
}
