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

/** Parses a JSON body. Undefined when it is not JSON; never throws. */
export function jsonOf(body: RecordedBody | undefined): unknown {
  if (!body || body.text === '') return undefined;
  try {
    return JSON.parse(body.text) as unknown;
  } catch {
    return undefined;
  }
}
