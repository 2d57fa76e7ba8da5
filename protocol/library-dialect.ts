import { isObject } from './judge/json.js';

/**
 * A dialect that stands at OCM's own paths and is not OCM: whole libraries are shared, and read and written through an interface of
 * their own, with the shared secret as token, in place of WebDAV. Its shape is known here; the words in it are a product's own and come
 * from whoever knows that product.
 */
export interface LibraryDialect {
  /** Name of the shape, for options and reports. */
  name: 'library-api';
  /** What to call it in a sentence: "speaks ..., not OCM". */
  label: string;
  /** Name of the access protocol, in discovery documents and in shares. */
  protocol: string;
  /** Member of `protocol.options` with the base URL of the sender's server. */
  serviceUrl: string;
  /** Path, below a server's base URL, of the links through which files come and go. */
  filesPath: string;
}

/** The only resource type of such a server. */
export const LIBRARY = 'library';
/** Path, below a server's base URL, of all that is not a link to a file. */
export const LIBRARY_API = '/api/v2.1';

/** Rules and checks of a discovery document that are about its resources: what they hold against such a server follows from its language. */
export const FOLLOWS_FROM_DIALECT = /^discovery\/(resource-|share-type|protocols-|offers-|file-|webdav-)/;

/** Protocols that OCM knows: whoever offers one of them can be talked to. */
const OCM_PROTOCOLS = /^(webdav|webapp|ssh|datatx)(-receive)?$/;

/**
 * The access protocol that a discovery document offers for libraries, when it offers nothing else; undefined for any other document.
 * Such servers write one object where the text wants a list; a list of them is the same dialect.
 */
export function libraryProtocolOf(document: unknown): string | undefined {
  const types = isObject(document) ? document.resourceTypes : undefined;
  const entries: unknown[] = Array.isArray(types) ? types : [types];
  const offered = entries.map((entry) =>
    isObject(entry) && entry.name === LIBRARY && isObject(entry.protocols) ? Object.keys(entry.protocols) : [],
  );
  const foreign = offered.every((names) => names.length > 0 && !names.some((name) => OCM_PROTOCOLS.test(name)));
  return foreign ? offered[0]?.[0] : undefined;
}

/** What a server speaks in place of OCM, as its discovery document tells. */
export interface SpokenDialect {
  /** What to call it: "speaks ..., not OCM". */
  label: string;
  /** Name of the access protocol. */
  protocol: string;
  /** What is needed to speak it; undefined where nobody here knows its words. */
  words: LibraryDialect | undefined;
}

/** The dialect that a discovery document announces in place of OCM; undefined for every document that offers something of OCM. */
export function spokenDialect(document: unknown, known: readonly LibraryDialect[]): SpokenDialect | undefined {
  const protocol = libraryProtocolOf(document);
  if (protocol === undefined) return undefined;
  const words = known.find((dialect) => dialect.protocol === protocol);
  return { label: words?.label ?? `a dialect of its own ("${protocol.slice(0, 40)}")`, protocol, words };
}
