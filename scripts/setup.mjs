/**
 * Everything that a clean clone needs, each only when it is missing or stale: node modules, the build, a browser.
 * Plain JavaScript without dependencies: it runs before there are any. `--no-browser` leaves the browser out.
 */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureBrowser } from './browser.mjs';
import { ensureBuild } from './build.mjs';
import { ensureModules } from './modules.mjs';
import { orExit3, SetupError, say } from './say.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

function requireNode() {
  const { engines } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const [major, minor] = engines.node.match(/\d+/g).map(Number);
  const [haveMajor, haveMinor] = process.versions.node.split('.').map(Number);
  if (haveMajor > major || (haveMajor === major && haveMinor >= minor)) return;
  throw new SetupError(`Node ${engines.node} is needed, this is ${process.version}: install a newer Node`);
}

await orExit3(async () => {
  const start = Date.now();
  requireNode();
  ensureModules(root);
  ensureBuild(root);
  const browser = process.argv.includes('--no-browser') ? undefined : await ensureBrowser(root);
  const detail = browser ? ` (browser: ${browser.path}, ${browser.source})` : '';
  say(`ready in ${((Date.now() - start) / 1000).toFixed(1)} s${detail}`);
});
