import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readIncomingShare } from '../../peer/host/share-problems.js';
import { parseAddress } from '../../protocol/address.js';
import { parseMultistatus, requestedProperties } from '../../protocol/dav-client.js';
import { documentOf, readDocument } from '../../protocol/discovery.js';
import { type Exchange, jsonOf } from '../../protocol/exchange.js';
import { classifyError, recordBody } from '../../protocol/http-client.js';
import { readInvite } from '../../protocol/invite-string.js';
import { documentsIn, judge, keysIn } from '../../protocol/judge/index.js';
import { Redactor } from '../../protocol/redact.js';
import { examine, keysOfSet, readSignatures, rulesOf, SIGNATURE_DIALECTS } from '../../protocol/signatures/index.js';
import { detectSpec } from '../../protocol/version-profile.js';
import { parseBaseline } from '../../reports/baseline.js';
import { readRun } from '../../reports/read-run.js';
import { loadProfile } from '../../targets/load-profile.js';
import { InteropError } from '../../vocabulary.js';
import type { Malformed } from './messages.js';

/** Reads one malformed thing as the tool would. Throws when the reader does what it must not. */
export interface Reader {
  name: string;
  read(malformed: Malformed): void | Promise<void>;
}

const URLS = [
  ['GET', 'https://b.example.org/.well-known/ocm'],
  ['GET', 'https://b.example.org/.well-known/jwks.json'],
  ['POST', 'https://b.example.org/ocm/shares'],
  ['POST', 'https://b.example.org/ocm/notifications'],
  ['POST', 'https://b.example.org/ocm/invite-accepted'],
  ['POST', 'https://b.example.org/ocm/token'],
  ['PROPFIND', 'https://b.example.org/dav/'],
] as const;
/** Longest words that a finding may hold: nobody reads more, and no target may fill a report. */
const WORDS = 500;
/** Files that people write themselves: reading deep YAML takes the square of its depth, and nobody sends us any. */
const FILE = 1_500;

/** All readers; those of files write into a folder of their own that `close` removes. */
export function openReaders(): { readers: Reader[]; close(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'ocm-fuzz-'));
  const file = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const readers: Reader[] = [
    {
      name: 'judge',
      read: (malformed) => {
        // A few of them by turns: over thousands of cases each text comes to each place.
        for (const step of [0, 3]) {
          const [method, url] = URLS[(malformed.text.length + step) % URLS.length] ?? URLS[0];
          judged(exchangeOf(malformed, method, url));
        }
      },
    },
    {
      name: 'discovery',
      read: (malformed) => {
        const document = documentOf(exchangeOf(malformed, 'GET', URLS[0][1]));
        if (document) readDocument(document);
        detectSpec(document ?? jsonOf(recordBody(malformed.text)));
      },
    },
    {
      name: 'addresses',
      read: ({ text, header }) => {
        for (const written of [text, header, `${header}@${text}`]) {
          parseAddress(written);
          readInvite(written);
        }
      },
    },
    {
      name: 'webdav',
      read: ({ text }) => {
        parseMultistatus(text);
        requestedProperties(text);
      },
    },
    {
      name: 'signatures',
      read: (malformed) => {
        const { text, header } = malformed;
        readSignatures({ 'signature-input': header, signature: header });
        keysOfSet(jsonOf(recordBody(text)));
        const headers = {
          'signature-input': header,
          signature: header,
          'content-digest': header,
          digest: header,
          date: header,
        };
        for (const dialect of SIGNATURE_DIALECTS)
          examine(
            { method: 'POST', url: URLS[2][1], headers, body: Buffer.from(text) },
            { rules: rulesOf(dialect), keys: [], now: new Date() },
          );
      },
    },
    {
      name: 'peer',
      read: ({ text }) => void readIncomingShare({ 'content-type': 'application/json' }, Buffer.from(text)),
    },
    { name: 'evidence', read: (malformed) => void new Redactor().exchange(exchangeOf(malformed, 'POST', URLS[5][1])) },
    { name: 'errors', read: ({ text, header }) => void classifyError(new Error(header), text) },
    { name: 'profile', read: ({ text }) => told(() => loadProfile(file('profile.yaml', text.slice(0, FILE)))) },
    { name: 'baseline', read: ({ text }) => told(() => parseBaseline(text.slice(0, FILE), 'baseline.yaml')) },
    {
      name: 'events',
      read: ({ text }) => {
        file('events.jsonl', text);
        return told(() => readRun(folder));
      },
    },
  ];
  return { readers, close: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Judges an exchange with all that can be learned from it, and holds the findings to their bounds. */
export function judged(exchange: Exchange): void {
  const documents = documentsIn([exchange]);
  const keys = keysIn([exchange], documents);
  for (const spec of ['1.0.0', '1.5.0'] as const) {
    for (const { received, where, reason, expected } of judge(exchange, { specOf: () => spec, documents, keys })) {
      const longest = Math.max(received.length, where.length, reason.length, expected.length);
      if (longest > WORDS) throw new Error(`a finding has ${longest} characters`);
    }
  }
}

/** The same text as request and as answer. */
function exchangeOf({ text, header, status }: Malformed, method: string, url: string): Exchange {
  const headers = {
    'content-type': 'application/json',
    'signature-input': header,
    signature: header,
    location: header,
  };
  const body = recordBody(text);
  return {
    id: 'fuzz',
    at: new Date(0).toISOString(),
    ms: 0,
    request: { method, url, headers, body },
    response: { status, headers, body },
  };
}

/** A loader may refuse, in words of its own; anything else is ours. */
async function told(load: () => unknown): Promise<void> {
  try {
    await load();
  } catch (error) {
    if (!(error instanceof InteropError)) throw error;
  }
}
