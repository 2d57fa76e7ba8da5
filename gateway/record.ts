import type { Told } from '../protocol/exchange.js';
import type { GatewayExchange } from './contract.js';

/** Exchanges kept; the oldest go first, so that a long run stays in memory. */
const KEEP_EXCHANGES = 20_000;
/** Characters of bodies kept. */
const KEEP_CHARS = 64 * 1024 * 1024;

/** What passed through, for whoever asks while the gateway runs. */
export class GatewayRecord {
  #kept: { exchange: GatewayExchange; ticket: number; place: number }[] = [];
  #end = 0;
  #chars = 0;
  #lastTicket = 0;
  readonly #open = new Set<number>();
  readonly #waiters = new Set<() => void>();

  /** To be taken when an exchange begins. */
  begin(): number {
    this.#lastTicket += 1;
    this.#open.add(this.#lastTicket);
    return this.#lastTicket;
  }

  end(ticket: number, exchange: GatewayExchange): void {
    this.#end += 1;
    this.#kept.push({ exchange, ticket, place: this.#end });
    this.#chars += charsOf(exchange);
    while (this.#kept.length > KEEP_EXCHANGES || (this.#chars > KEEP_CHARS && this.#kept.length > 1)) {
      const oldest = this.#kept.shift();
      if (oldest) this.#chars -= charsOf(oldest.exchange);
    }
    this.#open.delete(ticket);
    for (const waiter of [...this.#waiters]) waiter();
  }

  /** By start: an exchange is recorded when it ends, and a nested one ends first. */
  since(at: string, after: number): Told<GatewayExchange> {
    const exchanges = this.#kept
      .filter(({ exchange, place }) => place > after && exchange.at >= at)
      .sort((a, b) => a.ticket - b.ticket)
      .map(({ exchange }) => exchange);
    return { exchanges, next: this.#end };
  }

  /** Resolves when what is on its way now has arrived, at the latest after the budget in ms. */
  settled(budgetMs: number): Promise<void> {
    const awaited = [...this.#open];
    return new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        this.#waiters.delete(look);
        resolve();
      };
      const look = (): void => {
        if (!awaited.some((ticket) => this.#open.has(ticket))) end();
      };
      const timer = setTimeout(end, budgetMs);
      this.#waiters.add(look);
      look();
    });
  }
}

function charsOf({ request, response }: GatewayExchange): number {
  return request.body.text.length + (response?.body.text.length ?? 0);
}
