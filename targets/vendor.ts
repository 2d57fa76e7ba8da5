import type { LibraryDialect } from '../protocol/library-dialect.js';

/** What is known about a product before anyone logs in. Each vendor's folder exports one of these as `vendor` from `vendor.ts`. */
export interface Vendor {
  /** Name of the folder, as written in a profile. */
  name: string;
  /** Name for people. */
  label: string;
  /** Pages to ask, besides discovery, to tell this product from others. */
  asks: string[];
  /** Tells whether this is the product; undefined when it is not. Pure. */
  recognise(seen: Seen): Recognised | undefined;
  /** Routes of the OCM API that this product throttles out of the box. */
  throttles: Throttle[];
  /** Dialects that this product speaks in place of OCM: their words. */
  dialects?: LibraryDialect[];
  /** What a tester should know before the first run: one line each, written as comments into a new profile. */
  notes: string[];
}

/** What was seen of an unknown server. */
export interface Seen {
  /** Discovery document. */
  document: Record<string, unknown> | undefined;
  /** Whether that came from the well-known path or from the older one. */
  path: string | undefined;
  /** JSON of the pages that vendors asked for, by path; absent where the answer was no JSON object. */
  pages: Record<string, Record<string, unknown>>;
}

export interface Recognised {
  version?: string;
  /** What it was recognised by, for people. */
  by: string;
}

/** A limit that a product sets on its own. */
export interface Throttle {
  /** `POST /shares`, as in a profile's `budgets.routes`. */
  route: string;
  /** As written in a profile: `5/20m`. */
  budget: string;
  /** How it can be lifted on a test server. */
  lift: string;
}
