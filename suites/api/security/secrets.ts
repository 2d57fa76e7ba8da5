import type { Check, CheckContext, Outcome } from '../../../fixtures/check.js';
import { defineCheck, kept, violated } from '../../../fixtures/check.js';
import type { PeerHostInfo } from '../../../peer/contract.js';
import type { Exchange } from '../../../protocol/exchange.js';
import { text } from '../../../protocol/judge/json.js';
import { inconclusive, objectOf, requestInWords } from '../support/answer.js';
import { deliver, notDelivered } from '../support/deliver.js';
import { onHost, otherHost } from '../support/hosts.js';
import { isOutcome, makeTargetSend } from '../support/own-share.js';
import { strangersWord } from './stranger.js';

/** Whether an answer shows a secret, in its body or in a header. */
const shows = ({ response }: Exchange, secret: string): boolean =>
  response !== undefined && (response.body.text.includes(secret) || JSON.stringify(response.headers).includes(secret));

/** All that a server without a part in a share can ask about it. */
async function questions(
  ctx: CheckContext,
  about: { providerId: unknown; resourceType: unknown },
  types: readonly string[],
): Promise<{ stranger: PeerHostInfo; answers: Exchange[] }> {
  const stranger = await otherHost(ctx, 'stranger');
  const answers: Exchange[] = [];
  for (const type of types) answers.push(await strangersWord(ctx, stranger, about, type));
  const id = encodeURIComponent(String(about.providerId));
  for (const path of [`shares/${id}`, `notifications/${id}`, `shares?providerId=${id}`])
    answers.push(
      await ctx.peer.send(stranger.id, {
        method: 'GET',
        url: `${ctx.target.endPoint}/${path}`,
        headers: { accept: 'application/json' },
      }),
    );
  return { stranger, answers };
}

function judge(answers: Exchange[], secret: string, reading?: string): Outcome {
  const told = answers.find((answer) => shows(answer, secret));
  if (told)
    return violated({
      expected: 'no answer to somebody who has no part in a share holds its secret',
      received: `the secret, in the answer to ${requestInWords(told)}`,
      reason: 'Anybody who knows or guesses the id of a share is told what opens it.',
      exchanges: [told],
    });
  // A pause that is asked for, or no answer at all, says nothing of what the answer would have been.
  return answers.map(inconclusive).find((open) => open !== undefined) ?? kept(reading);
}

const sent = defineCheck({
  id: 'security/secret-of-sent-share-kept',
  clauses: ['OCM-DAV-016', 'OCM-SEC-008'],
  role: 'sender',
  needs: ['session', 'send', 'callback'],
  impact: 'breaks',
  title: 'No answer to a server that has no part in it holds the secret of a share that the target sent',
  async run(ctx) {
    const own = await makeTargetSend(ctx);
    if (isOutcome(own)) return own;
    const body = objectOf(own.creation.request.body);
    const secret =
      text(body, 'protocol', 'webdav', 'sharedSecret') ?? text(body, 'protocol', 'options', 'sharedSecret');
    if (secret === undefined || secret === '')
      return {
        kind: 'blocked',
        by: 'sent-share/webdav-secret-is-string',
        reason: 'the share that the target sent has no secret',
      };
    const about = { providerId: own.providerId, resourceType: body?.resourceType };
    const { answers } = await questions(ctx, about, ['SHARE_ACCEPTED', 'SHARE_UNSHARED', 'REQUEST_RESHARE']);
    return judge(answers, secret);
  },
});

const received = defineCheck({
  id: 'security/secret-of-received-share-kept',
  clauses: ['OCM-SHARE-056', 'OCM-SEC-008'],
  role: 'receiver',
  needs: ['account', 'callback'],
  impact: 'breaks',
  title: 'No answer to a server that has no part in it holds the secret of a share that the target was given',
  async run(ctx) {
    const given = await deliver(ctx);
    const stopped = notDelivered(given);
    if (stopped) return stopped;
    const { providerId, sharedSecret } = given.record;
    const { stranger, answers } = await questions(ctx, { providerId, resourceType: 'file' }, ['SHARE_UNSHARED']);
    // A share of the same id by another server is another share.
    const twin = await deliver(onHost(ctx, stranger), { edit: [{ set: '/providerId', value: providerId }] });
    answers.push(twin.exchange);
    // Whoever sent it knows it: no fault, but a secret in one more place.
    return judge(
      answers,
      sharedSecret,
      shows(given.exchange, sharedSecret) ? 'repeats the secret of a share in the answer to it' : undefined,
    );
  },
});

/** Secrets of shares, and who is told them. */
export const secrets: Check[] = [sent, received];
