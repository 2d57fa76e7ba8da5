import { API_PATH } from '../host/discovery-document.js';
import type { PeerRequest } from '../http/router.js';
import type { Deviation } from './deviation.js';
import {
  answer,
  answerJson,
  behave,
  inArea,
  isRefusal,
  isSuccess,
  remove,
  request,
  set,
  withRequestHeader,
} from './tools.js';

type Apply = Deviation['apply'];

const ignores =
  (...parts: ('signature' | 'client' | 'grant' | 'code' | 'end')[]): Apply =>
  (behaviour) => {
    for (const part of parts) behaviour.tokenIgnores.add(part);
  };

const FAILS = { status: 500, headers: { 'content-type': 'text/html' }, body: '<h1>Internal Server Error</h1>' };
const formOf = ({ body }: PeerRequest): URLSearchParams => new URLSearchParams(Buffer.from(body).toString('utf8'));

/** A wrong request of one kind makes the server fail. */
const failsOn = (when: (form: URLSearchParams, request: PeerRequest) => boolean): Apply =>
  answer(
    'token-answer',
    () => FAILS,
    (asked, reply) => isRefusal(asked, reply) && when(formOf(asked), asked),
  );

const isForm = ({ headers }: PeerRequest): boolean => /form-urlencoded/.test(headers['content-type'] ?? '');

/** A parameter of every token request of its own is another. */
const asks = (change: (form: URLSearchParams) => void): Apply =>
  request('token-request', (draft) => {
    const form = new URLSearchParams(Buffer.from((draft.body as string | undefined) ?? '').toString('utf8'));
    change(form);
    return { ...draft, body: form.toString() };
  });

const ELSEWHERE = '/oauth/exchange';

/** The server that gives tokens out. */
const given = inArea('tokens', {
  'token-for-unsigned-request': [
    'tokens are given for requests that are not, or wrongly, signed',
    ignores('signature'),
  ],
  'token-for-any-code': ['a token is given for any code', ignores('code')],
  'token-for-any-grant': ['a token is given for any grant type', ignores('grant')],
  'token-for-other-client': ['a code is exchanged for whoever shows it', ignores('client')],
  'token-for-ended-share': ['a code is exchanged after its share was taken back', ignores('end')],
  'token-once': ['a code is exchanged once', behave({ tokenOnlyOnce: true })],
  'token-request-with-more-refused': [
    'parameters that OCM has no use for make a request wrong',
    behave({ tokenMindsExtras: true }),
  ],
  'token-opens-nothing': ['tokens open nothing', behave({ davRefusesTokens: true })],
  'token-opens-for-ever': ['tokens open things after their time', behave({ davKeepsTokens: true })],
  'token-opens-every-share': ['a token opens whichever share the path names', behave({ davOpensByPath: 'token' })],
  'token-outlives-share': ['a token opens its share after that was taken back', behave({ davTokensOutlive: true })],
  'secret-opens-beside-token': ['a share for exchange opens with its secret, too', behave({ davTakesRawSecret: true })],
  'token-demand-not-passed-on': [
    'a share with a server that demands tokens does not say so',
    behave({ omitsRequirement: true }),
  ],
  'token-demanded-of-everybody': ['every share demands the exchange', behave({ alwaysRequires: true })],

  'token-answered-201': [
    'a token is given with status 201',
    answer('token-answer', (reply) => ({ ...reply, status: 201 }), isSuccess),
  ],
  'token-without-type': ['a token comes without token_type', answerJson('token-answer', [remove('/token_type')])],
  'token-lifetime-is-text': ['expires_in is text', answerJson('token-answer', [set('/expires_in', 'two seconds')])],
  'token-with-refresh-token': [
    'a refresh token comes with a token',
    answerJson('token-answer', [set('/refresh_token', 'for-ever-and-a-day')]),
  ],
  'token-refusals-answered-403': [
    'wrong token requests are answered 403',
    answer('token-answer', (reply) => ({ ...reply, status: 403 }), isRefusal),
  ],
  'token-refusals-in-other-words': [
    'the error of wrong token requests is a word of its own',
    answerJson('token-answer', [set('/error', 'server_says_no')], isRefusal),
  ],
  'token-request-without-grant-fails': [
    'a token request without grant type makes the server fail',
    failsOn((form, asked) => isForm(asked) && !form.has('grant_type') && form.has('code')),
  ],
  'token-request-without-code-fails': [
    'a token request without code makes the server fail',
    failsOn((form, asked) => isForm(asked) && !form.has('code') && form.has('grant_type')),
  ],
  'token-request-without-client-fails': [
    'a token request without client makes the server fail',
    failsOn((form, asked) => isForm(asked) && !form.has('client_id') && form.has('code')),
  ],
  'empty-token-request-fails': [
    'an empty token request makes the server fail',
    failsOn((_, { body }) => body.length === 0),
  ],
  'token-request-in-json-fails': [
    'a token request in JSON makes the server fail',
    failsOn((_, asked) => !isForm(asked)),
  ],
});

/** The server that asks for tokens. */
const asked = inArea('tokens', {
  'secret-used-without-exchange': [
    'the secret of a share is used as it is, whatever the share demands',
    behave({ skipsExchange: true }),
  ],
  'offered-token-needed': [
    'a share is given up when a token that was only offered cannot be had',
    behave({ needsExchange: true }),
  ],
  'token-kept-for-ever': ['a token is used as long as the share lives', behave({ keepsToken: true })],
  'token-end-point-guessed': [
    'tokens are asked for at /token below the API of the sender, whatever that announces',
    behave({ guessesTokenPath: '/token' }),
  ],
  'only-short-tokens-used': [
    'a token of more than 255 characters is taken for none',
    behave({ readsToken: (token) => token.length < 256 }),
  ],
  'token-request-type-is-text': [
    'the Content-Type of token requests is text/plain',
    request('token-request', (draft) => withRequestHeader(draft, 'content-type', 'text/plain')),
  ],
  'token-request-grant-is-old': [
    'token requests name the grant of 1.2',
    asks((form) => form.set('grant_type', 'ocm_authorization_code')),
  ],
  'token-request-client-is-url': [
    'client_id of token requests is a URL',
    asks((form) => form.set('client_id', `https://${form.get('client_id')}`)),
  ],
  'token-request-code-is-other': [
    'the code of token requests is not the secret',
    asks((form) => form.set('code', 'something-else')),
  ],
  'share-without-token-demand-taken': [
    'shares that open without a token are taken in, although the criteria say otherwise',
    (behaviour) => {
      behaviour.overlooks.push(({ kind }) => kind === 'demanded');
    },
  ],
  'token-in-query': [
    'a token is sent in the URL, too',
    request('dav-request', (draft) => {
      const url = new URL(draft.url);
      const token = (draft.headers.authorization ?? '').split(' ')[1] ?? '';
      url.searchParams.set('access_token', token);
      return { ...draft, url: url.href };
    }),
  ],
});

/** What the text allows, and what breaks: for hosts of ours that others are to deal with. */
const variations = inArea('tokens', {
  'token-end-point-elsewhere': [
    'tokens are asked for at another path',
    (behaviour) => {
      behaviour.tokenPath = ELSEWHERE;
      behaviour.answers.push({
        on: 'discovery-answer',
        change: (reply, { origin, basePath }) => {
          const document = JSON.parse(
            Buffer.from((reply.body as string | undefined) ?? '{}').toString('utf8'),
          ) as object;
          const tokenEndPoint = `${origin}${basePath}${API_PATH}${ELSEWHERE}`;
          return { ...reply, body: JSON.stringify({ ...document, tokenEndPoint }) };
        },
      });
    },
  ],
  'tokens-are-long': [
    'tokens are 400 characters long',
    behave({ writesToken: (random) => `${random}.${'-_.~+/x'.repeat(60)}`.slice(0, 400) }),
  ],
  'token-end-point-fails': ['no token is given: the server fails', answer('token-answer', () => FAILS)],
});

/** Misbehaviour with tokens, on either side. */
export const tokenDeviations: readonly Deviation[] = [...given, ...asked, ...variations];
