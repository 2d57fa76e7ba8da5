import { authorityOf, canonicalAuthority } from '../protocol/address.js';
import { type Exchange, jsonOf } from '../protocol/exchange.js';
import { type Classified, formOf } from '../protocol/judge/classify.js';
import { isObject, member, text } from '../protocol/judge/json.js';
import { clientAuthority } from '../protocol/judge/parties.js';
import type { Party } from './contract.js';

/** Who wrote a request: a party, when it is certain, and how that is known. */
export interface Attribution {
  party?: string;
  because: string;
}

/** Shorter secrets are too likely to turn up by chance. */
const TELLING = 8;
/** Secrets remembered; the oldest go first. */
const KEEP_SECRETS = 10_000;

/** Stands among those who know a secret when one of them is not a known party. */
const SOMEBODY = Symbol('somebody unknown');
type Holder = string | typeof SOMEBODY;

/**
 * Tells who wrote a request that passed through. Three witnesses count: the address it came from, the key it is signed with, and a secret in
 * it that only two servers know. Where there is none of them, the message's own words about its sender do. Witnesses that contradict each
 * other, and requests without any, give nobody: a guess would put blame on the wrong party.
 */
export class Attributor {
  readonly #parties: Party[];
  /** Who was told a secret, by the secret. */
  readonly #holders = new Map<string, Set<Holder>>();

  constructor(parties: readonly Party[] = []) {
    this.#parties = [...parties];
  }

  add(party: Party): void {
    this.#parties.push(party);
  }

  /** The writer of a request; `server` is the party that it is for. */
  attribute(exchange: Exchange, kinds: Classified, address: string, server: string): Attribution {
    const witnesses = [
      this.#byAddress(address),
      this.#bySignature(exchange.request.headers),
      this.#bySecret(exchange, server),
    ].filter((witness) => witness !== undefined);
    const named = [...new Set(witnesses.map(({ party }) => party).filter((party) => party !== undefined))];
    if (named.length > 1) return { because: `contradiction: ${witnesses.map(({ because }) => because).join('; ')}` };
    const [party] = named;
    if (party !== undefined) {
      const because = witnesses.filter((witness) => witness.party !== undefined).map((witness) => witness.because);
      return { party, because: because.join('; ') };
    }
    const own = this.#byOwnWords(exchange, kinds);
    const words = [...witnesses, ...(own ? [own] : [])].map(({ because }) => because);
    return {
      ...(own?.party === undefined ? {} : { party: own.party }),
      because: words.length === 0 ? 'nothing in it tells who wrote it' : words.join('; '),
    };
  }

  /**
   * Remembers whom a message tells a secret: who wrote it and who it is for. To be called when a request is complete, before it is answered,
   * since the server may use the secret at once.
   */
  learnRequest(exchange: Exchange, kinds: Classified, from: string | undefined, server: string): void {
    const json = jsonOf(exchange.request.body);
    const secrets: (string | undefined)[] = [];
    if (kinds.request === 'share-creation') {
      const protocol = member(json, 'protocol');
      for (const details of isObject(protocol) ? Object.values(protocol) : [])
        secrets.push(text(details, 'sharedSecret'));
      secrets.push(text(json, 'code'));
    } else if (kinds.request === 'foreign-dialect') {
      secrets.push(formOf(exchange).token, text(json, 'protocol', 'options', 'sharedSecret'));
    }
    for (const secret of secrets) this.#tell(secret, from, server);
  }

  /** As `learnRequest`, for what an answer tells its client: a token, or the secret of a share that was asked for. */
  learnAnswer(exchange: Exchange, kinds: Classified, from: string | undefined, server: string): void {
    const json = jsonOf(exchange.response?.body);
    if (kinds.answer === 'token-answer') this.#tell(text(json, 'access_token'), from, server);
    if (kinds.answer === 'notification-answer') {
      this.#tell(text(json, 'token') ?? text(json, 'sharedSecret'), from, server);
    }
  }

  /** Whether a value is a secret that was told in a message. */
  knows(secret: string): boolean {
    return this.#holders.has(secret);
  }

  #tell(secret: string | undefined, ...told: (string | undefined)[]): void {
    if (secret === undefined || secret.length < TELLING) return;
    const holders = this.#holders.get(secret) ?? new Set();
    for (const holder of told) holders.add(holder ?? SOMEBODY);
    this.#holders.delete(secret);
    this.#holders.set(secret, holders);
    if (this.#holders.size <= KEEP_SECRETS) return;
    for (const oldest of this.#holders.keys()) {
      this.#holders.delete(oldest);
      break;
    }
  }

  #partyAt(authority: string): string | undefined {
    const wanted = canonicalAuthority(authority);
    return this.#parties.find(({ authorities }) => authorities.some((each) => canonicalAuthority(each) === wanted))?.id;
  }

  #byAddress(address: string): Attribution | undefined {
    const found = this.#parties.filter(({ addresses }) => addresses.includes(address)).map(({ id }) => id);
    const [party, ...others] = new Set(found);
    return party !== undefined && others.length === 0 ? { party, because: `it came from ${address}` } : undefined;
  }

  #bySignature(headers: Record<string, string>): Attribution | undefined {
    const signer = signerOf(headers);
    if (signer === undefined) return undefined;
    const party = this.#partyAt(signer);
    return party === undefined
      ? { because: `it is signed with a key of ${signer}, who takes no part` }
      : { party, because: `it is signed with a key of ${signer}` };
  }

  /** A secret that two servers know comes from the one that it is not sent to. */
  #bySecret(exchange: Exchange, server: string): Attribution | undefined {
    for (const secret of secretsIn(exchange)) {
      const holders = this.#holders.get(secret);
      if (!holders) continue;
      const others = [...holders].filter((holder) => holder !== server);
      // A server that shares with itself is the only one that knows.
      const [only] = others.length === 0 ? [server] : others;
      if (others.length > 1 || only === undefined || only === SOMEBODY) continue;
      return { party: String(only), because: `it holds a secret that was told to ${String(only)}` };
    }
    return undefined;
  }

  #byOwnWords(exchange: Exchange, kinds: Classified): Attribution | undefined {
    const authority = namedSender(exchange, kinds);
    if (authority === undefined) return undefined;
    const party = this.#partyAt(authority);
    return party === undefined
      ? { because: `it names ${authority}, who takes no part` }
      : { party, because: `it names ${authority} as its sender` };
  }
}

/** Host[:port] of the server whose key a request is signed with, in either form of signature; undefined when it is not told. */
export function signerOf(headers: Record<string, string>): string | undefined {
  const input = headers['signature-input'] ?? headers.signature ?? '';
  const keyId = /(?:^|[;,\s])keyid\s*=\s*"([^"]*)"/i.exec(input)?.[1];
  if (keyId === undefined) return undefined;
  if (URL.canParse(keyId) && /^https?:/i.test(keyId)) return new URL(keyId).host;
  const bare = /^([A-Za-z0-9.-]+\.[A-Za-z0-9-]+(?::\d+)?)(?:[/#]|$)/.exec(keyId)?.[1];
  return bare;
}

/** Everything in a request that may be a secret of a share. */
function secretsIn(exchange: Exchange): string[] {
  const { request } = exchange;
  const json = jsonOf(request.body);
  const form = json === undefined ? formOf(exchange) : {};
  const [scheme = '', credentials = ''] = (request.headers.authorization ?? '').split(/\s+/, 2);
  const basic =
    scheme.toLowerCase() === 'basic' ? (Buffer.from(credentials, 'base64').toString('utf8').split(':')[0] ?? '') : '';
  const url = URL.canParse(request.url) ? new URL(request.url) : undefined;
  return [
    text(json, 'notification', 'sharedSecret'),
    scheme.toLowerCase() === 'bearer' ? credentials : undefined,
    basic,
    form.code,
    form.token,
    ...(url?.searchParams.values() ?? []),
    ...(url?.pathname.split('/') ?? []),
  ].flatMap((value) => (value === undefined || value === '' ? [] : [value]));
}

/**
 * The server that a message says it is from. A share says so only where owner and sender are of one server: of a reshare the owner's server may
 * send the announcement in the name of the one who reshares.
 */
function namedSender(exchange: Exchange, kinds: Classified): string | undefined {
  if (kinds.request === 'foreign-dialect') {
    const remote = formOf(exchange).remote;
    return remote !== undefined && URL.canParse(remote) ? new URL(remote).host : undefined;
  }
  const json = kinds.request === 'token-request' ? formOf(exchange) : jsonOf(exchange.request.body);
  const named = clientAuthority(kinds.request, json);
  if (kinds.request !== 'share-creation' || named === undefined) return named;
  const owner = authorityOf(text(json, 'owner'))?.replace(/^[a-z][a-z0-9+.-]*:\/\//i, '');
  return owner === undefined || canonicalAuthority(owner) === canonicalAuthority(named) ? named : undefined;
}

/** A person's session, through a page or an app: servers have neither cookies nor passwords of people. */
export function isPersonal(headers: Record<string, string>, isSecret: (value: string) => boolean): boolean {
  if ((headers.cookie ?? '') !== '') return true;
  const basic = /^basic\s+(\S+)$/i.exec(headers.authorization ?? '')?.[1];
  if (basic === undefined) return false;
  const [user = '', ...rest] = Buffer.from(basic, 'base64').toString('utf8').split(':');
  const password = rest.join(':');
  // Some servers give the secret of a share as user and as password.
  return password !== '' && password !== user && !isSecret(user) && !isSecret(password);
}
