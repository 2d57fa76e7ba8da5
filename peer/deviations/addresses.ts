import type { ShareMatch } from '../behaviour.js';
import { identifierOf } from '../host/share-problems.js';
import type { Deviation } from './deviation.js';
import { behave, inArea, requestBody } from './tools.js';

const overlooks =
  (match: ShareMatch): Deviation['apply'] =>
  (behaviour) => {
    behaviour.overlooks.push(match);
  };
const failsOn =
  (match: ShareMatch): Deviation['apply'] =>
  (behaviour) => {
    behaviour.failsOn.push(match);
  };

/** An address of this field that breaks the grammar. */
const notAnAddress =
  (field: string): ShareMatch =>
  (problem) =>
    problem.field === field && problem.kind === 'grammar';
/** A recipient who does not exist, with an identifier of this look. */
const nobodyLike =
  (pattern: RegExp): ShareMatch =>
  ({ field, kind }, { body }) =>
    field === 'shareWith' && kind === 'unknown' && pattern.test(identifierOf(body?.shareWith) ?? '');
/** A shareWith of this look, whatever is wrong with it. */
const shareWithLike =
  (pattern: RegExp): ShareMatch =>
  ({ field }, { body }) =>
    field === 'shareWith' && pattern.test(String(body?.shareWith));

/** How addresses of others are read. */
const read = inArea('addresses', {
  'share-with-not-an-address-taken': [
    'A shareWith that is no address is answered 201',
    overlooks(notAnAddress('shareWith')),
  ],
  'share-with-not-an-address-answered-500': [
    'A shareWith that is no address makes the server fail',
    failsOn(notAnAddress('shareWith')),
  ],
  'share-with-without-identifier-taken': [
    'A shareWith with nothing before the @ is answered 201',
    overlooks(shareWithLike(/^@?$|^@/)),
  ],
  'share-with-scheme-answered-500': [
    'A shareWith with a scheme makes the server fail',
    failsOn(shareWithLike(/:\/\//)),
  ],
  'share-with-path-answered-500': [
    'A shareWith with a path makes the server fail',
    failsOn(shareWithLike(/@[^/@]+\//)),
  ],
  'share-with-scheme-taken': [
    'A shareWith with a scheme is read as what was meant',
    overlooks(shareWithLike(/@https:/)),
  ],
  'recipient-of-another-host-taken': [
    'The host in shareWith is not compared with the own one',
    behave({ ignoresRecipientHost: true }),
  ],
  'recipient-of-another-host-answered-500': [
    'A recipient at another host makes the server fail',
    failsOn(({ field, kind }) => field === 'shareWith' && kind === 'host'),
  ],
  'identifier-case-ignored': [
    'Identifiers are compared without regard to case',
    behave({ readsIdentifier: 'without-case' }),
  ],
  'identifier-ends-at-first-at-sign': [
    'The identifier in shareWith is taken to end at the first @',
    behave({ readsIdentifier: 'to-first-at' }),
  ],
  'unknown-user-with-at-sign-answered-500': [
    'An unknown user with an @ in the identifier makes the server fail',
    failsOn(nobodyLike(/@/)),
  ],
  'unknown-user-beyond-ascii-answered-500': [
    'An unknown user with letters beyond ASCII makes the server fail',
    failsOn(nobodyLike(/[^ -~]/)),
  ],
  'unknown-user-with-quotes-answered-500': [
    'An unknown user with quotes in the identifier makes the server fail',
    failsOn(nobodyLike(/['"]/)),
  ],
  'unknown-user-with-percent-answered-500': [
    'An unknown user with percent signs in the identifier makes the server fail',
    failsOn(nobodyLike(/%/)),
  ],
  'unknown-user-with-long-identifier-answered-500': [
    'An unknown user with hundreds of characters makes the server fail',
    failsOn(nobodyLike(/.{200}/)),
  ],
  'unknown-user-with-long-identifier-taken': [
    'An unknown user with hundreds of characters is answered 201',
    overlooks(nobodyLike(/.{200}/)),
  ],
  'owner-not-an-address-taken': ['An owner without host is taken in', overlooks(notAnAddress('owner'))],
  'owner-not-an-address-answered-500': ['An owner without host makes the server fail', failsOn(notAnAddress('owner'))],
  'sender-not-an-address-taken': [
    'A sender that is no address is taken in',
    overlooks(({ field, kind }) => ['sender', 'owner'].includes(field) && ['grammar', 'unreachable'].includes(kind)),
  ],
  'sender-not-an-address-answered-500': [
    'A sender that is no address makes the server fail',
    failsOn(notAnAddress('sender')),
  ],
  'sender-at-ip-literal-answered-500': [
    'A sender at an IPv6 literal makes the server fail',
    (behaviour) => {
      behaviour.refuses.push({ status: 500, when: ({ body }) => /@\[/.test(String(body?.sender)) });
    },
  ],
});

/** Changes addresses in shares that go out. */
const write = (fields: string[], change: (identifier: string, host: string) => unknown): Deviation['apply'] =>
  requestBody('share-creation', (body) => {
    const changed = fields.map((field): [string, unknown] => {
      const address = String(body[field]);
      const at = address.lastIndexOf('@');
      return [field, change(address.slice(0, at), address.slice(at + 1))];
    });
    return { ...body, ...Object.fromEntries(changed) };
  });
const OURS = ['owner', 'sender'];

/** How addresses are written in shares that go out. */
const written = inArea('addresses', {
  'sent-owner-without-host': ['`owner` of sent shares is a bare name', write(['owner'], (identifier) => identifier)],
  'sent-sender-without-host': ['`sender` of sent shares is a bare name', write(['sender'], (identifier) => identifier)],
  'sent-owner-with-scheme': [
    '`owner` of sent shares has a scheme before the host',
    write(['owner'], (identifier, host) => `${identifier}@https://${host}`),
  ],
  'sent-sender-with-scheme': [
    '`sender` of sent shares has a scheme before the host',
    write(['sender'], (identifier, host) => `${identifier}@https://${host}`),
  ],
  'sent-addresses-with-path': [
    '`owner` and `sender` of sent shares have a path after the host',
    write(OURS, (identifier, host) => `${identifier}@${host}/ocm`),
  ],
  'sent-addresses-without-port': [
    '`owner` and `sender` of sent shares lack the port of the server',
    write(OURS, (identifier, host) => `${identifier}@${host.replace(/:\d+$/, '')}`),
  ],
  'sent-addresses-with-default-port': [
    '`owner` of sent shares names the default port',
    write(['owner'], (identifier, host) => `${identifier}@${host.replace(/:\d+$/, '')}:443`),
  ],
  'sent-addresses-at-another-host': [
    '`owner` and `sender` of sent shares are at a host that is not there',
    write(OURS, (identifier) => `${identifier}@127.0.0.1:1`),
  ],
  'sent-share-with-without-host': [
    '`shareWith` of sent shares is a bare name',
    write(['shareWith'], (identifier) => identifier),
  ],
  'sent-share-with-with-scheme': [
    '`shareWith` of sent shares has a scheme before the host',
    write(['shareWith'], (identifier, host) => `${identifier}@https://${host}`),
  ],
  'sent-share-with-without-port': [
    '`shareWith` of sent shares lacks the port that the user gave',
    write(['shareWith'], (identifier, host) => `${identifier}@${host.replace(/:\d+$/, '')}`),
  ],
  'sent-share-with-in-lower-case': [
    'The identifier in `shareWith` of sent shares is in lower case',
    write(['shareWith'], (identifier, host) => `${identifier.toLowerCase()}@${host}`),
  ],
  'sent-share-with-cut-at-first-at-sign': [
    'The identifier in `shareWith` of sent shares ends at its first @',
    write(['shareWith'], (identifier, host) => `${identifier.split('@', 1)[0]}@${host}`),
  ],
});

export const addressDeviations: readonly Deviation[] = [...read, ...written];
