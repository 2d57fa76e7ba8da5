import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { type LocalCa, loadOrCreateCa } from '../protocol/tls.js';

/** Folder of the user's own certificate authority: its key never leaves it. `OCM_INTEROP_DATA` names another data folder. */
export function localCaFolder(env: NodeJS.ProcessEnv = process.env, platform = process.platform): string {
  const data =
    env.OCM_INTEROP_DATA ??
    join(
      platform === 'win32'
        ? (env.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local'))
        : platform === 'darwin'
          ? join(homedir(), 'Library', 'Application Support')
          : (env.XDG_DATA_HOME ?? join(homedir(), '.local', 'share')),
      'ocm-interop',
    );
  return join(data, 'ca');
}

/**
 * The user's certificate authority, once `ocm-interop ca` has made it: targets that trust it trust every peer of ours.
 * Undefined before that: a peer then makes one for itself that nobody knows.
 */
export async function localCa(): Promise<LocalCa | undefined> {
  const folder = localCaFolder();
  return existsSync(join(folder, 'ca-key.pem')) ? loadOrCreateCa(folder) : undefined;
}
