import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { createHttpClient } from '../../protocol/http-client.js';
import { bareProfile, DEFAULT_BUDGETS } from '../profile.js';
import type { AccountClient } from './client.js';
import { Desktop } from './desktop.js';

const ALICE = { user: 'alice@mail.example', password: 'correct horse' };

/** Nobody may be asked before the client has logged in. */
const client = new Proxy({} as AccountClient, {
  get: (_, name) => {
    throw new Error(`asked to ${String(name)}`);
  },
});

test('a machine without the client is told what to install, and nothing stays on it', async () => {
  const [path, temporary] = [process.env.PATH, process.env.TMPDIR];
  const empty = mkdtempSync(join(tmpdir(), 'no-programs-'));
  process.env.PATH = empty;
  process.env.TMPDIR = empty;
  const http = createHttpClient();
  try {
    const profile = bareProfile({ id: 'one', vendor: 'seafile', url: 'https://cloud.example' });
    const desktop = new Desktop({ profile, http, budgets: DEFAULT_BUDGETS });
    await expect(desktop.sync(client, ALICE, 'repo', empty)).rejects.toThrow(
      'seaf-cli is not on this machine: install',
    );
    expect(readdirSync(empty)).toEqual([]);
  } finally {
    process.env.PATH = path;
    if (temporary === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = temporary;
    await http.close();
  }
});
