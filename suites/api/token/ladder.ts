import type { ClauseId } from '../../../vocabulary.js';
import type { Code, Departure } from './request.js';

/** One rung: a token request that is wrong in one way. */
export interface Rung {
  id: string;
  clauses: [ClauseId, ...ClauseId[]];
  title: string;
  /** As in "a request …". */
  what: string;
  /** Errors that say what is wrong; another one of the text is recorded. */
  errors: string[];
  /** How it departs; `other` is another host of ours. */
  departure: Departure | ((other: Code['host']) => Departure);
  needsOther?: true;
  /** Nothing is wrong with a server that makes sense of it. */
  mayBeTaken?: true;
  /** Applies only where requests are signed. */
  signed?: true;
}

const REFUSES: [ClauseId, ...ClauseId[]] = ['OCM-TOKEN-016', 'OCM-TOKEN-017'];
const SIGNED: [ClauseId, ...ClauseId[]] = ['OCM-TOKEN-018'];

/** What must be refused, one part at a time (RFC 6749, section 5.2 says which error is which). */
export const RUNGS: readonly Rung[] = [
  {
    id: 'token/unknown-code-refused',
    clauses: REFUSES,
    title: 'A code that is the secret of no share is refused',
    what: 'with an unknown code',
    errors: ['invalid_grant'],
    departure: { form: { code: 'never-the-secret-of-any-share' } },
  },
  {
    id: 'token/code-missing-refused',
    clauses: REFUSES,
    title: 'A token request without a code is refused',
    what: 'without code',
    errors: ['invalid_request'],
    departure: { form: { code: undefined } },
  },
  {
    id: 'token/grant-type-missing-refused',
    clauses: REFUSES,
    title: 'A token request without a grant type is refused',
    what: 'without grant_type',
    errors: ['invalid_request', 'unsupported_grant_type'],
    departure: { form: { grant_type: undefined } },
  },
  {
    id: 'token/other-grant-type-refused',
    clauses: REFUSES,
    title: 'A token request with another grant type is refused',
    what: 'with grant_type client_credentials',
    errors: ['unsupported_grant_type'],
    departure: { form: { grant_type: 'client_credentials' } },
  },
  {
    id: 'token/client-id-missing-refused',
    clauses: REFUSES,
    title: 'A token request that names no client is refused',
    what: 'without client_id',
    errors: ['invalid_request', 'invalid_client'],
    departure: { form: { client_id: undefined } },
  },
  {
    id: 'token/empty-form-refused',
    clauses: REFUSES,
    title: 'An empty token request is refused',
    what: 'with an empty form',
    errors: ['invalid_request', 'invalid_client'],
    departure: { raw: { type: 'application/x-www-form-urlencoded', body: () => '' } },
  },
  {
    id: 'token/json-is-no-crash',
    clauses: REFUSES,
    title: 'A token request in JSON is refused, or understood',
    what: 'in JSON',
    errors: ['invalid_request', 'invalid_client'],
    departure: { raw: { type: 'application/json', body: (form) => JSON.stringify(form) } },
    mayBeTaken: true,
  },
  {
    id: 'token/other-client-refused',
    clauses: [...REFUSES, 'OCM-SEC-008'],
    title: 'A code is refused that another server shows than the one that was given it',
    what: 'from another server, well signed, with the code of ours',
    errors: ['invalid_grant', 'unauthorized_client', 'invalid_client'],
    departure: (other) => ({ by: other }),
    needsOther: true,
  },
  {
    id: 'token/unsigned-refused',
    clauses: SIGNED,
    title: 'A token request without a signature is refused',
    what: 'that is not signed',
    errors: ['invalid_client', 'invalid_request', 'unauthorized_client'],
    departure: { signature: { none: true } },
    signed: true,
  },
  {
    id: 'token/wrong-signature-refused',
    clauses: SIGNED,
    title: 'A token request is refused whose signature is by another key than the published one',
    what: 'signed by an unpublished key',
    errors: ['invalid_client', 'invalid_request', 'unauthorized_client'],
    departure: { signature: { key: 'unpublished' } },
    signed: true,
  },
  {
    id: 'token/other-hosts-signature-refused',
    clauses: [...SIGNED, 'OCM-SEC-008'],
    title: 'A token request in the name of one server is refused when another one signed it',
    what: 'in the name of our server, signed by another one',
    errors: ['invalid_client', 'invalid_grant', 'invalid_request', 'unauthorized_client'],
    departure: (other) => ({ signature: { key: { host: other.id } } }),
    needsOther: true,
    signed: true,
  },
  {
    id: 'token/body-changed-refused',
    clauses: SIGNED,
    title: 'A token request is refused when its body was changed after it was signed',
    what: 'whose body is another than the signed one',
    errors: ['invalid_client', 'invalid_request', 'unauthorized_client'],
    departure: { signature: { sends: { body: { replace: 'grant_type=', with: 'state=x&grant_type=' } } } },
    signed: true,
  },
];
