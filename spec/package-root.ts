import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

let root: string | undefined;

/** Folder that holds this package's files (schemas, ledger, profiles): the same whether run from the repository or installed. */
export function packageRoot(): string {
  if (root) return root;
  const start = process.env.OCM_INTEROP_ROOT ?? dirname(fileURLToPath(import.meta.url));
  for (let folder = start; ; folder = dirname(folder)) {
    const file = join(folder, 'package.json');
    if (existsSync(file) && (JSON.parse(readFileSync(file, 'utf8')) as { name?: string }).name === 'ocm-interop') {
      root = folder;
      return root;
    }
    if (dirname(folder) === folder) throw new Error(`no package.json of ocm-interop above ${start}`);
  }
}

/** Absolute path of a file shipped with the package, e.g. `asset('spec/requirements.yaml')`. */
export function asset(path: string): string {
  return join(packageRoot(), path);
}
