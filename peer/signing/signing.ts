import { generateKeyPairSync } from 'node:crypto';
import { sameAuthority } from '../../protocol/address.js';
import {
  ALGORITHMS,
  examine,
  jwkOf,
  keyOfDocument,
  newSigningKey,
  pemOf,
  rulesOf,
  type SignatureProblem,
  type SigningKey,
} from '../../protocol/signatures/index.js';
import type { OutgoingRequest, RequestKind } from '../behaviour.js';
import type { HostContext } from '../host/context.js';
import type { PeerRequest } from '../http/router.js';
import { signEdited } from './edited.js';
import { KeySource } from './key-source.js';

/** Path of the key set below the API, from 1.5.0 on; before, the text names a path at the root. */
export const JWKS_PATH = '/jwks';
export const WELL_KNOWN_JWKS = '/.well-known/jwks.json';

/** Requests that are signed (OCM-SIG-038). */
const SIGNED: ReadonlySet<RequestKind> = new Set([
  'share-creation',
  'notification',
  'token-request',
  'invite-acceptance',
]);

/** What came out of looking at a request that should be signed: who signed it, or why it is refused. */
export type Admission = { signer?: string; refused?: undefined } | { refused: SignatureProblem };

/** Signatures of one host: its key, what it publishes, what it signs, and what it takes from others. */
export class Signing {
  readonly #host: HostContext;
  readonly #keys: KeySource | undefined;
  readonly #neighbour: (host: string) => Promise<SigningKey>;
  #own: Promise<SigningKey> | undefined;

  constructor(host: HostContext, neighbour: (host: string) => Promise<SigningKey>) {
    this.#host = host;
    this.#neighbour = neighbour;
    const { signs } = host.state.info;
    this.#keys = signs && new KeySource(host, rulesOf(signs).keysAt);
  }

  /** The key that this host signs with; made when it is first needed, as one for RSA takes long. */
  key(): Promise<SigningKey> {
    this.#own ??= this.#newKey();
    return this.#own;
  }

  async #newKey(): Promise<SigningKey> {
    const { authority, endPoint, signs, keyIds } = this.#host.state.info;
    if (signs === 'cavage') return newSigningKey(`${endPoint}#signature`, 'rsa-v1_5-sha256');
    const algorithm = ALGORITHMS.find(({ id }) => id === 'ed25519');
    if (!algorithm) throw new RangeError('ed25519 is not among the algorithms');
    return {
      id: keyIds === 'url' ? `${endPoint}#key1` : `${authority}#key1`,
      algorithm,
      ...generateKeyPairSync('ed25519'),
    };
  }

  /** Members of the discovery document that lead to the key (OCM-DISC-057, OCM-SIG-008). */
  async published(): Promise<Record<string, unknown>> {
    const { signs, endPoint } = this.#host.state.info;
    if (signs === 'jwk') return { jwksUri: endPoint + JWKS_PATH };
    if (signs !== 'cavage') return {};
    const key = await this.key();
    return { publicKey: { keyId: key.id, publicKeyPem: pemOf(key) } };
  }

  /** Whether a path, the one below the base path and the raw one, is that of the key set. */
  isKeySet(rawPath: string, path: string | undefined, apiPath: string): boolean {
    const { signs } = this.#host.state.info;
    if (signs === undefined || signs === 'cavage') return false;
    return signs === 'jwk' ? path === apiPath + JWKS_PATH : rawPath === WELL_KNOWN_JWKS;
  }

  async keySet(): Promise<{ keys: unknown[] }> {
    return { keys: [jwkOf(await this.key())] };
  }

  /** Signs a request of a kind that is signed; any other goes as it is. */
  async sign(kind: RequestKind, request: OutgoingRequest): Promise<OutgoingRequest> {
    const { behaviour, state } = this.#host;
    const { signature: asked, ...plain } = request;
    const { signs: dialect } = state.info;
    const { body = '' } = plain;
    const isSigned = SIGNED.has(kind) && !behaviour.leavesUnsigned.has(kind);
    if (dialect === undefined || !isSigned || (typeof body !== 'string' && !(body instanceof Uint8Array))) return plain;
    const edit = Object.assign({}, ...behaviour.signature, asked);
    const unsigned = { ...plain, body: typeof body === 'string' ? Buffer.from(body) : body };
    const setting = { dialect, key: await this.key(), keyOf: this.#neighbour, now: new Date() };
    return { ...plain, ...(await signEdited(unsigned, edit, setting)) };
  }

  /**
   * Whether a request may be looked at any further. `by` is the server that it says it is from; undefined when it does not say so, and then
   * there is nobody whose keys could be asked for.
   */
  async admit(request: PeerRequest, by: string | undefined, account?: string): Promise<Admission> {
    const { behaviour, state } = this.#host;
    const { signs, demands = [] } = state.info;
    if (signs === undefined || !this.#keys) return {};
    const rules = rulesOf(signs);
    const { method, headers } = request;
    const seen = { method, url: request.origin + request.target, headers, body: request.body };
    const found = examine(seen, { rules });
    const unsigned = found.problems.find(({ kind }) => kind === 'unsigned');
    if (unsigned) {
      if (behaviour.admitsUnsigned) return {};
      const isMarkedOtherwise = rules.refusesUnmarked && headers['signature-input'] !== undefined;
      const isRefused =
        demands.includes('signature') ||
        isMarkedOtherwise ||
        behaviour.refusesUnsigned ||
        (await this.#signs(by, account));
      return isRefused && !this.#isOverlooked(unsigned) ? { refused: unsigned } : {};
    }
    const { signature } = found;
    if (by === undefined && signature) return {};
    const authority = behaviour.keysFrom === 'keyid' ? (hostOfKey(signature?.keyid) ?? by) : by;
    const look = async (anew: boolean): Promise<SignatureProblem[]> => {
      const keys = await this.#keys?.keysOf(authority ?? '', account, anew);
      return examine(seen, { rules, now: new Date(), keys: keys ?? [] }).problems;
    };
    let problems = await look(false);
    // The other server may have a new key since it was asked.
    if (problems.some(({ kind }) => kind === 'unknown-key')) problems = await look(true);
    const standing = problems.find((problem) => !this.#isOverlooked(problem));
    if (standing) return { refused: standing };
    if (signature && behaviour.mindsSignature.some((minds) => minds({ signature, headers })))
      return { refused: { kind: 'malformed', reason: 'the signature is not liked here' } };
    return authority === undefined ? {} : { signer: authority };
  }

  /** Drops what is known of another host. */
  forget(authority: string): void {
    this.#keys?.forget(authority);
  }

  #isOverlooked(problem: SignatureProblem): boolean {
    return this.#host.behaviour.overlooksSignature.some((overlooks) => overlooks(problem));
  }

  /** From a server that signs, an unsigned message may be anybody's (OCM-SHARE-063). */
  async #signs(by: string | undefined, account: string | undefined): Promise<boolean> {
    if (by === undefined) return false;
    const { document, capabilities } = await this.#host.discover(by, account);
    return this.#host.state.info.signs === 'cavage'
      ? keyOfDocument(document) !== undefined
      : capabilities.includes('http-sig');
  }
}

/** Only for a server that believes `keyid`: the host that it names. */
function hostOfKey(id: string | undefined): string | undefined {
  if (id === undefined) return undefined;
  return /^https?:/.test(id) && URL.canParse(id) ? new URL(id).host : id.replace(/#.*$/s, '');
}

/** Whether an address is one of a server. */
export function isOf(server: string, address: unknown): boolean {
  if (typeof address !== 'string') return false;
  return sameAuthority(address.slice(address.lastIndexOf('@') + 1), server);
}
