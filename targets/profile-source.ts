import { isMap, isPair, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';

/** A profile's text as data, with the line of everything in it. */
export interface ProfileSource {
  value: unknown;
  /** Line of a field by its path (`accounts[0].password`), of its key where it has one; line 1 for the whole. */
  lines: Record<string, number>;
  /** What is wrong with the YAML itself; `value` is then undefined. */
  problems: { line: number; message: string }[];
}

/** Joins a path as people write it: `accounts[0].password`, `budgets.routes["POST /shares"]`. */
export function pathText(path: readonly (string | number)[]): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    if (!/^[A-Za-z_][\w-]*$/.test(part)) return `${text}[${JSON.stringify(part)}]`;
    return text === '' ? part : `${text}.${part}`;
  }, '');
}

/** Reads YAML (or JSON). Never throws; messages never quote the text, which could hold a secret. */
export function parseProfileSource(text: string): ProfileSource {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, prettyErrors: false, logLevel: 'error' });
  const lineAt = (offset: number | undefined): number => (offset === undefined ? 1 : counter.linePos(offset).line);
  const problems = document.errors.map((error) => ({
    line: lineAt(error.pos[0]),
    message: `this is not YAML that can be read: ${error.message.split('\n')[0]?.replace(/:? ?["'].*$/, '') ?? error.code}`,
  }));
  if (problems.length > 0) return { value: undefined, lines: {}, problems };
  const lines: Record<string, number> = {};
  const visit = (node: Node | null | undefined, path: (string | number)[], offset: number | undefined): void => {
    lines[pathText(path)] = lineAt(offset ?? node?.range?.[0]);
    if (isMap(node)) {
      for (const pair of node.items) {
        if (!isPair(pair)) continue;
        const key = isScalar(pair.key) ? pair.key : undefined;
        visit(pair.value as Node | null, [...path, String(key?.value)], key?.range?.[0]);
      }
    } else if (isSeq(node)) {
      node.items.forEach((item, index) => {
        visit(item as Node, [...path, index], undefined);
      });
    }
  };
  visit(document.contents, [], undefined);
  try {
    return { value: document.toJS() as unknown, lines, problems: [] };
  } catch {
    const message = 'this is not YAML that can be read: an alias (*name) has no anchor, or there are too many';
    return { value: undefined, lines: {}, problems: [{ line: 1, message }] };
  }
}
