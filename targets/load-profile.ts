import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, isAbsolute, relative, resolve } from 'node:path';
import { publicKeyFrom } from '../protocol/jws.js';
import { InteropError } from '../vocabulary.js';
import { closest } from './closest.js';
import { parseDuration, parseRouteBudget } from './durations.js';
import {
  type Budgets,
  bareProfile,
  DEFAULT_BUDGETS,
  type Profile,
  type ProfileAccount,
  type SecretRef,
} from './profile.js';
import { isAuthority, type ProfileProblem, profileProblems, urlProblem } from './profile-problems.js';
import { type ProfileSource, parseProfileSource } from './profile-source.js';
import { GENERIC, vendorNames } from './vendors.js';

/** Targets as named on a command line: URLs and profile files. Rejects when two have the same id. */
export function loadTargets(names: readonly string[]): Profile[] {
  const profiles = names.map(loadTarget);
  const first = new Map<string, string>();
  profiles.forEach((profile, index) => {
    const name = names[index] ?? '';
    const other = first.get(profile.id);
    if (other !== undefined) {
      const message = `${name} and ${other} have the same id "${profile.id}": name each target once, and give each profile an id of its own`;
      throw new InteropError('duplicate-target', message, { exit: 2, ...placeOf(profile, 'id') });
    }
    first.set(profile.id, name);
  });
  return profiles;
}

/** One target: a profile file, or a bare URL (then without accounts). Rejects with exit 2 and a message that says what to write. */
export function loadTarget(name: string): Profile {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(name)) return profileFromUrl(name);
  if (!existsSync(name)) {
    const looksLikeHost = isAuthority(name) && /[.:]/.test(name) && !/\.ya?ml$/i.test(name);
    const hint = looksLikeHost
      ? `for a server write https://${name}`
      : 'write the path of a profile, or make one with: ocm-interop init https://cloud.example.org';
    throw new InteropError('no-profile', `there is no profile file ${name}: ${hint}`, { exit: 2, file: name });
  }
  return loadProfile(name);
}

/** A target known by its URL only: checks that need an account are not selected. */
export function profileFromUrl(text: string): Profile {
  const problem = urlProblem(text);
  if (problem) {
    const hint = text.startsWith('http://')
      ? `write https://${text.slice('http://'.length)}`
      : 'write for example https://cloud.example.org';
    throw new InteropError('url', `${redactUser(text)}: ${problem}: ${hint}`, { exit: 2 });
  }
  const url = new URL(text);
  return bareProfile({
    id: url.host
      .toLowerCase()
      .replaceAll(/[^a-z0-9._-]+/g, '-')
      .replace(/^[^a-z0-9]+/, ''),
    vendor: GENERIC,
    url: text.replace(/\/+$/, ''),
  });
}

/**
 * Reads and checks a profile. Every problem is told at once, each with file, line and what to write; code `profile`, exit 2.
 * Secrets are not read here: a profile can be checked where they are not known.
 */
export function loadProfile(file: string): Profile {
  const shown = shownPath(file);
  const source = parseProfileSource(readText(file, shown));
  const problems = [...source.problems, ...contentProblems(source, dirname(resolve(file)))];
  const [first] = problems;
  if (first) {
    const message = problems.map((problem) => `${shown}:${problem.line}: ${problem.message}`).join('\n');
    throw new InteropError('profile', message, { exit: 2, file: shown, line: first.line });
  }
  return toProfile(source.value as Written, resolve(file), source.lines);
}

/** Where a field of a profile stands, for the `file` and `line` of an error; empty for a bare URL. */
export function placeOf(profile: Profile, field: string): { file?: string; line?: number } {
  if (profile.file === undefined) return {};
  const line = profile.lines?.[field];
  return { file: shownPath(profile.file), ...(line === undefined ? {} : { line }) };
}

/** Texts of the certificate authorities that the profiles name. */
export function trustedCas(profiles: readonly Profile[]): string[] {
  const files = new Set(profiles.map((profile) => profile.tls.ca).filter((ca) => ca !== undefined));
  return [...files].map((file) => readFileSync(file, 'utf8'));
}

/** A profile as written: what the schema lets through. */
interface Written extends Partial<Omit<Profile, 'budgets' | 'file' | 'lines'>> {
  id: string;
  vendor: string;
  url: string;
  budgets?: Partial<Record<'step' | 'flow' | 'settle' | 'total', string>> &
    Partial<Pick<Budgets, 'parallel' | 'requestsPerMinute'>> & { routes?: Record<string, string> };
}

function readText(file: string, shown: string): string {
  try {
    if (statSync(file).isDirectory())
      throw new InteropError('no-profile', `${shown} is a folder: name a profile file in it`, { exit: 2, file: shown });
    return readFileSync(file, 'utf8');
  } catch (cause) {
    if (cause instanceof InteropError) throw cause;
    const why = (cause as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is no such file' : 'it cannot be read';
    throw new InteropError('no-profile', `profile ${shown}: ${why}`, { exit: 2, file: shown, cause });
  }
}

function contentProblems(source: ProfileSource, folder: string): { line: number; message: string }[] {
  if (source.problems.length > 0) return [];
  const structural = profileProblems(source.value);
  const problems = structural.length > 0 ? structural : meaningProblems(source.value as Written, folder);
  return problems
    .map(({ field, message }) => ({ line: lineOf(source, field), message }))
    .sort((a, b) => a.line - b.line);
}

/** Line of a field, else of the nearest thing around it. */
function lineOf(source: ProfileSource, field: string): number {
  for (let at = field; at !== ''; at = at.replace(/(\.[^.[\]]+|\[[^[\]]*\]|^[^.[\]]+)$/, '')) {
    const line = source.lines[at];
    if (line !== undefined) return line;
  }
  return source.lines[''] ?? 1;
}

/** What a schema cannot say. */
function meaningProblems(written: Written, folder: string): ProfileProblem[] {
  const problems: ProfileProblem[] = [];
  const vendors = vendorNames();
  if (!vendors.includes(written.vendor)) {
    const meant = closest(written.vendor, vendors);
    const hint = meant ? `did you mean "${meant}"?` : `known are ${vendors.join(', ')}; without a driver write generic`;
    problems.push({ field: 'vendor', message: `vendor: "${written.vendor}" is not known: ${hint}` });
  }
  const accounts = written.accounts ?? [];
  accounts.forEach((account, index) => {
    const twin = accounts.findIndex((other) => other.user === account.user);
    if (twin < index)
      problems.push({
        field: `accounts[${index}].user`,
        message: `accounts[${index}].user: "${account.user}" stands there twice, and each account is used once at a time: remove one or name another`,
      });
  });
  const ca = written.tls?.ca;
  if (ca !== undefined) {
    const path = resolve(folder, ca);
    const isPem =
      existsSync(path) && statSync(path).isFile() && readFileSync(path, 'utf8').includes('-----BEGIN CERTIFICATE-----');
    if (!isPem) {
      const why = existsSync(path) ? `${ca} holds no PEM certificate` : `there is no file ${path}`;
      problems.push({
        field: 'tls.ca',
        message: `tls.ca: ${why}: name the PEM file of the certificate authority, relative to this profile`,
      });
    }
  }
  const key = written.directory?.key;
  if (key !== undefined) {
    const path = resolve(folder, key);
    const isKey =
      existsSync(path) && statSync(path).isFile() && publicKeyFrom(readFileSync(path, 'utf8')) !== undefined;
    if (!isKey) {
      const why = existsSync(path) ? `${key} holds no public key` : `there is no file ${path}`;
      problems.push({
        field: 'directory.key',
        message: `directory.key: ${why}: name the PEM or JWK file that the directory's operator handed over, relative to this profile`,
      });
    }
  }
  return problems;
}

function toProfile(written: Written, file: string, lines: Record<string, number>): Profile {
  const folder = dirname(file);
  const secret = (ref: SecretRef): SecretRef => ('file' in ref ? { file: resolve(folder, ref.file) } : ref);
  const account = ({ user, password }: ProfileAccount): ProfileAccount =>
    password ? { user, password: secret(password) } : { user };
  const { budgets, directory, ...rest } = written;
  return bareProfile({
    ...rest,
    url: written.url.replace(/\/+$/, ''),
    accounts: (written.accounts ?? []).map(account),
    ...(written.admin ? { admin: account(written.admin) } : {}),
    ...(directory ? { directory: toDirectory(directory, folder) } : {}),
    tls: written.tls?.ca === undefined ? {} : { ca: resolve(folder, written.tls.ca) },
    budgets: toBudgets(budgets),
    file,
    lines,
  });
}

/** The key stands in a file of its own; a profile holds its text. */
function toDirectory(
  { url, key }: NonNullable<Profile['directory']>,
  folder: string,
): NonNullable<Profile['directory']> {
  return key === undefined ? { url } : { url, key: readFileSync(resolve(folder, key), 'utf8') };
}

/** The schema has seen to it that every text here can be parsed. */
function toBudgets(written: Written['budgets'] = {}): Budgets {
  const { step, flow, settle, total, routes, ...counts } = written;
  const ms = (text: string | undefined, otherwise: number): number =>
    text === undefined ? otherwise : (parseDuration(text) ?? otherwise);
  return {
    ...DEFAULT_BUDGETS,
    ...counts,
    step: ms(step, DEFAULT_BUDGETS.step),
    flow: ms(flow, DEFAULT_BUDGETS.flow),
    settle: ms(settle, DEFAULT_BUDGETS.settle),
    total: ms(total, DEFAULT_BUDGETS.total),
    routes: Object.fromEntries(
      Object.entries(routes ?? {}).flatMap(([route, text]) => {
        const budget = parseRouteBudget(text);
        return budget ? [[route, budget]] : [];
      }),
    ),
  };
}

/** A path as people would type it from where they are. */
function shownPath(file: string): string {
  const near = relative(process.cwd(), resolve(file));
  return near === '' ? basename(file) : near.startsWith('..') || isAbsolute(near) ? resolve(file) : near;
}

const redactUser = (text: string): string => text.replace(/\/\/[^/@]*@/, '//');
