import { existsSync, writeFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import type { Command } from 'commander';
import { EXIT, InteropError } from '../vocabulary.js';
import { print, printJson, progress } from './output.js';

interface InitOptions {
  force?: boolean;
  ca?: string;
  json?: boolean;
}

/** `init`: looks at a server and writes a profile for it. */
export function registerInit(program: Command): void {
  program
    .command('init')
    .description('look at a server and write a profile for it, with comments that say what to fill in')
    .argument('<url>', 'where people log in, e.g. https://cloud.example.org')
    .argument('[file]', 'profile to write (default: <host>.yaml)')
    .option('--ca <file>', 'PEM file of the certificate authority of a lab')
    .option('--force', 'replace a profile that is there')
    .option('--json', 'print one JSON document instead of text')
    .action(async (url: string, file: string | undefined, options: InitOptions) => {
      const { profileFromUrl } = await import('../targets/load-profile.js');
      const profile = profileFromUrl(url);
      const out = file ?? `${profile.id}.yaml`;
      if (existsSync(out) && !options.force)
        throw new InteropError(
          'file-exists',
          `${out} is there already: name another file, or replace it with --force`,
          {
            exit: EXIT.preflight,
            file: out,
          },
        );
      if (options.ca !== undefined && !existsSync(options.ca))
        throw new InteropError('usage', `--ca ${options.ca}: there is no such file`, {
          exit: EXIT.preflight,
          file: options.ca,
        });
      const { surveyServer } = await import('./survey.js');
      const { profileText } = await import('./profile-template.js');
      progress(`looking at ${profile.url}`);
      const ca = options.ca === undefined ? undefined : resolve(options.ca);
      const found = await surveyServer({ ...profile, tls: ca === undefined ? {} : { ca } });
      const text = profileText({
        ...found,
        ...(ca === undefined ? {} : { ca: besides(out, ca) }),
      });
      writeFileSync(out, text, { flag: options.force ? 'w' : 'wx' });
      const vendor = found.hasDriver && found.vendor ? found.vendor.name : 'generic';
      if (options.json) printJson({ file: out, id: found.id, vendor, version: found.as?.version ?? null });
      else {
        print(
          `wrote ${out}: ${found.vendor ? `${found.vendor.label}${found.as?.version ? ` ${found.as.version}` : ''}` : 'no known product'}, vendor ${vendor}`,
        );
        print(
          found.hasDriver
            ? `Name two accounts in it, set their variables, then: ocm-interop doctor ${out}`
            : `Next: ocm-interop check ${out}`,
        );
      }
    });
}

/** A path as written into a profile: relative to its folder. */
function besides(profile: string, file: string): string {
  const path = relative(dirname(resolve(profile)), file);
  return path.startsWith('.') ? path : `./${path}`;
}
