/** Library and the absolute path within it. */
export function split(path: string): { top: string; inner: string } {
  const [top = '', ...rest] = path.replace(/^\/+/, '').split('/');
  return { top, inner: `/${rest.join('/')}` };
}

/** `/a/b` is `b` in `/a`; `/b` is `b` in `/`. */
export function parts(inner: string): { folder: string; name: string } {
  const at = inner.lastIndexOf('/');
  return { folder: inner.slice(0, at) || '/', name: inner.slice(at + 1) };
}

/** `name` in a folder. */
export const join = (folder: string, name: string): string => `${folder === '/' ? '' : folder}/${name}`;

/** Seafile normalises the names of files that it is sent (NFC), not those of libraries: a name is the same in either form. */
export const isSame = (a: string, b: string): boolean => a.normalize() === b.normalize();
