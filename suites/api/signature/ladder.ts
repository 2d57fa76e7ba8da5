import type { BodyEdit, SignatureEdit } from '../../../peer/contract.js';
import type { SignatureDialect } from '../../../protocol/signatures/index.js';
import type { ClauseId } from '../../../vocabulary.js';

/** One rung: a share whose signature departs in one way from a right one. */
export interface Rung {
  /** What follows `signature/`, in the lists that are given out the whole id. */
  id: string;
  /** The first one that is in force for the target names the check. */
  clauses: [ClauseId, ...ClauseId[]];
  title: string;
  /** What is sent, as in "a share whose …". */
  what: string;
  signature: SignatureEdit | ((other: string) => SignatureEdit);
  /** The same with another body. */
  edit?: (other: string) => BodyEdit[];
  /** Dialects in which it means something; default all of RFC 9421. */
  only?: SignatureDialect[];
  /** Needs another host of ours, whose id the signature, and whose authority the body is given. */
  needsOther?: true;
  /** The text leaves something open here: how it is refused is always recorded. */
  tells?: true;
  /** Applies only where the target demands signatures. */
  onDemand?: true;
}

/** A signature that is there has to be one of this very message. */
const VERIFIES: [ClauseId, ...ClauseId[]] = ['OCM-SIG-018', 'OCM-SIG-036'];
/** The same in every dialect: the old form has the key verify, and digest and length compared with the body. */
const PROVES: [ClauseId, ...ClauseId[]] = [...VERIFIES, 'OCM-SIG-005'];
const COMPARES: [ClauseId, ...ClauseId[]] = [...VERIFIES, 'OCM-SIG-004'];
const ALL: SignatureDialect[] = ['cavage', 'unmarked', 'label', 'tag', 'jwk'];
const MARKED: SignatureDialect[] = ['label', 'tag', 'jwk'];
const OTHER_DIGEST = 'sha-256=:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=:';

/** What must be refused: each covered part changed alone, each mandatory part left out alone, age, keys, marks, and absence. */
const REFUSED_RUNGS: Rung[] = [
  {
    id: 'method-changed',
    clauses: VERIFIES,
    title: 'A share is refused when its signature is one for another method',
    what: 'a share signed as a PUT',
    signature: { signs: { method: 'PUT' } },
  },
  {
    id: 'uri-changed',
    clauses: PROVES,
    title: 'A share is refused when its signature is one for another URI',
    what: 'a share signed for another URI',
    signature: { signs: { url: 'https://other.example.org/other/shares' } },
    only: ALL,
  },
  {
    id: 'digest-changed',
    clauses: PROVES,
    title: 'A share is refused when its Content-Digest is not the one that was signed',
    what: 'a share with another digest than the signed one',
    // In the old form the header has one of two names.
    signature: { signs: { headers: { 'content-digest': OTHER_DIGEST, digest: OTHER_DIGEST } } },
    only: ALL,
  },
  {
    id: 'length-changed',
    clauses: PROVES,
    title: 'A share is refused when its Content-Length is not the one that was signed',
    what: 'a share with another length than the signed one',
    signature: { signs: { headers: { 'content-length': '7' } } },
    only: ['cavage', ...MARKED],
  },
  {
    id: 'date-changed',
    clauses: ['OCM-SIG-036', 'OCM-SIG-005'],
    title: 'A share is refused when its Date is not the one that was signed',
    what: 'a share with another date than the signed one',
    signature: { signs: { headers: { date: 'Thu, 01 Jan 2026 00:00:00 GMT' } } },
    only: ['cavage', 'label', 'tag'],
  },
  {
    id: 'body-changed',
    clauses: COMPARES,
    title: 'A share is refused when its body was changed after it was signed',
    what: 'a share with another body than the signed one',
    signature: { sends: { body: { replace: '"description":""', with: '"Description":""' } } },
    only: ALL,
  },
  {
    id: 'body-and-digest-changed',
    clauses: PROVES,
    title: 'A share is refused when body and Content-Digest were changed together after it was signed',
    what: 'a share with another body than the signed one, and the digest of that',
    signature: { sends: { body: { replace: '"description":""', with: '"Description":""' }, digest: true } },
    only: ALL,
  },
  {
    id: 'one-digest-of-two-wrong',
    clauses: ['OCM-SIG-030'],
    title: 'A share is refused when one of two digests is right and the other wrong',
    what: 'a share with a right sha-256 and a wrong sha-512',
    signature: { digests: ['sha-256'], wrongDigests: ['sha-512'] },
    only: MARKED,
  },
  {
    id: 'method-not-covered',
    clauses: ['OCM-SIG-028'],
    title: 'A share is refused when its signature does not cover @method',
    what: 'a share whose signature leaves out @method',
    signature: { omits: ['@method'] },
    only: MARKED,
  },
  {
    id: 'uri-not-covered',
    clauses: ['OCM-SIG-028'],
    title: 'A share is refused when its signature does not cover @target-uri',
    what: 'a share whose signature leaves out @target-uri',
    signature: { omits: ['@target-uri'] },
    only: MARKED,
  },
  {
    id: 'digest-not-covered',
    clauses: ['OCM-SIG-028'],
    title: 'A share is refused when its signature does not cover content-digest',
    what: 'a share whose signature leaves out content-digest',
    signature: { omits: ['content-digest'] },
    only: MARKED,
  },
  {
    id: 'length-not-covered',
    clauses: ['OCM-SIG-028'],
    title: 'A share is refused when its signature does not cover content-length',
    what: 'a share whose signature leaves out content-length',
    signature: { omits: ['content-length'] },
    only: MARKED,
  },
  {
    id: 'date-not-covered-refused',
    clauses: ['OCM-SIG-028'],
    title: 'A share is refused when its signature does not cover date, where the version asks for that',
    what: 'a share whose signature leaves out date',
    signature: { omits: ['date'] },
    only: ['label'],
  },
  {
    id: 'without-created',
    clauses: ['OCM-SIG-028'],
    title: 'A share is refused when its signature does not say when it was made',
    what: 'a share whose signature has no created',
    signature: { parameters: { created: null } },
    only: MARKED,
  },
  {
    id: 'without-keyid',
    clauses: ['OCM-SIG-028'],
    title: 'A share is refused when its signature names no key',
    what: 'a share whose signature has no keyid',
    signature: { parameters: { keyid: null } },
    only: ['jwk'],
  },
  {
    id: 'stale',
    clauses: ['OCM-SIG-029', 'OCM-SIG-003'],
    title: 'A share is refused when its signature is a week old',
    what: 'a share signed a week ago',
    signature: { age: 7 * 86_400 },
    only: ALL,
  },
  {
    id: 'created-changed',
    clauses: VERIFIES,
    title: 'A share is refused when `created` was moved after it was signed',
    what: 'a share signed a week ago that says it was signed now',
    signature: { age: 7 * 86_400, sends: { created: 'now' } },
    only: MARKED,
  },
  {
    id: 'from-the-future',
    clauses: ['OCM-SIG-029'],
    title: 'A share is refused when its signature is from tomorrow',
    what: 'a share signed tomorrow',
    signature: { age: -86_400 },
    only: MARKED,
  },
  {
    id: 'wrong-key',
    clauses: ['OCM-SIG-018', 'OCM-SIG-036', 'OCM-SIG-005'],
    title: 'A share is refused when it is signed by another key under the name of the published one',
    what: 'a share signed by an unpublished key under the published id',
    signature: { key: 'unpublished' },
    only: ALL,
  },
  {
    id: 'unknown-key',
    clauses: ['OCM-SIG-031', 'OCM-SIG-036'],
    title: 'A share is refused when it is signed by a key that its server does not publish',
    what: 'a share signed by a key that nobody publishes',
    signature: { key: 'unknown' },
  },
  {
    id: 'other-hosts-key',
    clauses: ['OCM-SIG-031', 'OCM-SIG-036', 'OCM-SIG-005'],
    title: 'A share is refused when it is signed by the published key of another server',
    what: "a share signed by another server's key",
    signature: (other) => ({ key: { host: other } }),
    only: ALL,
    needsOther: true,
  },
  {
    id: 'mac',
    clauses: ['OCM-SIG-026'],
    title: 'A share is refused when its signature is a MAC keyed with the public key',
    what: 'a share with a MAC for a signature',
    signature: { key: 'mac' },
    only: MARKED,
  },
  {
    id: 'alg-contradicts-key',
    clauses: ['OCM-SIG-027', 'OCM-SIG-031'],
    title: 'A share is refused when its signature names another algorithm than the key has',
    what: 'a share whose signature names rsa-pss-sha512 for an Ed25519 key',
    signature: { parameters: { alg: 'rsa-pss-sha512' } },
    only: ['jwk'],
  },
  {
    id: 'marked-twice',
    clauses: ['OCM-SIG-032', 'OCM-SIG-015'],
    title: 'A share is refused when two of its signatures are marked as that of OCM',
    what: 'a share with two signatures that are marked',
    signature: { beside: 'second' },
    only: MARKED,
  },
  {
    id: 'not-marked',
    clauses: ['OCM-SIG-033'],
    title: 'A share is refused when none of its signatures is marked as that of OCM',
    what: 'a share whose signature is not marked',
    signature: { label: 'sig1', parameters: { tag: null } },
    only: ['label', 'tag'],
  },
  {
    id: 'absent',
    clauses: ['OCM-SIG-020', 'OCM-DISC-051'],
    title: 'A share without a signature is refused by a server that demands signatures',
    what: 'an unsigned share',
    signature: { none: true },
    only: ALL,
    onDemand: true,
  },
  {
    id: 'owner-of-another-server',
    clauses: ['OCM-SIG-035'],
    title: 'A share is refused when its owner is of another server than the one that signed it',
    what: 'a well signed share whose owner is of another server',
    signature: {},
    edit: (other) => [{ set: '/owner', value: `owner@${other}` }],
    only: ALL,
    needsOther: true,
    // Whether a server may share on for others is not settled (OCM-AMB-033).
    tells: true,
  },
];

/** What must be taken: a right signature, and what the text leaves free about it. */
const TAKEN_RUNGS: Rung[] = [
  {
    id: 'signed-share-taken',
    clauses: ['OCM-SIG-021', 'OCM-SIG-036', 'OCM-SIG-005'],
    title: 'A share that is signed as the version has it is taken in',
    what: 'a well signed share',
    signature: {},
    only: ALL,
  },
  {
    id: 'label-is-free',
    clauses: ['OCM-SIG-032'],
    title: 'A signature is found by its tag, whatever its label',
    what: 'a share whose signature is labelled sig1',
    signature: { label: 'sig1' },
    only: ['tag', 'jwk'],
  },
  {
    id: 'others-may-coexist',
    clauses: ['OCM-SIG-034'],
    title: 'A share is taken in with a signature of somebody else beside that makes no sense',
    what: 'a share with a second, meaningless signature that is not marked',
    signature: { beside: 'garbage' },
    only: MARKED,
  },
  {
    id: 'alg-may-be-left-out',
    clauses: ['OCM-SIG-027', 'OCM-SIG-025'],
    title: 'A signature needs not name its algorithm',
    what: 'a share whose signature has no alg',
    signature: { parameters: { alg: null } },
    only: ['jwk'],
  },
  {
    id: 'more-may-be-covered',
    clauses: ['OCM-SIG-009'],
    title: 'A signature may cover more than it must',
    what: 'a share whose signature covers content-type, too',
    signature: { adds: ['content-type'] },
    only: MARKED,
  },
];

const named = (rungs: Rung[]): Rung[] => rungs.map((rung) => ({ ...rung, id: `signature/${rung.id}` }));

export const REFUSED: readonly Rung[] = named(REFUSED_RUNGS);
export const TAKEN: readonly Rung[] = named(TAKEN_RUNGS);
