import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SyncClient } from '../abilities.js';
import type { Account } from '../cloud.js';
import type { DriverOptions } from '../driver.js';
import type { AccountClient } from './client.js';
import { refusal } from './refusal.js';

/** Asks the daemon; the daemon does the work. */
const CLI = 'seaf-cli';
const DAEMON = 'seaf-daemon';
/** The daemon looks at the server every 30 s; then come a commit and the bytes. */
const WITHIN_MS = 90_000;
/** Time in which the daemon is to end when asked to. */
const FAREWELL_MS = 5_000;
const LOOK_MS = 50;

/** The clients of one driver: whatever is still at work ends with it. */
export class Desktop {
  readonly #options: DriverOptions;
  readonly #clients = new Set<SyncClient>();

  constructor(options: DriverOptions) {
    this.#options = options;
  }

  /** Has a client of its own keep an empty folder in step with a library. */
  async sync(client: AccountClient, account: Account, repo: string, folder: string): Promise<SyncClient> {
    const desk = await openDesk(this.#options, client);
    this.#clients.add(desk);
    try {
      await desk.take(account, repo, folder);
    } catch (error) {
      await desk.end();
      throw error;
    }
    return desk;
  }

  async close(): Promise<void> {
    for (const client of this.#clients) await client.end();
    this.#clients.clear();
  }
}

interface Desk extends SyncClient {
  take(account: Account, repo: string, folder: string): Promise<void>;
}

/** Starts a client that knows nobody yet, with all that it keeps in a folder of its own. */
async function openDesk({ profile, budgets }: DriverOptions, client: AccountClient): Promise<Desk> {
  const home = await mkdtemp(join(tmpdir(), 'ocm-interop-client-'));
  const [conf, data] = [join(home, 'conf'), join(home, 'seafile-data')];
  // Nothing of this run's own environment: neither its secrets nor the settings of the person who started it.
  const env: NodeJS.ProcessEnv = {
    PATH: process.env.PATH,
    LANG: 'C.UTF-8',
    HOME: home,
    ...(profile.tls.ca === undefined ? {} : { SSL_CERT_FILE: profile.tls.ca }),
  };
  const cli = (args: string[], input = ''): Promise<Said> => call(CLI, args, { env, input, ms: budgets.flow });
  let daemon: Daemon | undefined;

  const desk: Desk = {
    within: WITHIN_MS,
    async take({ user, password }, repo, folder) {
      const url = profile.url.replace(/\/+$/, '');
      // Without a terminal the password is read from standard input: as an argument everybody on this machine could see it.
      const said = await cli(['sync', '-c', conf, '-l', repo, '-s', url, '-d', folder, '-u', user], `${password}\n`);
      if (said.code !== 0) throw refusedBy(`having ${CLI} sync ${folder}`, said.words);
      const state = await firstState(desk, budgets.step);
      if (/secure connection|certificate/i.test(state))
        throw new Error(
          `${DAEMON} says "${state}": it trusts the authorities of this machine only, add the one of ${profile.url} to them`,
        );
    },
    async says() {
      const { words } = await cli(['status', '-c', conf]);
      const [, state = ''] = words.split('\t');
      return words.startsWith('#') ? 'nothing yet' : state.trim() || words;
    },
    async end() {
      await daemon?.end();
      daemon = undefined;
      const device = await readFile(join(data, 'id'), 'utf8').catch(() => undefined);
      await rm(home, { recursive: true, force: true });
      // The server lists the client among the person's devices, once it has logged in.
      if (device !== undefined)
        await client.ask('DELETE', '/api2/devices/', { form: { platform: 'linux', device_id: device.trim() } });
    },
  };

  try {
    const made = await cli(['init', '-c', conf, '-d', home]);
    if (made.code !== 0) throw new Error(`${CLI} init: ${made.words}`);
    const rest = join(home, 'libraries');
    await mkdir(rest);
    daemon = startDaemon(['-c', conf, '-d', data, '-w', rest], env);
    await listening(join(data, 'seafile.sock'), daemon, budgets.step);
  } catch (error) {
    await desk.end();
    throw error;
  }
  return desk;
}

/** Gives what the client says once it has asked the server about the library. */
async function firstState(client: SyncClient, ms: number): Promise<string> {
  for (const until = Date.now() + ms; ; await pause()) {
    const state = await client.says();
    if (/^(synchronized|error|.*(secure|certificate|denied|quota))/i.test(state) || Date.now() > until) return state;
  }
}

/** A Python program ends with the lines of its call stack: the last one says what happened. */
function refusedBy(step: string, words: string): Error {
  const status = Number(/HTTP Error (\d{3})/.exec(words)?.[1]);
  return status ? refusal(`${step}: ${words}`, status) : new Error(`${step}: ${words}`);
}

interface Said {
  code: number | null;
  /** Last line that is not empty. */
  words: string;
}

/** Calls a program to its end, in a session of its own, so that it has no terminal to ask on. */
function call(
  program: string,
  args: string[],
  { env, input, ms }: { env: NodeJS.ProcessEnv; input: string; ms: number },
): Promise<Said> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env, detached: true, stdio: 'pipe', timeout: ms, killSignal: 'SIGKILL' });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        output = (output + text).slice(-4_000);
      });
    child.once('error', (error) => reject(isMissing(error) ? notHere(program) : error));
    child.once('close', (code) => resolve({ code, words: output.trim().split('\n').at(-1) ?? '' }));
    // It may end before it has read what it did not need.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}

interface Daemon {
  /** Why it is not there any more; undefined while it is. */
  ended(): Error | undefined;
  end(): Promise<void>;
}

/** Starts the daemon in the foreground: it ends with this process, however that ends by itself. */
function startDaemon(args: string[], env: NodeJS.ProcessEnv): Daemon {
  const child: ChildProcess = spawn(DAEMON, args, { env, stdio: 'ignore' });
  let over: Error | undefined;
  const exited = new Promise<void>((resolve) => {
    const gone = (error: Error): void => {
      over = error;
      resolve();
    };
    child.once('error', (error) => gone(isMissing(error) ? notHere(DAEMON) : error));
    child.once('exit', (code, signal) => gone(new Error(`${DAEMON} ended with ${code ?? signal}`)));
  });
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  return {
    ended: () => over,
    async end() {
      if (!over) child.kill('SIGTERM');
      const late = setTimeout(kill, FAREWELL_MS);
      await exited;
      clearTimeout(late);
      process.removeListener('exit', kill);
    },
  };
}

/** Waits until the daemon takes calls. */
async function listening(socket: string, daemon: Daemon, ms: number): Promise<void> {
  for (const until = Date.now() + ms; ; await pause()) {
    const over = daemon.ended();
    if (over) throw over;
    if (await takesCalls(socket)) return;
    if (Date.now() > until) throw new Error(`${DAEMON} took no calls within ${ms / 1000} s`);
  }
}

function takesCalls(socket: string): Promise<boolean> {
  return new Promise((resolve) => {
    const connection = connect(socket);
    connection.once('connect', () => resolve(true)).once('error', () => resolve(false));
    connection.once('connect', () => connection.destroy());
  });
}

/** Interval of looking at a condition. */
const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, LOOK_MS));

const isMissing = (error: Error): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT';

const notHere = (program: string): Error =>
  new Error(
    `${program} is not on this machine: install Seafile's command-line client (package seafile-cli of Debian and Ubuntu)`,
  );
