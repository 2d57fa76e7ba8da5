import { DAV_NS, OCM_NS } from '../../protocol/dav-client.js';
import type { UserPermission } from '../user-actions.js';
import { type FileNode, mediaType } from './file-tree.js';

const OC_NS = 'http://owncloud.org/ns';
const OCS_NS = 'http://open-collaboration-services.org/ns';
const PREFIXES: Record<string, string> = { [DAV_NS]: 'd', [OCM_NS]: 'ocm', [OC_NS]: 'oc', [OCS_NS]: 'ocs' };

/** One resource to describe. */
export interface Described {
  /** Percent-encoded path. */
  href: string;
  name: string;
  node: FileNode;
  permission: UserPermission;
  /** The shared resource itself: what lies inside a folder may be deleted and renamed, the share's own root may not. */
  isRoot: boolean;
}

/** A multistatus document. `wanted` are `{namespace}name`; undefined means all that there are. */
export function multistatus(entries: Described[], wanted: string[] | undefined): string {
  const declared = Object.entries(PREFIXES).map(([ns, prefix]) => ` xmlns:${prefix}="${ns}"`);
  const responses = entries.map((entry) => response(entry, wanted));
  return `<?xml version="1.0" encoding="utf-8"?>\n<d:multistatus${declared.join('')}>${responses.join('')}</d:multistatus>`;
}

export function davError(message: string): string {
  return `<?xml version="1.0" encoding="utf-8"?>\n<d:error xmlns:d="DAV:"><d:responsedescription>${escapeXml(message)}</d:responsedescription></d:error>`;
}

function response(entry: Described, wanted: string[] | undefined): string {
  const there = propertiesOf(entry);
  const found = wanted ? wanted.filter((name) => there.has(name)) : [...there.keys()];
  const missing = wanted?.filter((name) => !there.has(name)) ?? [];
  return [
    `<d:response><d:href>${escapeXml(entry.href)}</d:href>`,
    propstat(
      found.map((name) => element(name, there.get(name) ?? '')),
      '200 OK',
    ),
    missing.length > 0
      ? propstat(
          missing.map((name) => element(name, '')),
          '404 Not Found',
        )
      : '',
    '</d:response>',
  ].join('');
}

function propstat(properties: string[], status: string): string {
  return `<d:propstat><d:prop>${properties.join('')}</d:prop><d:status>HTTP/1.1 ${status}</d:status></d:propstat>`;
}

/** Values are XML. Rights stand in three dialects, because products read different ones. */
function propertiesOf({ name, node, permission, isRoot }: Described): Map<string, string> {
  const isFolder = node.kind === 'folder';
  const canWrite = permission === 'edit';
  const entries: [string, string][] = [
    [`{${DAV_NS}}displayname`, escapeXml(name)],
    [`{${DAV_NS}}resourcetype`, isFolder ? '<d:collection/>' : ''],
    [`{${DAV_NS}}getlastmodified`, node.modified.toUTCString()],
    [`{${DAV_NS}}getetag`, escapeXml(node.etag)],
  ];
  if (!isFolder) {
    entries.push([`{${DAV_NS}}getcontentlength`, String(node.content.length)]);
    entries.push([`{${DAV_NS}}getcontenttype`, mediaType(name)]);
  }
  entries.push([`{${OCM_NS}}share-permissions`, JSON.stringify(canWrite ? ['read', 'write', 'share'] : ['read'])]);
  // Bits: 1 read, 2 update, 4 create, 8 delete, 16 share. A receiver that is not told of a right does not even try.
  const bits = 1 + (canWrite ? 16 + 2 + (isFolder ? 4 : 0) + (isRoot && !isFolder ? 0 : 8) : 0);
  entries.push([`{${OCS_NS}}share-permissions`, String(bits)]);
  const letters = `${isRoot && !isFolder ? '' : 'DNV'}${isFolder ? 'CK' : 'W'}`;
  entries.push([`{${OC_NS}}permissions`, `G${canWrite ? `R${letters}` : ''}`]);
  return new Map(entries);
}

function element(name: string, value: string): string {
  const [, namespace = '', local = ''] = /^\{(.*)\}(.*)$/.exec(name) ?? [];
  const prefix = PREFIXES[namespace];
  const tag = prefix === undefined ? local : `${prefix}:${local}`;
  const declared = prefix === undefined ? ` xmlns="${escapeXml(namespace)}"` : '';
  return value === '' ? `<${tag}${declared}/>` : `<${tag}${declared}>${value}</${tag}>`;
}

export function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
}
