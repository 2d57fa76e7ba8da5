import { createHmac } from 'node:crypto';
import {
  contentDigest,
  draftOf,
  factsOf,
  legacyDigest,
  newSigningKey,
  oldSignature,
  type SignatureDialect,
  type SigningKey,
  signatureBase,
  signatureOf,
  type UnsignedRequest,
  writeSignatures,
} from '../../protocol/signatures/index.js';
import type { SignatureEdit } from '../contract.js';

/** What is at hand to sign with. */
export interface SigningSetting {
  dialect: SignatureDialect;
  key: SigningKey;
  /** Key of another host of the peer, by its id. */
  keyOf: (host: string) => Promise<SigningKey>;
  now: Date;
}

/** Algorithms of a MAC, which nobody may take (OCM-SIG-026). */
const MAC = 'hmac-sha256';

/** Signs a request, with the departures that are asked for. Gives the headers and the body to be sent. */
export async function signEdited(
  request: UnsignedRequest,
  edit: SignatureEdit,
  setting: SigningSetting,
): Promise<{ headers: Record<string, string>; body: Uint8Array }> {
  const body = bodyOf(request.body, edit.sends?.body);
  if (edit.none) return { headers: { ...request.headers }, body };
  const { dialect } = setting;
  const at = new Date(setting.now.getTime() - (edit.age ?? 0) * 1000);
  const facts = factsOf(request, dialect, at);
  if (edit.adds?.includes('date')) facts.date = at.toUTCString();
  if (edit.digests || edit.wrongDigests) facts['content-digest'] = digestOf(request.body, edit);
  const message = {
    method: edit.signs?.method ?? request.method,
    url: edit.signs?.url ?? request.url,
    headers: { ...request.headers, ...facts, ...edit.signs?.headers },
  };
  const key = await keyFor(edit, setting);
  const proof = dialect === 'cavage' ? oldProof(message, key, edit) : newProof(message, key, edit, dialect, at);
  if (edit.sends?.created === 'now') {
    const seconds = Math.floor(setting.now.getTime() / 1000);
    proof['signature-input'] = (proof['signature-input'] ?? '').replace(/;created=\d+/, `;created=${seconds}`);
  }
  // Whatever was signed: a wrong length would end the connection, not the message.
  const sent = { 'content-length': String(body.length), ...(edit.sends?.digest ? digestsOf(body, dialect) : {}) };
  return { headers: withChanges({ ...request.headers, ...facts, ...proof, ...sent }, edit.sends?.headers), body };
}

function bodyOf(body: Uint8Array, change: NonNullable<SignatureEdit['sends']>['body']): Uint8Array {
  return change ? Buffer.from(Buffer.from(body).toString('utf8').replace(change.replace, change.with)) : body;
}

function digestOf(body: Uint8Array, { digests = ['sha-256'], wrongDigests = [] }: SignatureEdit): string {
  const right = digests.length > 0 ? [contentDigest(body, digests)] : [];
  const wrong = wrongDigests.length > 0 ? [contentDigest(Buffer.from('another body'), wrongDigests)] : [];
  return [...right, ...wrong].join(', ');
}

function digestsOf(body: Uint8Array, dialect: SignatureDialect): Record<string, string> {
  if (dialect !== 'cavage') return { 'content-digest': contentDigest(body) };
  return { digest: legacyDigest(body), 'content-digest': legacyDigest(body) };
}

async function keyFor({ key: wanted }: SignatureEdit, { key, keyOf }: SigningSetting): Promise<SigningKey> {
  if (wanted === undefined || wanted === 'mac') return key;
  if (typeof wanted === 'object') return keyOf(wanted.host);
  if (wanted === 'elsewhere') return { ...key, id: 'https://elsewhere.example.org/ocm#signature' };
  return newSigningKey(wanted === 'unknown' ? `${key.id}-nobody-knows` : key.id, key.algorithm.id);
}

const OLD = ['(request-target)', 'content-length', 'date', 'digest', 'content-digest', 'host'];

function oldProof(
  message: Parameters<typeof oldSignature>[0],
  key: SigningKey,
  { omits = [], adds = [], drops = [] }: SignatureEdit,
): Record<string, string> {
  // Under both of its names, or not at all.
  const left = omits.includes('digest') ? [...omits, 'content-digest'] : omits;
  const { signature } = oldSignature(message, key, [...OLD.filter((name) => !left.includes(name)), ...adds]);
  const kept = signature.split(/,(?=[a-zA-Z]+=")/).filter((part) => !drops.includes(part.split('=', 1)[0] ?? ''));
  return { signature: kept.join(',') };
}

function newProof(
  message: Parameters<typeof signatureOf>[0],
  key: SigningKey,
  edit: SignatureEdit,
  dialect: SignatureDialect,
  at: Date,
): Record<string, string> {
  const draft = draftOf(dialect, key, at);
  const changed = { ...draft.parameters, ...(edit.key === 'mac' ? { alg: MAC } : {}), ...edit.parameters };
  const parameters = Object.fromEntries(
    Object.entries(changed).flatMap(([name, value]) => (value === null ? [] : [[name, value]])),
  );
  const components = [...draft.components.filter((name) => !edit.omits?.includes(name)), ...(edit.adds ?? [])];
  const own = signatureOf(message, { ...draft, label: edit.label ?? draft.label, components, parameters });
  if (edit.key === 'mac') own.value = macOf(message, own.input, key);
  const other = { label: 'proxy', components: ['@method'], parameters: { created: 1, keyid: 'proxy' }, key };
  const beside = signatureOf(message, other);
  switch (edit.beside) {
    case 'proxy':
      return writeSignatures([beside, own]);
    case 'garbage':
      return writeSignatures([{ ...beside, value: Buffer.from('not a signature') }, own]);
    case 'second':
      return twice(own, dialect);
    default:
      return writeSignatures([own]);
  }
}

/** Marked as that of OCM a second time: under the same label, where that is the mark, else with the same tag. */
function twice(own: ReturnType<typeof signatureOf>, dialect: SignatureDialect): Record<string, string> {
  if (dialect !== 'label') return writeSignatures([own, { ...own, label: `${own.label}2` }]);
  const once = writeSignatures([own]);
  return {
    'signature-input': `${once['signature-input']}, ${once['signature-input']}`,
    signature: `${once.signature}, ${once.signature}`,
  };
}

function macOf(
  message: Parameters<typeof signatureBase>[0],
  input: Parameters<typeof signatureBase>[1],
  { publicKey }: SigningKey,
): Uint8Array {
  const secret = publicKey.export({ format: 'der', type: 'spki' });
  return createHmac('sha256', secret).update(signatureBase(message, input)).digest();
}

function withChanges(
  headers: Record<string, string>,
  changes: Record<string, string | null> = {},
): Record<string, string> {
  const all = { ...headers };
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) delete all[name];
    else all[name] = value;
  }
  return all;
}
