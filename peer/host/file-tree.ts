import { createHash } from 'node:crypto';
import { extname } from 'node:path/posix';
import { type Content, StoredContent } from '../http/content.js';

/** A file or folder in memory. */
export interface FileNode {
  kind: 'file' | 'folder';
  content: Content;
  modified: Date;
  /** Changes with every change of the node, or of anything below a folder. */
  etag: string;
}

const TYPES: Record<string, string> = {
  '.txt': 'text/plain',
  '.md': 'text/markdown',
  '.html': 'text/html',
  '.json': 'application/json',
  '.pdf': 'application/pdf',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
};

/** Media type by name, as WebDAV servers guess it. */
export function mediaType(name: string): string {
  return TYPES[extname(name).toLowerCase()] ?? 'application/octet-stream';
}

/** The files of one account. Paths are absolute and normal: `/`, `/a`, `/a/b`. Mutations return false when the tree does not allow them. */
export class FileTree {
  readonly #nodes = new Map<string, FileNode>([['/', folder()]]);

  get(path: string): FileNode | undefined {
    return this.#nodes.get(path);
  }

  /** Names directly below a folder, sorted. */
  names(path: string): string[] {
    const prefix = path === '/' ? '/' : `${path}/`;
    const names: string[] = [];
    for (const key of this.#nodes.keys()) {
      if (key !== '/' && key.startsWith(prefix) && !key.slice(prefix.length).includes('/')) {
        names.push(key.slice(prefix.length));
      }
    }
    return names.sort();
  }

  /** Creates or overwrites a file; false when the folder above is missing or the path is a folder. */
  put(path: string, content: Content): boolean {
    const node = this.#nodes.get(path);
    if (path === '/' || node?.kind === 'folder' || this.#nodes.get(parentOf(path))?.kind !== 'folder') return false;
    if (content instanceof StoredContent) content.keep();
    const etag = content instanceof StoredContent ? freshEtag() : etagOf(content);
    this.#nodes.set(path, { kind: 'file', content, modified: new Date(), etag });
    if (node) dropContent(node);
    this.#touchAbove(path);
    return true;
  }

  /** Creates a folder; false when something is there or the folder above is missing. */
  mkdir(path: string): boolean {
    if (this.#nodes.has(path) || this.#nodes.get(parentOf(path))?.kind !== 'folder') return false;
    this.#nodes.set(path, folder());
    this.#touchAbove(path);
    return true;
  }

  /** Removes a node and all below it; false when there is none. */
  remove(path: string): boolean {
    if (path === '/' || !this.#nodes.has(path)) return false;
    for (const [key, node] of [...this.#nodes]) {
      if (!isAtOrBelow(key, path)) continue;
      dropContent(node);
      this.#nodes.delete(key);
    }
    this.#touchAbove(path);
    return true;
  }

  /** Moves a node and all below it, replacing what is at the new path; false when it cannot be. */
  move(from: string, to: string): boolean {
    if (from === '/' || to === '/' || !this.#nodes.has(from) || isAtOrBelow(to, from)) return false;
    if (this.#nodes.get(parentOf(to))?.kind !== 'folder') return false;
    this.remove(to);
    for (const [key, node] of [...this.#nodes]) {
      if (!isAtOrBelow(key, from)) continue;
      this.#nodes.delete(key);
      this.#nodes.set(to + key.slice(from.length), node);
    }
    this.#touchAbove(from);
    this.#touchAbove(to);
    return true;
  }

  #touchAbove(path: string): void {
    for (let above = parentOf(path); ; above = parentOf(above)) {
      const node = this.#nodes.get(above);
      if (node) Object.assign(node, { modified: new Date(), etag: freshEtag() });
      if (above === '/') return;
    }
  }
}

function dropContent({ content }: FileNode): void {
  if (content instanceof StoredContent) content.drop();
}

/** The folder above; `/` is above itself. */
export function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/')) || '/';
}

export function isAtOrBelow(path: string, above: string): boolean {
  return path === above || above === '/' || path.startsWith(`${above}/`);
}

/** Makes a path absolute and normal; undefined when it climbs out or holds a null. */
export function normalPath(path: string): string | undefined {
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  if (parts.includes('..') || path.includes('\0')) return undefined;
  return `/${parts.join('/')}`;
}

function folder(): FileNode {
  return { kind: 'folder', content: new Uint8Array(), modified: new Date(), etag: freshEtag() };
}

let changes = 0;
function freshEtag(): string {
  changes += 1;
  return etagOf(Buffer.from(`folder ${changes}`));
}

function etagOf(content: Uint8Array): string {
  return `"${createHash('sha1').update(content).digest('hex').slice(0, 20)}"`;
}
