import type { Check, CheckContext, Outcome } from '../../../fixtures/check.js';
import { defineCheck, kept, notApplicable, notVerifiable, violated } from '../../../fixtures/check.js';
import type { PeerHostInfo } from '../../../peer/contract.js';
import type { Exchange } from '../../../protocol/exchange.js';
import { ProductRefused, ProductThrottled } from '../../../targets/cloud.js';
import { inconclusive, isSuccess, requestInWords } from '../support/answer.js';
import { deliver } from '../support/deliver.js';
import { onHost, otherHost } from '../support/hosts.js';
import { appliesAt } from '../support/in-force.js';
import { awaitReceived, recipientSession } from '../support/session.js';
import { insidePlace, isLab, isOpenTo, knocksAt, plant } from './canary.js';

/** One attempt to lead the target to an address of the inside. */
interface Attempt {
  /** Where the canary sits. */
  bind: string;
  canary: PeerHostInfo;
  /** As in "led there by …". */
  what: string;
  /** The message of ours that did it. */
  by: Exchange;
}

/**
 * A way into the inside as a check. What can be judged: a target that does not go to such an address when a share names it plainly has a rule,
 * and whatever leads it there all the same gets around that rule. One that does go there is at fault where our own server is outside; in a
 * lab, where even that is inside, it has to go there, which is recorded.
 */
function wayInside(row: {
  id: string;
  title: string;
  attempts: (ctx: CheckContext, place: string) => Promise<Attempt[]>;
}): Check {
  return defineCheck({
    id: row.id,
    clauses: ['OCM-SEC-009'],
    role: 'receiver',
    needs: ['account', 'callback'],
    impact: 'breaks',
    title: row.title,
    async run(ctx) {
      const source = appliesAt(ctx, 'OCM-SEC-009');
      if (source !== undefined) return notApplicable(source);
      const place = await insidePlace(ctx);
      if (place === undefined)
        return notVerifiable('this machine has no private address that the target could be led to: run it from one');
      const attempts = await row.attempts(ctx, place);
      await ctx.settle();
      return judge(ctx, attempts);
    },
  });
}

async function judge(ctx: CheckContext, attempts: Attempt[]): Promise<Outcome> {
  const lab = await isLab(ctx);
  const readings = new Set<string>();
  for (const { bind, canary, what, by } of attempts) {
    const open = inconclusive(by);
    const knocks = await knocksAt(ctx, canary);
    const [first] = knocks;
    if (!first) {
      if (open) return open;
      readings.add(`is not led to ${bind} by ${what}`);
      continue;
    }
    const plainly = await isOpenTo(ctx, bind);
    if (plainly && lab) {
      readings.add(`goes to ${bind}, as it goes to our server, which is inside, too: to be tried outside of a lab`);
      continue;
    }
    return violated({
      expected: `no request to ${canary.authority}, an address of the inside that only a stranger named`,
      received: `${requestInWords(first)}, by ${what}`,
      reason: plainly
        ? 'Whoever can send a share makes the target ask for what only the inside of its network should see.'
        : `The target does not go to ${bind} when that is named plainly, and is led there by ${what}.`,
      exchanges: [by, ...knocks],
    });
  }
  return kept([...readings].join('; '));
}

const redirect = wayInside({
  id: 'security/redirect-into-the-inside',
  title: 'A redirect of discovery does not lead to an address of the inside',
  async attempts(ctx, bind) {
    const canary = await plant(ctx, bind);
    const lure = await otherHost(ctx, 'lure', { trap: { redirectsTo: new URL(canary.url).origin } });
    const { exchange } = await deliver(onHost(ctx, lure));
    return [{ bind, canary, what: 'a redirect of discovery', by: exchange }];
  },
});

/** The same address of IPv4 as one number, that in hexadecimal, and as IPv6 writes it. */
function disguisesOf(address: string): string[] {
  const number = address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  return [String(number), `0x${number.toString(16)}`, `[::ffff:${address}]`];
}

const disguise = wayInside({
  id: 'security/inside-address-in-disguise',
  title: 'An address of the inside is known by another spelling and by a name, too',
  async attempts(ctx, place) {
    const spelled = disguisesOf(place).map((name) => ({ bind: place, name }));
    const named = place.startsWith('127.') ? [{ bind: '127.0.0.1', name: 'localhost' }] : [];
    const attempts: Attempt[] = [];
    for (const { bind, name } of [...spelled, ...named]) {
      const canary = await plant(ctx, bind, { name });
      const { exchange } = await deliver(onHost(ctx, canary));
      attempts.push({ bind, canary, what: `the spelling ${name}`, by: exchange });
    }
    return attempts;
  },
});

const announced = wayInside({
  id: 'security/announced-address-of-the-inside',
  title: 'Addresses of the inside that a document announces are not contacted for keys, tokens and notifications',
  async attempts(ctx, bind) {
    const canary = await plant(ctx, bind);
    const says = {
      endPoint: canary.endPoint,
      jwksUri: `${canary.endPoint}/jwks`,
      tokenEndPoint: `${canary.endPoint}/token`,
    };
    const lure = await otherHost(ctx, 'lure', { trap: { says } });
    const delivery = await deliver(onHost(ctx, lure));
    const session = isSuccess(delivery.exchange) ? await recipientSession(ctx) : undefined;
    const listed = session && (await awaitReceived(ctx, session, delivery.trace));
    if (session && listed?.state === 'pending')
      await session.accept(listed.share).catch((error: unknown) => {
        if (!(error instanceof ProductRefused) || error instanceof ProductThrottled) throw error;
      });
    return [{ bind, canary, what: 'the document of the sender’s server', by: delivery.exchange }];
  },
});

/** Ways to addresses that only somebody who means no good names: loopback, link-local, private networks. */
export const insides: Check[] = [redirect, disguise, announced];
