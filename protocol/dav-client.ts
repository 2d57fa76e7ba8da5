import { XMLParser } from 'fast-xml-parser';

/** One resource of a multistatus answer. */
export interface DavEntry {
  /** As sent, percent-encoded. */
  href: string;
  /** Last segment of the href, decoded; empty for a root. */
  name: string;
  kind: 'file' | 'folder';
  /** Bytes, 0 when the server does not say. */
  size: number;
  etag?: string;
  /** As sent, an HTTP date. */
  modified?: string;
  type?: string;
  /** `read`, `write`, `share` from the OCM property, when the server gives it. */
  permissions?: string[];
  /** Properties with status 200, by `{namespace}name`, as text. */
  properties: Record<string, string>;
}

export const DAV_NS = 'DAV:';
/** Namespace of the property by which servers tell what a share grants. */
export const OCM_NS = 'http://open-cloud-mesh.org/ns';

/** OCM-DAV-009: the secret as user name with an empty password. */
export function basicAuth(secret: string): string {
  return `Basic ${Buffer.from(`${secret}:`).toString('base64')}`;
}

/** OCM-DAV-007. */
export function bearerAuth(secret: string): string {
  return `Bearer ${secret}`;
}

/** Body of a PROPFIND that asks for what a share's receiver needs. */
export const PROPFIND_BODY = `<?xml version="1.0" encoding="utf-8"?>
<d:propfind xmlns:d="DAV:" xmlns:ocm="${OCM_NS}" xmlns:oc="http://owncloud.org/ns"><d:prop>\
<d:displayname/><d:resourcetype/><d:getcontentlength/><d:getcontenttype/><d:getlastmodified/><d:getetag/>\
<ocm:share-permissions/><oc:permissions/></d:prop></d:propfind>`;

/** Appends a relative path to a WebDAV URL, each segment encoded (OCM-DAV-012). */
export function joinPath(url: string, inside: string | undefined): string {
  if (inside === undefined || inside === '') return url;
  const segments = inside.split('/').filter((part) => part !== '');
  return `${url.replace(/\/+$/, '')}/${segments.map(encodeURIComponent).join('/')}`;
}

type Node = { [key: string]: Node[] | string } & { ':@'?: Record<string, string> };

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  trimValues: true,
  // Character references too (`&#39;`), not only the five names of XML: servers write an apostrophe in a name so.
  htmlEntities: true,
});

/** Reads a multistatus answer; undefined when the text is not one. Never throws. */
export function parseMultistatus(text: string): DavEntry[] | undefined {
  let tree: XmlElement | undefined;
  try {
    tree = elements(parser.parse(text) as Node[], {})[0];
  } catch {
    return undefined;
  }
  if (tree?.name !== '{DAV:}multistatus') return undefined;
  return tree.children.filter((child) => child.name === '{DAV:}response').map(entryOf);
}

/** Properties that a PROPFIND body asks for; undefined means all (no body, allprop, or a body that is no propfind). */
export function requestedProperties(text: string): string[] | undefined {
  if (text.trim() === '') return undefined;
  try {
    const root = elements(parser.parse(text) as Node[], {})[0];
    const prop = root?.children.find((child) => child.name === '{DAV:}prop');
    return prop?.children.map((child) => child.name);
  } catch {
    return undefined;
  }
}

interface XmlElement {
  name: string;
  text: string;
  children: XmlElement[];
}

/** Resolves prefixes, because every server chooses its own. */
function elements(nodes: Node[], scope: Record<string, string>): XmlElement[] {
  const out: XmlElement[] = [];
  for (const node of nodes) {
    const tag = Object.keys(node).find((key) => key !== ':@');
    if (tag === undefined || tag === '#text' || tag.startsWith('?')) continue;
    const inner = { ...scope };
    for (const [attribute, value] of Object.entries(node[':@'] ?? {})) {
      if (attribute === 'xmlns') inner[''] = value;
      else if (attribute.startsWith('xmlns:')) inner[attribute.slice(6)] = value;
    }
    const [prefix, local] = tag.includes(':') ? (tag.split(':', 2) as [string, string]) : ['', tag];
    const content = node[tag] as Node[];
    out.push({
      name: `{${inner[prefix] ?? ''}}${local}`,
      text: content.map((child) => (typeof child['#text'] === 'string' ? child['#text'] : '')).join(''),
      children: elements(content, inner),
    });
  }
  return out;
}

function entryOf(response: XmlElement): DavEntry {
  const href = response.children.find((child) => child.name === '{DAV:}href')?.text ?? '';
  const properties: Record<string, string> = {};
  let isFolder = false;
  for (const propstat of response.children.filter((child) => child.name === '{DAV:}propstat')) {
    const status = propstat.children.find((child) => child.name === '{DAV:}status')?.text ?? '';
    if (status !== '' && !/\s2\d\d(\s|$)/.test(status)) continue;
    const prop = propstat.children.find((child) => child.name === '{DAV:}prop');
    for (const child of prop?.children ?? []) {
      properties[child.name] = child.text;
      if (child.name === '{DAV:}resourcetype') isFolder = child.children.some((c) => c.name === '{DAV:}collection');
    }
  }
  const etag = properties['{DAV:}getetag'];
  const modified = properties['{DAV:}getlastmodified'];
  const type = properties['{DAV:}getcontenttype'];
  const permissions = permissionsOf(properties);
  return {
    href,
    name: lastSegment(href),
    kind: isFolder ? 'folder' : 'file',
    size: Number(properties['{DAV:}getcontentlength'] ?? 0) || 0,
    ...(etag ? { etag } : {}),
    ...(modified ? { modified } : {}),
    ...(type ? { type } : {}),
    ...(permissions ? { permissions } : {}),
    properties,
  };
}

/** The OCM property is a JSON list; servers without it give letters, where W or CK allow change. */
function permissionsOf(properties: Record<string, string>): string[] | undefined {
  const ocm = properties[`{${OCM_NS}}share-permissions`];
  if (ocm) {
    try {
      const list: unknown = JSON.parse(ocm);
      if (Array.isArray(list)) return list.filter((item): item is string => typeof item === 'string');
    } catch {
      // Not the list we know: fall through to the letters.
    }
  }
  const letters = properties['{http://owncloud.org/ns}permissions'];
  if (letters === undefined || letters === '') return undefined;
  return ['read', ...(/W|CK/.test(letters) ? ['write'] : []), ...(letters.includes('R') ? ['share'] : [])];
}

function lastSegment(href: string): string {
  const path = URL.canParse(href) ? new URL(href).pathname : href;
  const last =
    path
      .split('/')
      .filter((part) => part !== '')
      .at(-1) ?? '';
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}
