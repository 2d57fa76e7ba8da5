import { readInvite, writeInvite } from '../../protocol/invite-string.js';
import type { InviteProblem } from '../behaviour.js';
import type { Deviation } from './deviation.js';
import {
  answer,
  answerJson,
  behave,
  HTML,
  inArea,
  isRefusal,
  isSuccess,
  remove,
  request,
  requestBody,
  requestJson,
  set,
  withHeader,
  withRequestHeader,
} from './tools.js';

type Apply = Deviation['apply'];
type Match = (problem: InviteProblem) => boolean;

const overlooks =
  (match: Match): Apply =>
  (behaviour) => {
    behaviour.overlooksInvite.push(match);
  };
const failsOn =
  (match: Match): Apply =>
  (behaviour) => {
    behaviour.failsOnInvite.push(match);
  };
const is =
  (field: string, ...kinds: InviteProblem['kind'][]): Match =>
  (problem) =>
    problem.field === field && (kinds.length === 0 || kinds.includes(problem.kind));
const toStatus = (status: number, from: number): Apply =>
  answer(
    'invite-answer',
    (reply) => ({ ...reply, status }),
    (_, reply) => reply.status === from,
  );
const isUnknownToken: Match = is('token', 'unknown');

/** What is answered to acceptances. */
const answers = inArea('invites', {
  'invite-endpoint-absent': [
    'POST /invite-accepted is answered with a page for people',
    answer('invite-answer', () => ({ ...HTML, status: 404 })),
  ],
  'invite-endpoint-takes-no-post': [
    'POST /invite-accepted is answered 405',
    answer('invite-answer', (reply) => ({ ...reply, status: 405 })),
  ],
  'invite-accepted-answered-201': ['A taken invite is answered 201', toStatus(201, 200)],
  'invite-answer-is-plain-text': [
    'The answer to a taken invite is called text/plain',
    answer('invite-answer', (reply) => withHeader(reply, 'content-type', 'text/plain'), isSuccess),
  ],
  'invite-answer-without-user-id': [
    'The answer to a taken invite has no `userID`',
    answerJson('invite-answer', [remove('/userID')]),
  ],
  'invite-answer-without-email': [
    'The answer to a taken invite has no `email`',
    answerJson('invite-answer', [remove('/email')]),
  ],
  'invite-answer-name-is-null': [
    'The answer to a taken invite has `name` null',
    answerJson('invite-answer', [set('/name', null)]),
  ],
  'invite-refusal-is-plain-text': [
    'A refused acceptance is answered with words alone',
    answer('invite-answer', (reply) => ({ ...withHeader(reply, 'content-type', 'text/plain'), body: 'no' }), isRefusal),
  ],
  'invite-validation-errors-is-string': [
    '`validationErrors` of a refused acceptance is a string',
    answerJson('invite-answer', [set('/validationErrors', 'token')], isRefusal),
  ],
  'invite-unknown-token-answered-404': ['A refused acceptance is answered 404', toStatus(404, 400)],
  'invite-answer-names-the-first-person': [
    'The answer names the first account, whoever gave the invite',
    behave({ forgetsInviter: true }),
  ],
});

/** What is taken, and what makes the server fail. */
const ladder = inArea('invites', {
  'invite-unknown-token-taken': ['A token that nobody gave is answered 200', overlooks(isUnknownToken)],
  'invite-unknown-token-answered-500': ['A token that nobody gave makes the server fail', failsOn(isUnknownToken)],
  'invite-missing-token-taken': [
    'An acceptance without token is answered 200',
    overlooks(is('token', 'missing', 'empty')),
  ],
  'invite-mistyped-token-taken': [
    'An acceptance whose token is no string is answered 200',
    overlooks(is('token', 'type')),
  ],
  'invite-body-overlooked': ['An acceptance that is no JSON object is answered 200', overlooks(is('body'))],
  'invite-body-answered-500': ['An acceptance that is no JSON object makes the server fail', failsOn(is('body'))],
  'invite-content-type-answered-500': [
    'An acceptance of another type makes the server fail',
    failsOn(is('content-type')),
  ],
  'invite-odd-provider-answered-500': [
    'An acceptance without a string `recipientProvider` makes the server fail',
    failsOn(is('recipientProvider', 'missing', 'type')),
  ],
  'invite-odd-user-id-answered-500': [
    'An acceptance without a string `userID` makes the server fail',
    failsOn(is('userID', 'missing', 'type')),
  ],
  'invite-odd-email-answered-500': [
    'An acceptance without a string `email` makes the server fail',
    failsOn(is('email')),
  ],
  'invite-odd-name-answered-500': ['An acceptance without a string `name` makes the server fail', failsOn(is('name'))],
  'invite-odd-email-taken': ['An acceptance without a string `email` is answered 200', overlooks(is('email'))],
  'invite-provider-url-answered-500': [
    'A `recipientProvider` with a scheme makes the server fail',
    failsOn(is('recipientProvider', 'grammar')),
  ],
  'invite-ended-token-taken': ['A token whose time is over is answered 200', overlooks(is('token', 'expired'))],
  'invite-taken-again': ['An invite can be taken several times', overlooks(is('token', 'used'))],
  'invite-taken-answered-400': ['An invite that was taken is answered 400 the next time', toStatus(400, 409)],
  'invite-refused-contact-kept': ['Who was refused is a contact all the same', behave({ keepsRefusedContact: true })],
  'invite-refused-is-spent': ['A refused acceptance uses the invite up', behave({ spendsRefused: true })],
  'invite-strange-provider-answered-400': ['A server that is not trusted is answered 400', toStatus(400, 403)],
  'invite-strange-provider-taken': [
    'A server that does not exist may take invites',
    overlooks(is('recipientProvider', 'untrusted')),
  ],
  'invite-signature-overlooked': [
    'The signature of an acceptance is not looked at',
    overlooks(is('signature', 'signature')),
  ],
  'share-of-stranger-taken': [
    'Who took no invite may share, although the criteria say otherwise',
    behave({ takesStrangers: true }),
  ],
  'share-of-contact-refused': ['Who took an invite cannot share with who gave it', behave({ refusesContacts: true })],
});

/** What is handed over with an invite. */
const made = inArea('invites', {
  'invite-tokens-repeat': [
    'Every invite has the same token',
    behave({ inviteToken: () => 'the-token-of-all-invites' }),
  ],
  'invite-tokens-count': [
    'Tokens of invites are counted',
    behave({ inviteToken: (count) => `invite-number-${String(count).padStart(8, '0')}` }),
  ],
  'invite-tokens-short': [
    'Tokens of invites have six letters',
    behave({ inviteToken: () => Math.random().toString(36).slice(2, 8) }),
  ],
  'invite-string-without-host': [
    'An invite string is the token alone',
    behave({ writesInvite: ({ token }) => Buffer.from(token).toString('base64') }),
  ],
  'invite-string-names-another-host': [
    'An invite string names another server',
    behave({ writesInvite: ({ token }) => writeInvite({ token, provider: 'other.example.org' }, 'base64') }),
  ],
  'invite-string-is-plain': [
    'An invite string is not encoded',
    behave({ writesInvite: (parts) => writeInvite(parts, 'plain') }),
  ],
  'invite-string-is-base64url': [
    'An invite string is in base64url, without padding',
    behave({ writesInvite: (parts) => writeInvite(parts, 'base64url') }),
  ],
  'invite-string-is-base64': [
    'An invite string is in base64, with padding',
    behave({ writesInvite: (parts) => writeInvite(parts, 'base64') }),
  ],
  'invite-link-names-token-otherwise': [
    'The link of an invite calls the token `invite`',
    behave({ linkParameter: 'invite' }),
  ],
  'wayf-names-provider-otherwise': [
    'The page for visitors calls the inviting server `provider`',
    behave({ dialogParameters: { providerDomain: 'provider' } }),
  ],
  'wayf-omits-token': ['The page for visitors passes no token on', behave({ dialogParameters: { token: '' } })],
  'wayf-leads-nowhere': ['The page for visitors leads to its own log-in', behave({ leadsNowhere: true })],
});

/** What is sent when an invite is taken. */
const sent = inArea('invites', {
  'invite-acceptance-is-list': [
    'An acceptance is a list with the object',
    request('invite-acceptance', (draft) => ({ ...draft, body: `[${String(draft.body)}]` })),
  ],
  'invite-acceptance-is-text': [
    'An acceptance is called text/plain',
    request('invite-acceptance', (draft) => withRequestHeader(draft, 'content-type', 'text/plain')),
  ],
  'invite-acceptance-goes-elsewhere': [
    'An acceptance is sent to the root of the other server',
    request('invite-acceptance', (draft) => ({
      ...draft,
      url: draft.url.replace('/ocm/invite-accepted', '/invite-accepted'),
    })),
  ],
  'invite-acceptance-provider-is-url': [
    '`recipientProvider` of an acceptance is a URL',
    requestBody('invite-acceptance', (body) => ({ ...body, recipientProvider: `https://${body.recipientProvider}` })),
  ],
  'invite-acceptance-names-another-provider': [
    '`recipientProvider` of an acceptance is another server',
    requestJson('invite-acceptance', set('/recipientProvider', 'other.example.org')),
  ],
  'invite-acceptance-token-is-list': [
    '`token` of an acceptance is a list',
    requestBody('invite-acceptance', (body) => ({ ...body, token: [body.token] })),
  ],
  'invite-acceptance-token-in-capitals': [
    '`token` of an acceptance is in capitals',
    requestBody('invite-acceptance', (body) => ({ ...body, token: String(body.token).toUpperCase() })),
  ],
  'invite-acceptance-user-id-otherwise': [
    'An acceptance has `userId` for `userID`',
    requestBody('invite-acceptance', ({ userID, ...body }) => ({ ...body, userId: userID })),
  ],
  'invite-acceptance-without-email': [
    'An acceptance has no `email`',
    requestJson('invite-acceptance', remove('/email')),
  ],
  'invite-acceptance-without-name': ['An acceptance has no `name`', requestJson('invite-acceptance', remove('/name'))],
  'invite-acceptance-unsigned': [
    'An acceptance is not signed, although shares are',
    (behaviour) => {
      behaviour.leavesUnsigned.add('invite-acceptance');
    },
  ],
  'invite-acceptance-without-discovery': [
    'An acceptance is sent to /ocm of the other server, whatever that announces',
    behave({ guessesInviteEndPoint: true }),
  ],
  'invite-of-unsigned-server-taken': [
    'An invite of a server that signs nothing is taken',
    behave({ invitesUnsigned: true }),
  ],
  'invite-strings-not-read': ['No invite string is read', behave({ readsInvite: () => undefined })],
  'invite-string-split-at-first-at': [
    'An invite string is split at the first @',
    behave({
      readsInvite(text) {
        const plain = Buffer.from(text, 'base64').toString('utf8');
        const at = plain.indexOf('@');
        return at < 0 ? undefined : { token: plain.slice(0, at), provider: plain.slice(at + 1) };
      },
    }),
  ],
  'invite-string-read-in-one-alphabet': [
    'An invite string is read in the alphabet of base64url alone',
    behave({ readsInvite: (text) => (/[+/]/.test(text) ? undefined : readInvite(text)) }),
  ],
  'invite-string-read-unpadded': [
    'An invite string is read without padding alone',
    behave({ readsInvite: (text) => (text.endsWith('=') ? undefined : readInvite(text)) }),
  ],
  'invite-string-read-padded': [
    'An invite string is read only when it is padded',
    behave({ readsInvite: (text) => (text.length % 4 === 0 ? readInvite(text) : undefined) }),
  ],
});

/** Invites, in both roles. */
export const inviteDeviations: readonly Deviation[] = [...answers, ...ladder, ...made, ...sent];
