import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { InteropError } from '../vocabulary.js';
import { print, printJson } from './output.js';

interface CaOptions {
  for?: string[];
  force?: boolean;
  json?: boolean;
}

/** `ca`: a certificate authority for a lab, and certificates from it. */
export function registerCa(program: Command): void {
  program
    .command('ca')
    .description('make a local certificate authority that test servers can trust, and certificates for a lab')
    .argument('<folder>', 'where ca.pem is written; the key stays in your data folder')
    .option(
      '--for <name...>',
      'also write a certificate and key for a server: host names or addresses, the first gives the file its name',
    )
    .option('--force', 'replace files that are there')
    .option('--json', 'print one JSON document instead of text')
    .addHelpText(
      'after',
      `
The authority is made once; later calls give the same. Peers of ours then have certificates from it, so a target that trusts
ca.pem trusts them. Never let a computer that people use for other things trust it.

Examples:
  ocm-interop ca ./lab
  ocm-interop ca ./lab --for cloud1.test 127.0.0.1`,
    )
    .action(async (folder: string, options: CaOptions) => {
      const { issue, loadOrCreateCa } = await import('../protocol/tls.js');
      const { localCaFolder } = await import('./local-ca.js');
      const home = localCaFolder();
      const isNew = !existsSync(join(home, 'ca-key.pem'));
      const ca = await loadOrCreateCa(home);
      mkdirSync(folder, { recursive: true });
      const files = { ca: join(folder, 'ca.pem') };
      write(files.ca, ca.certPem, { mode: 0o644, force: true });
      const [first] = options.for ?? [];
      const issued =
        first === undefined
          ? undefined
          : { cert: join(folder, `${fileName(first)}.pem`), key: join(folder, `${fileName(first)}-key.pem`) };
      if (issued) {
        const force = options.force ?? false;
        refuseToReplace([issued.cert, issued.key], force);
        const { certPem, keyPem } = await issue(ca, options.for ?? []);
        write(issued.key, keyPem, { mode: 0o600, force });
        write(issued.cert, certPem, { mode: 0o644, force });
      }
      if (options.json) {
        printJson({ ca: files.ca, keyFolder: home, created: isNew, ...(issued ? { issued } : {}) });
        return;
      }
      print(`${files.ca}  certificate authority${isNew ? ', new' : ''} (its key: ${home})`);
      if (issued) print(`${issued.cert}, ${issued.key}  for ${(options.for ?? []).join(', ')}`);
      print(
        `\nLet each test server trust ${files.ca} (on Debian: copy it to /usr/local/share/ca-certificates/ocm-interop.crt and run update-ca-certificates).`,
      );
    });
}

function refuseToReplace(files: string[], force: boolean): void {
  const there = files.find((file) => existsSync(file));
  if (there === undefined || force) return;
  throw new InteropError('file-exists', `${there} is there already: name another folder, or replace it with --force`, {
    exit: 2,
    file: there,
  });
}

function write(file: string, text: string, options: { mode: number; force: boolean }): void {
  writeFileSync(file, text, { mode: options.mode, flag: options.force ? 'w' : 'wx' });
}

const fileName = (name: string): string => name.replaceAll(/[^A-Za-z0-9._-]+/g, '-');
