import { readFileSync } from 'node:fs';
import { asset } from '../../spec/package-root.js';

const STYLES = ['base', 'header', 'matrix', 'findings', 'tables', 'media'];
/** In the order in which they need each other. */
const SCRIPTS = ['dom', 'timeline', 'pairs', 'filters', 'navigation', 'keyboard', 'start'];

/** The page's style sheet. */
export function pageStyle(): string {
  return STYLES.map((name) => readFileSync(asset(`reports/html/style/${name}.css`), 'utf8').trim()).join('\n');
}

/** The page's script: its modules in one function, since a page opened from disk cannot import. */
export function pageScript(): string {
  const parts = SCRIPTS.map((name) => readFileSync(asset(`reports/html/client/${name}.js`), 'utf8'));
  return `(() => {\n'use strict';\n${parts.map(withoutModuleSyntax).join('\n')}\n})();`;
}

function withoutModuleSyntax(source: string): string {
  return source
    .replaceAll(/^import [^;]+;\n/gm, '')
    .replaceAll(/^export /gm, '')
    .replaceAll(/^\/\/ @ts-check\n/gm, '')
    .trim();
}
