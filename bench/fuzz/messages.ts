import fc from 'fast-check';
import { discoveryDocument, invite, notification, publicKeys, share } from '../../protocol/judge/cases/samples.js';

/** One malformed thing: the text of a body, what stands in headers, and how the answer that carries it is framed. */
export interface Malformed {
  text: string;
  header: string;
  status: number;
  /** `whole` is an answer that keeps HTTP; the others do not. */
  framing: (typeof FRAMINGS)[number];
}

export const FRAMINGS = ['whole', 'raw', 'cut', 'too-long', 'chunks'] as const;

const MULTISTATUS =
  '<?xml version="1.0"?><d:multistatus xmlns:d="DAV:"><d:response><d:href>/dav/a%20b</d:href><d:propstat><d:prop><d:resourcetype><d:collection/></d:resourcetype><d:getcontentlength>7</d:getcontentlength></d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response></d:multistatus>';
const PROFILE =
  'id: t\nvendor: generic\nurl: https://a.example.org\naccounts:\n  - { user: alice, password: { env: A } }\nbudgets: { step: 15s, routes: { "POST /shares": 5/20m } }\n';
const BASELINE = "- { check: 'shares/*', target: t, verdict: fail, reason: known, until: 2027-01-01 }\n";
const EVENT =
  '{"type":"run-started","schema":1,"at":"2026-01-01T00:00:00.000Z","run":"r"}\n{"type":"result","result":{"check":"a/b","verdict":"pass"}}\n';
const SIGNATURE_INPUT =
  'ocm=("@method" "@target-uri" "content-digest" "content-length");created=1700000000;keyid="k";alg="ed25519";tag="ocm"';

const JSONS: readonly unknown[] = [discoveryDocument(), share(), notification(), invite(), publicKeys()];
const TEXTS: readonly string[] = [
  ...JSONS.map((json) => JSON.stringify(json)),
  MULTISTATUS,
  PROFILE,
  BASELINE,
  EVENT,
  'alice@cloud.example.org:8443',
  'grant_type=authorization_code&client_id=a.example.org&code=abc',
];

const deep = (open: string, close: string) => (levels: number) => open.repeat(levels) + close.repeat(levels);
/** Mostly few: what is long takes long to read, and a few of them show as much as many. */
const size = (max: number): fc.Arbitrary<number> =>
  fc.oneof(
    { weight: 15, arbitrary: fc.integer({ min: 1, max: 80 }) },
    { weight: 1, arbitrary: fc.integer({ min: 1, max }) },
  );
const levels = size(20_000);

/** Pieces that readers stumble over. */
const PIECES = fc.oneof(
  fc.constantFrom(
    '\u0000',
    '\ufeff',
    '\ud800',
    '"',
    '\\u',
    '&#x110000;',
    '&x;',
    '<![CDATA[',
    '<!DOCTYPE a [<!ENTITY x "&x;">]>',
    '%E0%A4%A',
    '@',
    '[::1',
    '//',
    '\r\n\r\n',
    '__proto__',
    '*a',
    '&a [*a]',
    '!!js/function x',
    '1e999',
    '-----BEGIN PUBLIC KEY-----',
    'xmlns:__proto__="x"',
  ),
  levels.map(deep('[', ']')),
  levels.map(deep('{"a":', '}')),
  levels.map(deep('<a>', '</a>')),
  size(50_000).map((length) => 'x'.repeat(length)),
  fc.string({ unit: 'binary', maxLength: 40 }),
);

/** A well-formed message of which members are missing, doubled, or something else. */
const wrongMembers = fc
  .tuple(fc.constantFrom(...JSONS), fc.array(fc.tuple(fc.nat(), wrongValue()), { minLength: 1, maxLength: 4 }))
  .map(([json, changes]) => changes.reduce((text, [at, value]) => replaceValue(text, at, value), JSON.stringify(json)));

function wrongValue(): fc.Arbitrary<string> {
  return fc.oneof(
    fc.jsonValue().map((value) => JSON.stringify(value)),
    fc.constantFrom(
      '{"__proto__":{"enabled":true}}',
      '1e999',
      '-0',
      '""',
      '[[]]',
      '"https://[::"',
      '"javascript:x"',
      '{}',
    ),
    fc.webUrl().map((url) => JSON.stringify(url)),
    PIECES.map((piece) => JSON.stringify(piece)),
  );
}

/** Puts a JSON text in place of the nth value of a member. */
function replaceValue(text: string, nth: number, value: string): string {
  const places = [...text.matchAll(/":\s*("(?:[^"\\]|\\.)*"|[\d.]+|true|false|null|\[|\{)/g)];
  const place = places[nth % Math.max(1, places.length)];
  const old = place?.[1];
  if (!place || old === undefined) return text;
  const from = place.index + place[0].length - old.length;
  // Of an object or a list only the beginning goes: what is left is no JSON, and that is wanted, too.
  return text.slice(0, from) + value + text.slice(from + old.length);
}

/** Any text with pieces put in, taken out, or written over. */
function damaged(good: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const edit = fc.tuple(fc.nat(), fc.nat({ max: 40 }), PIECES);
  return fc.tuple(good, fc.array(edit, { minLength: 1, maxLength: 5 })).map(([text, edits]) =>
    edits.reduce((out, [at, gone, piece]) => {
      const from = at % (out.length + 1);
      return out.slice(0, from) + piece + out.slice(from + gone);
    }, text),
  );
}

const texts = fc.oneof(
  { weight: 4, arbitrary: wrongMembers },
  { weight: 4, arbitrary: damaged(fc.constantFrom(...TEXTS)) },
  { weight: 1, arbitrary: fc.json({ maxDepth: 8 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 400 }) },
  { weight: 1, arbitrary: PIECES },
  {
    weight: 1,
    arbitrary: fc.tuple(fc.constantFrom(...TEXTS), fc.nat()).map(([text, at]) => text.slice(0, at % text.length)),
  },
);

const headers = fc.oneof(
  damaged(
    fc.constantFrom(SIGNATURE_INPUT, 'ocm=:AAAA:', 'keyId="a",algorithm="rsa-sha256",headers="date",signature="AA=="'),
  ),
  fc.string({ maxLength: 200 }),
);

/** What is thrown at the readers. */
export const MALFORMED: fc.Arbitrary<Malformed> = fc.record({
  text: texts,
  header: headers,
  status: fc.constantFrom(200, 200, 200, 201, 207, 204, 301, 400, 404, 500, 999),
  framing: fc.constantFrom('whole', 'whole', ...FRAMINGS),
});
