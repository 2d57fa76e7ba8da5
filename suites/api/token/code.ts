import type { Broken, Check, CheckContext } from '../../../fixtures/check.js';
import { defineCheck, kept, notApplicable, violated } from '../../../fixtures/check.js';
import type { PeerHostInfo } from '../../../peer/contract.js';
import type { Exchange } from '../../../protocol/exchange.js';
import type { ClauseId } from '../../../vocabulary.js';
import { isAccess, openAtTarget } from '../receive/access.js';
import { answerInWords, inconclusive, objectOf, requestInWords, statusOf, valueInWords } from '../support/answer.js';
import { onHost } from '../support/hosts.js';
import { appliesAt, hasCapability } from '../support/in-force.js';
import { isOutcome, makeTargetSend } from '../support/own-share.js';
import { bearer } from './request.js';

const GRANT = 'ocm_authorization_code';
const RECEIVES: [ClauseId, ...ClauseId[]] = ['OCM-DISC-049', 'OCM-TOKEN-029'];

/** A host of ours with the code flow of 1.2. */
const codeHost = (ctx: CheckContext): Promise<PeerHostInfo> =>
  ctx.hostWith('code-flow', { speaks: '1.2', signs: ctx.host.signs ?? 'none', tokens: true });

const codeOf = (message: Exchange): string | undefined => {
  const code = objectOf(message.request.body)?.code;
  return typeof code === 'string' && code !== '' ? code : undefined;
};

/** The code of 1.2 stands beside the secret, and is traded in before the share is opened. */
const exchanged = defineCheck({
  id: 'token/code-exchanged',
  clauses: RECEIVES,
  role: 'receiver',
  needs: ['account', 'session', 'callback'],
  impact: 'breaks',
  title: 'A server with capability `receive-code` trades the code of a share in at `/token`, and uses the token',
  async run(ctx) {
    const source = RECEIVES.map((clause) => appliesAt(ctx, clause)).find((each) => each !== undefined);
    if (source !== undefined) return notApplicable(source);
    if (!hasCapability(ctx, 'receive-code'))
      return notApplicable('its discovery document has no capability `receive-code`');
    const host = await codeHost(ctx);
    const opened = await openAtTarget(onHost(ctx, host), {});
    if ('kind' in opened) return opened;
    const code = codeOf(opened.delivery.exchange);
    const asked = opened.all.find(
      ({ request }) => request.method === 'POST' && request.url === `${host.endPoint}/token`,
    );
    const form = asked && objectOf(asked.request.body);
    const token = asked && objectOf(asked.response?.body)?.access_token;
    const accesses = opened.all.filter(isAccess).filter(({ request }) => request.headers.authorization !== undefined);
    const isUsed =
      typeof token === 'string' &&
      accesses.every(({ request }) => request.headers.authorization === bearer(token).authorization);
    if (asked && form?.code === code && form?.grant_type === GRANT && isUsed) return kept();
    return violated({
      expected: `POST ${new URL(host.endPoint).pathname}/token with the code and grant_type ${GRANT}, and only its token afterwards`,
      received: opened.all.map((exchange) => `${requestInWords(exchange)} (${statusOf(exchange)})`).join(', '),
      reason: asked
        ? 'The code is not traded in as the text has it, or the token is not used.'
        : 'The target says that it takes codes, and does not trade in the code of a share.',
      exchanges: [opened.delivery.exchange, ...opened.all],
    });
  },
});

/** Members of the answer, by whether they are as the file of 1.2 describes them. */
const MEMBERS: Record<string, (value: unknown) => boolean> = {
  access_token: (value) => typeof value === 'string' && value !== '',
  token_type: (value) => typeof value === 'string' && value.toLowerCase() === 'bearer',
  expires_in: (value) => typeof value === 'number',
  // None of them is required there; without the others nothing can be done with the answer.
  refresh_token: (value) => value === undefined || value === null || typeof value === 'string',
};

const issued = defineCheck({
  id: 'token/code-answered',
  clauses: ['OCM-TOKEN-030'],
  role: 'sender',
  needs: ['session', 'send', 'callback'],
  impact: 'breaks',
  title: 'The code of a share is answered 200 with a token at `/token`, and another code 403',
  async run(ctx) {
    const source = appliesAt(ctx, 'OCM-TOKEN-030');
    if (source !== undefined) return notApplicable(source);
    const host = await codeHost(ctx);
    const own = await makeTargetSend({ ...ctx, host });
    if (isOutcome(own)) return own;
    const code = codeOf(own.creation);
    if (code === undefined) return notApplicable('the target sends no code with its shares');
    const ask = (value: string): Promise<Exchange> =>
      ctx.peer.send(host.id, {
        method: 'POST',
        url: `${ctx.target.endPoint}/token`,
        headers: { 'content-type': 'application/json', accept: 'application/json' },
        body: JSON.stringify({ client_id: host.authority, code: value, grant_type: GRANT }),
        signature: {},
      });
    const [right, wrong] = [await ask(code), await ask(`${code}-of-nobody`)];
    const open = inconclusive(right) ?? inconclusive(wrong);
    if (open) return open;
    const [first, ...rest] = [...wrongWith(right), ...taken(wrong)];
    return first ? violated(first, ...rest) : kept();
  },
});

function wrongWith(answer: Exchange): Broken[] {
  const body = objectOf(answer.response?.body);
  const odd = Object.entries(MEMBERS).filter(([name, isRight]) => !isRight(body?.[name]));
  if (statusOf(answer) === 200 && odd.length === 0) return [];
  const received = odd.map(
    ([name, _]) => `${name} ${name === 'access_token' ? 'unusable' : valueInWords(body?.[name])}`,
  );
  return [
    {
      expected: '200 with access_token, token_type bearer, and expires_in',
      received: [answerInWords(answer), ...received].join('; '),
      reason: 'The code of a share cannot be traded in for a token.',
      exchanges: [answer],
    },
  ];
}

function taken(answer: Exchange): Broken[] {
  if (statusOf(answer) === 403) return [];
  return [
    {
      expected: 'a code of no share is answered 403',
      received: answerInWords(answer),
      reason: 'A code that nobody was given is not denied as the text has it.',
      exchanges: [answer],
    },
  ];
}

/** The code flow of 1.2, on either side. */
export const codes: Check[] = [exchanged, issued];
