#!/usr/bin/env node
import { existsSync } from 'node:fs';

// In the repository the sources may be newer than dist/; the installed package ships dist/ and no sources.
const build = new URL('../scripts/build.mjs', import.meta.url);
if (existsSync(build)) {
  const { ensureBuild } = await import(build.href);
  const { orExit3 } = await import(new URL('../scripts/say.mjs', import.meta.url).href);
  await orExit3(() => ensureBuild());
}

const { main } = await import(new URL('../dist/cli/main.js', import.meta.url).href);
process.exitCode = await main(process.argv.slice(2));
