import type { CheckContext } from '../../../fixtures/check.js';
import { keySetUrl } from '../../../fixtures/counterpart.js';
import type { Exchange } from '../../../protocol/exchange.js';
import { cut } from '../../../protocol/judge/show.js';
import { readOldSignature, readSignatures } from '../../../protocol/signatures/index.js';

const DRAFT = 'signs by the draft of before RFC 9421';

/** In which of the ways of the texts a request is signed (OCM-AMB-002); undefined where it is not. Says nothing of keys and moments. */
function wayOfSigning({ request: { headers } }: Exchange): string | undefined {
  const old = readOldSignature(headers);
  if (old) return cut(`${DRAFT}, covering ${old.headers.join(' ')}`, 300);
  const read = readSignatures(headers);
  if ('malformed' in read || read.signatures.length === 0) return undefined;
  const ways = read.signatures.map(({ label, tag, components }) => {
    const marks = [...(label === 'ocm' ? ['label ocm'] : []), ...(tag === 'ocm' ? ['tag ocm'] : [])];
    return `by RFC 9421 with ${marks.join(' and ') || 'neither label nor tag ocm'}, covering ${components.join(' ')}`;
  });
  return cut(`signs ${ways.join('; ')}`, 300);
}

/** Where the key set is (OCM-AMB-003). */
function placeOfKeys(_: Exchange, { target }: CheckContext): string | undefined {
  const url = keySetUrl(target);
  if (url === undefined) return undefined;
  const wellKnown = new URL(url).pathname === '/.well-known/jwks.json' ? '/.well-known/jwks.json' : undefined;
  if (target.document?.jwksUri === undefined) return 'publishes its keys at /.well-known/jwks.json, without `jwksUri`';
  return `publishes its keys at its \`jwksUri\`, ${wellKnown ? 'which is /.well-known/jwks.json' : 'which is of its own choice'}`;
}

const READINGS: Record<string, (exchange: Exchange, ctx: CheckContext) => string | undefined> = {
  'signature/present': wayOfSigning,
  'jwks/is-served': placeOfKeys,
};

/** What the check of that id tells of ambiguities. */
export function readingOf(id: string, exchange: Exchange, ctx: CheckContext): string | undefined {
  return READINGS[id]?.(exchange, ctx);
}
