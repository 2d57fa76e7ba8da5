import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { PeerHostInfo } from '../contract.js';
import type { PeerRequest } from '../http/router.js';
import type { PeerUser } from '../user-actions.js';

/** A sentence shown once, on the next page. */
export interface Flash {
  tone: 'done' | 'refused';
  text: string;
}

/** One person in one browser. */
export interface Session {
  readonly user: PeerUser;
  /** Stands in every form; a post without it is refused. */
  readonly csrf: string;
  flash?: Flash;
}

/** Sessions kept per host; the one unused for longest goes first. */
const MOST_SESSIONS = 500;

/** The logged-in people of one host. */
export class Sessions {
  readonly #byToken = new Map<string, Session>();
  readonly #cookie: string;
  readonly #attributes: string;

  constructor(info: PeerHostInfo) {
    const { protocol, pathname } = new URL(info.url);
    // Browsers keep cookies per host name and not per port: without a name of its own, one peer would end the other's session.
    this.#cookie = `peer-${createHash('sha256').update(info.url).digest('hex').slice(0, 8)}`;
    this.#attributes = `Path=${pathname}; HttpOnly; SameSite=Lax${protocol === 'https:' ? '; Secure' : ''}`;
  }

  /** Begins a session; gives the `set-cookie` header. */
  begin(user: PeerUser): string {
    const token = randomBytes(24).toString('base64url');
    this.#byToken.set(token, { user, csrf: randomBytes(18).toString('base64url') });
    const oldest = this.#byToken.keys().next().value;
    if (this.#byToken.size > MOST_SESSIONS && oldest !== undefined) this.#byToken.delete(oldest);
    return `${this.#cookie}=${token}; ${this.#attributes}`;
  }

  of(request: PeerRequest): Session | undefined {
    const token = this.#tokenOf(request);
    const session = this.#byToken.get(token);
    if (session) {
      this.#byToken.delete(token);
      this.#byToken.set(token, session);
    }
    return session;
  }

  /** Ends the session; gives the `set-cookie` header that clears it. */
  end(request: PeerRequest): string {
    this.#byToken.delete(this.#tokenOf(request));
    return `${this.#cookie}=; Max-Age=0; ${this.#attributes}`;
  }

  #tokenOf(request: PeerRequest): string {
    const cookies = (request.headers.cookie ?? '').split(/;\s*/);
    const prefix = `${this.#cookie}=`;
    return cookies.find((cookie) => cookie.startsWith(prefix))?.slice(prefix.length) ?? '';
  }
}

/** Whether a posted token is the session's. */
export function holdsToken(session: Session, posted: string): boolean {
  const [a, b] = [Buffer.from(session.csrf), Buffer.from(posted)];
  return a.length === b.length && timingSafeEqual(a, b);
}
