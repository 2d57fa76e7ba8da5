import type { ExchangeFilter, PeerExchange } from './contract.js';

/** Exchanges kept per host; the oldest go first, so that a long run stays in memory. */
const KEEP_EXCHANGES = 5_000;
/** Characters of bodies kept per host. */
const KEEP_CHARS = 64 * 1024 * 1024;

interface Recorded {
  exchange: PeerExchange;
  /** In which order exchanges began: clocks are too coarse for those that nest. */
  ticket: number;
  /** In which order they were recorded, which is when they ended. */
  place: number;
}

interface Waiter {
  filter: ExchangeFilter;
  resolve: (exchange: PeerExchange | undefined) => void;
}

/** What hosts answered and sent, and who waits for more of it. */
export class ExchangeRecord {
  readonly #byHost = new Map<string, { list: Recorded[]; chars: number }>();
  readonly #waiters = new Set<Waiter>();
  #lastTicket = 0;
  #end = 0;

  /** Place after what was recorded last. */
  get end(): number {
    return this.#end;
  }

  /** To be taken when an exchange begins, or as a mark before those that are to come. */
  ticket(): number {
    this.#lastTicket += 1;
    return this.#lastTicket;
  }

  add(exchange: PeerExchange, ticket: number): void {
    this.#end += 1;
    let kept = this.#byHost.get(exchange.host);
    if (!kept) {
      kept = { list: [], chars: 0 };
      this.#byHost.set(exchange.host, kept);
    }
    kept.list.push({ exchange, ticket, place: this.#end });
    kept.chars += charsOf(exchange);
    while (kept.list.length > KEEP_EXCHANGES || (kept.chars > KEEP_CHARS && kept.list.length > 1)) {
      const oldest = kept.list.shift();
      if (oldest) kept.chars -= charsOf(oldest.exchange);
    }
    for (const waiter of [...this.#waiters]) if (matches({ exchange, ticket }, waiter.filter)) waiter.resolve(exchange);
  }

  /** By start, because an exchange is recorded when it ends and a nested one ends first. */
  find(filter: ExchangeFilter): PeerExchange[] {
    const lists = filter.host === undefined ? [...this.#byHost.values()] : [this.#byHost.get(filter.host)];
    const after = filter.after !== undefined && filter.after <= this.#end ? filter.after : 0;
    return lists
      .flatMap((kept) => (kept ? recordedAfter(kept.list, after) : []))
      .filter((recorded) => matches(recorded, filter))
      .sort((a, b) => a.ticket - b.ticket)
      .map(({ exchange }) => exchange);
  }

  await(filter: ExchangeFilter, budgetMs: number): Promise<PeerExchange | undefined> {
    const there = this.find(filter)[0];
    if (there) return Promise.resolve(there);
    return new Promise((resolve) => {
      const waiter: Waiter = {
        filter,
        resolve: (exchange) => {
          clearTimeout(timer);
          this.#waiters.delete(waiter);
          resolve(exchange);
        },
      };
      const timer = setTimeout(() => waiter.resolve(undefined), budgetMs);
      this.#waiters.add(waiter);
    });
  }

  forget(host: string): void {
    this.#byHost.delete(host);
  }

  /** Lets everybody who waits go without an exchange. */
  close(): void {
    for (const waiter of [...this.#waiters]) waiter.resolve(undefined);
  }
}

/** From the end: whoever asks again has had nearly all of it. */
function recordedAfter(list: Recorded[], place: number): Recorded[] {
  return list.slice(list.findLastIndex((recorded) => recorded.place <= place) + 1);
}

function charsOf({ request, response }: PeerExchange): number {
  return request.body.text.length + (response?.body.text.length ?? 0);
}

function matches({ exchange, ticket }: Pick<Recorded, 'exchange' | 'ticket'>, filter: ExchangeFilter): boolean {
  const { request, response } = exchange;
  if (filter.host !== undefined && exchange.host !== filter.host) return false;
  if (filter.direction !== undefined && exchange.direction !== filter.direction) return false;
  if (filter.account !== undefined && exchange.account !== filter.account) return false;
  if (filter.method !== undefined && request.method !== filter.method.toUpperCase()) return false;
  if (filter.since !== undefined && ticket <= filter.since) return false;
  if (filter.notBefore !== undefined && exchange.at < filter.notBefore) return false;
  if (filter.pathEnds !== undefined && !request.url.split('?', 1)[0]?.endsWith(filter.pathEnds)) return false;
  if (filter.contains === undefined) return true;
  const text = `${request.method} ${request.url}\n${request.body.text}\n${response?.body.text ?? ''}`;
  return text.includes(filter.contains);
}
