import type { Check } from '../../../fixtures/check.js';
import { defineCheck, kept, notApplicable, violated } from '../../../fixtures/check.js';
import type { PeerExchange } from '../../../peer/contract.js';
import { objectOf, requestInWords } from '../support/answer.js';
import { appliesAt } from '../support/in-force.js';
import { visibleWithin } from '../support/session.js';
import { openAtTarget } from './access.js';

const HOUR = 3600;
const NOTIFICATIONS = '/notifications';

const isNotification = ({ request }: PeerExchange): boolean =>
  request.method === 'POST' && new URL(request.url).pathname.endsWith(NOTIFICATIONS);

const told = defineCheck({
  id: 'receive/transfer-is-told',
  clauses: ['OCM-SHARE-046'],
  role: 'receiver',
  needs: ['account', 'session', 'callback'],
  impact: 'harmless',
  title: 'That a share which is there for an hour, to be transferred, was fetched is told to its sender',
  async run(ctx) {
    const source = appliesAt(ctx, 'OCM-SHARE-046');
    if (source !== undefined) return notApplicable(source);
    const opened = await openAtTarget(ctx, {
      form: 'multi',
      edit: [
        { set: '/protocol/webdav/accessTypes', value: ['datatx'] },
        { set: '/expiration', value: Math.floor(Date.now() / 1000) + HOUR },
      ],
    });
    if ('kind' in opened) return opened;
    const fetched = opened.requests.findLast(({ request }) => request.method === 'GET');
    if (opened.bytes === undefined || !fetched)
      return { kind: 'blocked', by: 'receive/reads-the-bytes', reason: 'nothing was fetched' };
    const later = opened.all.slice(opened.all.indexOf(fetched) + 1).find(isNotification);
    // No text names the type, so any word about the share counts.
    const word =
      later ??
      (await ctx.peer.awaitExchange(
        {
          host: ctx.host.id,
          direction: 'in',
          method: 'POST',
          pathEnds: NOTIFICATIONS,
          account: opened.delivery.user,
          notBefore: fetched.at,
        },
        visibleWithin(ctx),
      ));
    if (word) return kept(`tells it by ${String(objectOf(word.request.body)?.notificationType)}`);
    return violated({
      expected: 'a notification when everything was fetched',
      received: opened.all.map(requestInWords).join(', '),
      reason: 'The sender keeps the data until the share ends, as nobody says that they were transferred.',
      exchanges: [opened.delivery.exchange, fetched],
    });
  },
});

/** Shares whose data are to be fetched. */
export const transfers: Check[] = [told];
