import { appendFileSync } from 'node:fs';
import { Redactor } from '../protocol/redact.js';
import { scrub } from '../targets/secrets.js';
import type { GatewayExchange, GatewayNotice } from './contract.js';

/** What passed, as a file: one JSON object a line, in the order of the ends, without secrets. */
export interface GatewayLog {
  write(entry: GatewayExchange | GatewayNotice): void;
  /** The file that lines go to from now on; what was written before it was known comes first. */
  open(file: string): void;
  /** Words about an exchange, without its secrets. */
  mask(text: string): string;
}

export function openLog(): GatewayLog {
  const redactor = new Redactor();
  const waiting: string[] = [];
  let file: string | undefined;
  return {
    write(entry) {
      const line = `${scrub(JSON.stringify('notice' in entry ? entry : withoutSecrets(entry, redactor)))}\n`;
      if (file === undefined) waiting.push(line);
      else appendFileSync(file, line);
    },
    open(path) {
      file = path;
      appendFileSync(file, waiting.splice(0).join(''));
    },
    mask: (text) => scrub(redactor.text(text)),
  };
}

/** Of a person's session only that it was there: its pages and files are nobody's business. */
function withoutSecrets(exchange: GatewayExchange, redactor: Redactor): GatewayExchange {
  const redacted = redactor.exchange(exchange) as GatewayExchange;
  if (exchange.isPersonal !== true) return redacted;
  const bare = (body: { bytes: number }) => ({ text: '', bytes: body.bytes, truncated: true });
  const { request, response } = redacted;
  return {
    ...redacted,
    request: { ...request, url: request.url.replace(/[?#].*$/s, ''), headers: {}, body: bare(request.body) },
    ...(response === undefined ? {} : { response: { ...response, headers: {}, body: bare(response.body) } }),
  };
}
