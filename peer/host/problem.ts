/** One reason why a share is not taken in. */
export interface ShareProblem {
  /** Field of the body in dots, or `body`, `content-type`. */
  field: string;
  kind:
    | 'missing'
    | 'type'
    | 'empty'
    | 'malformed'
    | 'too-deep'
    | 'too-large'
    | 'grammar'
    | 'host'
    | 'unknown'
    | 'unsupported'
    | 'too-long'
    | 'characters'
    | 'repeated'
    | 'expired'
    | 'unreachable'
    | 'demanded'
    | 'uninvited'
    | 'signature'
    | 'signer';
  status: number;
  /** Upper case without special characters, as the text wants it (OCM-SHARE-061). */
  message: string;
}

export function problem(field: string, kind: ShareProblem['kind'], status = 400): ShareProblem {
  return { field, kind, status, message: MESSAGES[kind] };
}

const MESSAGES: Record<ShareProblem['kind'], string> = {
  missing: 'REQUIRED',
  type: 'WRONG_TYPE',
  empty: 'EMPTY',
  malformed: 'NOT_JSON',
  'too-deep': 'NESTED_TOO_DEEP',
  'too-large': 'TOO_LARGE',
  grammar: 'NOT_AN_OCM_ADDRESS',
  host: 'NOT_THIS_HOST',
  unknown: 'NOT_FOUND',
  unsupported: 'NOT_SUPPORTED',
  'too-long': 'TOO_LONG',
  characters: 'FORBIDDEN_CHARACTERS',
  repeated: 'ALREADY_EXISTS',
  expired: 'EXPIRED',
  unreachable: 'NO_OCM_SERVER_THERE',
  demanded: 'TOKEN_EXCHANGE_REQUIRED',
  uninvited: 'NO_INVITE_WAS_EXCHANGED',
  signature: 'INVALID_SIGNATURE',
  signer: 'NOT_OF_THE_SIGNER',
};

/** Why a field is no text with something in it. */
export function stringProblem(field: string, value: unknown): ShareProblem[] {
  if (value === undefined || value === null) return [problem(field, 'missing')];
  if (typeof value !== 'string') return [problem(field, 'type')];
  return value === '' ? [problem(field, 'empty')] : [];
}
