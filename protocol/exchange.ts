/** A message body as recorded: text where it is text, its size always, cut where it was too long to keep. */
export interface RecordedBody {
  text: string;
  /** Size on the wire in bytes, also when `text` was cut. */
  bytes: number;
  truncated?: boolean;
  /** Hex SHA-256 of the whole body, where a recorder kept only its beginning. */
  sha256?: string;
}

/** A request as it stood on the wire; header names in lower case, repeated headers joined by ", ". */
export interface RecordedRequest {
  method: string;
  /** Absolute URL. */
  url: string;
  headers: Record<string, string>;
  body: RecordedBody;
}

export interface RecordedResponse {
  status: number;
  headers: Record<string, string>;
  body: RecordedBody;
}

/** Why no usable answer came. Stable codes, for callers; `message` is for people. */
export interface ExchangeError {
  code:
    | 'dns'
    | 'refused'
    | 'unreachable'
    | 'tls'
    | 'tls-name'
    | 'plain-http'
    | 'timeout'
    | 'reset'
    | 'too-large'
    | 'malformed'
    | 'host-not-allowed'
    | 'redirect-loop';
  message: string;
}

/** One request and what came back: the only material that judging works on. */
export interface Exchange {
  /** Unique within a run. */
  id: string;
  /** ISO 8601, UTC, start of the request. */
  at: string;
  /** Milliseconds until the answer was complete. */
  ms: number;
  /** Party that sent the request (target id, `reference-peer`, `runner`), where known. */
  from?: string;
  /** Party that answered, where known. */
  to?: string;
  request: RecordedRequest;
  response?: RecordedResponse;
  error?: ExchangeError;
}

/** What a recorder tells of what it has. */
export interface Told<Recorded extends Exchange = Exchange> {
  /** Oldest first. */
  exchanges: Recorded[];
  /** Place in the record up to which this is all: to be given at the next question, so that only what is new is told. */
  next: number;
}

/** Parsed once: everyone who looks at a message asks again. */
const parsedBodies = new WeakMap<RecordedBody, { text: string; value: unknown }>();

/** Parses a JSON body; the value is for reading only. Undefined when it is not JSON; never throws. */
export function jsonOf(body: RecordedBody | undefined): unknown {
  if (!body || body.text === '') return undefined;
  const known = parsedBodies.get(body);
  if (known?.text === body.text) return known.value;
  const value = parsed(body.text);
  parsedBodies.set(body, { text: body.text, value });
  return value;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
