import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { orExit3, SetupError, say } from './say.mjs';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

function filesBelow(folder, ending) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => join(entry.parentPath, entry.name));
}

/** The TypeScript that tsconfig.json includes. */
function sources(root) {
  const { include } = JSON.parse(readFileSync(join(root, 'tsconfig.json'), 'utf8'));
  return include
    .flatMap((path) => (path.endsWith('.ts') ? [join(root, path)] : filesBelow(join(root, path), '.ts')))
    .filter((path) => existsSync(path))
    .sort();
}

/** Changes whenever a source was added, removed or written. */
function fingerprint(root) {
  const hash = createHash('sha256');
  for (const path of [...sources(root), join(root, 'tsconfig.json')]) {
    const { mtimeMs, size } = statSync(path);
    hash.update(`${relative(root, path)} ${mtimeMs} ${size}\n`);
  }
  return hash.digest('hex');
}

/** Removes compiled files whose source is gone: the test runner would still find them. */
function prune(root) {
  const dist = join(root, 'dist');
  const known = new Set(sources(root).map((path) => relative(root, path).slice(0, -'.ts'.length)));
  for (const path of filesBelow(dist, '.js')) {
    if (known.has(relative(dist, path).slice(0, -'.js'.length))) continue;
    rmSync(path);
    rmSync(`${path}.map`, { force: true });
  }
}

/** Compiles into dist/ when a source changed since the last time; types are checked by the same step. */
export function ensureBuild(root = ROOT) {
  const stamp = join(root, 'dist', '.built');
  const now = fingerprint(root);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === now) return;
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  if (!existsSync(compiler)) throw new SetupError('node modules are missing: run npm run setup');
  say('building: tsc');
  rmSync(stamp, { force: true });
  prune(root);
  const done = spawnSync(process.execPath, [compiler, '-p', root], { cwd: root, stdio: ['ignore', 2, 2] });
  if (done.status !== 0) throw new SetupError('the build failed: see the messages of the compiler above');
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, now);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await orExit3(() => ensureBuild());
