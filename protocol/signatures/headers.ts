import { type InnerList, type Item, isInnerList, parseDictionary, serializeDictionary } from 'structured-headers';
import { nameOf } from './components.js';

/** One signature of a message, as its headers describe it (RFC 9421, 4). */
export interface FoundSignature {
  /** Key in the dictionary: not covered by the signature, and rewritten by whoever likes to. */
  label: string;
  input: InnerList;
  /** Names of the covered components, parameters aside. */
  components: string[];
  created?: number;
  expires?: number;
  keyid?: string;
  alg?: string;
  tag?: string;
  /** Undefined when `Signature` has nothing under this label. */
  value?: Uint8Array;
}

/** What the signature headers of a message say. */
export type SignatureReading =
  | { signatures: FoundSignature[] /** Labels that stand more than once in either header. */; repeated: string[] }
  | { malformed: string };

/** Reads `Signature-Input` and `Signature`. A message with neither has no signatures. Never throws. */
export function readSignatures(headers: Readonly<Record<string, string>>): SignatureReading {
  const [described, valued] = [headers['signature-input'], headers.signature];
  if (described === undefined) return { signatures: [], repeated: [] };
  if (valued === undefined) return { malformed: 'there is a Signature-Input but no Signature' };
  try {
    const values = parseDictionary(valued);
    const signatures = [...parseDictionary(described)].map(([label, member]) => {
      if (!isInnerList(member)) throw new TypeError(`${label} in Signature-Input is no list of components`);
      return found(label, member, values.get(label));
    });
    const repeated = [...new Set([...repeatedKeys(described), ...repeatedKeys(valued)])];
    return { signatures, repeated };
  } catch (error) {
    const isOurs = error instanceof TypeError;
    return { malformed: isOurs ? error.message : 'Signature-Input or Signature is no structured dictionary' };
  }
}

function found(label: string, input: InnerList, member: Item | InnerList | undefined): FoundSignature {
  const text = (name: string): object => {
    const value = input[1].get(name);
    return typeof value === 'string' ? { [name]: value } : {};
  };
  const seconds = (name: string): object => {
    const value = input[1].get(name);
    return typeof value === 'number' && Number.isInteger(value) ? { [name]: value } : {};
  };
  const value = member?.[0];
  return {
    label,
    input,
    components: input[0].map(nameOf),
    ...seconds('created'),
    ...seconds('expires'),
    ...text('keyid'),
    ...text('alg'),
    ...text('tag'),
    ...(value instanceof ArrayBuffer ? { value: new Uint8Array(value) } : {}),
  };
}

/** Both headers for signatures under their labels. */
export function writeSignatures(signatures: readonly { label: string; input: InnerList; value: Uint8Array }[]): {
  'signature-input': string;
  signature: string;
} {
  return {
    'signature-input': serializeDictionary(new Map(signatures.map(({ label, input }) => [label, input]))),
    signature: serializeDictionary(
      new Map(signatures.map(({ label, value }) => [label, [Uint8Array.from(value).buffer, new Map()]])),
    ),
  };
}

/** Keys that stand twice in a dictionary: a parser lets the last one win and does not tell (RFC 9651, 4.2.2). */
function repeatedKeys(dictionary: string): string[] {
  // Strings are emptied first, so that nothing in them looks like a member.
  const bare = dictionary.replaceAll(/"(?:[^"\\]|\\.)*"/g, '""');
  const keys = bare.split(',').flatMap((member) => /^\s*([a-z*][a-z0-9_.*-]*)\s*(?:=|;|$)/.exec(member)?.[1] ?? []);
  return keys.filter((key, index) => keys.indexOf(key) !== index);
}
