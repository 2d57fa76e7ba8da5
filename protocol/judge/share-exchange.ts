import type { ClauseId, Impact } from '../../vocabulary.js';
import type { Rule, RuleHit } from './contract.js';
import { isObject, member, pointer, strings, text } from './json.js';
import { rule } from './rule.js';
import { isOptionsOnly, offered } from './share-offers.js';
import { show } from './show.js';

const head = (id: string, title: string, impact: Impact, ...clauses: ClauseId[]) =>
  ({ id: `sent-share/${id}`, kind: 'share-creation', role: 'sender', impact, clauses, title }) as const;

const hasExchange = (document: unknown): boolean =>
  strings(document, 'capabilities').includes('exchange-token') && text(document, 'tokenEndPoint') !== undefined;

const webappNeedsExchange = rule(
  head(
    'webapp-sender-exchanges',
    'a sender of webapp shares announces exchange-token and tokenEndPoint',
    'breaks',
    'OCM-APP-011',
    'OCM-APP-012',
  ),
  ({ json, own }) =>
    isObject(member(json, 'protocol', 'webapp')) && own !== undefined && !hasExchange(own)
      ? [{ where: '/protocol/webapp', received: 'webapp', reason: 'the sender announces no token exchange' }]
      : [],
);

/** Toward a receiver that takes only shares with token exchange. */
const exchangeDemanded = rule(
  head(
    'exchange-required-where-demanded',
    'toward a receiver with criterion must-exchange-token every protocol requires must-exchange-token',
    'breaks',
    'OCM-TOKEN-022',
    'OCM-TOKEN-024',
  ),
  (message) => {
    if (!strings(message.other, 'criteria').includes('must-exchange-token')) return [];
    if (message.own !== undefined && !hasExchange(message.own)) {
      return [
        {
          where: '/protocol',
          received: 'a share',
          reason: 'the sender cannot exchange tokens, so it must not share with this receiver',
          clauses: ['OCM-TOKEN-024'],
        },
      ];
    }
    const without = offered(message).filter(
      ({ details }) => !strings(details, 'requirements').includes('must-exchange-token'),
    );
    const hits = without.map(
      ({ name, details }): RuleHit => ({
        where: pointer('protocol', name, 'requirements'),
        received: show(details.requirements),
        reason: 'must-exchange-token is missing',
        clauses: ['OCM-TOKEN-022'],
      }),
    );
    return isOptionsOnly(message)
      ? [
          {
            where: '/protocol/options',
            received: 'options only',
            reason: 'the old form cannot require token exchange',
            clauses: ['OCM-TOKEN-022'],
          },
        ]
      : hits;
  },
);

const exchangeNotForced = rule(
  head(
    'exchange-not-forced',
    'token exchange is not demanded of a receiver without capability exchange-token',
    'breaks',
    'OCM-TOKEN-026',
  ),
  (message) => {
    if (message.other === undefined || strings(message.other, 'capabilities').includes('exchange-token')) return [];
    return offered(message).flatMap(({ name, details }) =>
      strings(details, 'requirements').includes('must-exchange-token')
        ? [
            {
              where: pointer('protocol', name, 'requirements'),
              received: 'must-exchange-token',
              reason: 'the receiver does not advertise exchange-token',
            },
          ]
        : [],
    );
  },
);

/** When a share must, may and should not demand that its secret is exchanged for a token. */
export const exchangeRules: Rule[] = [webappNeedsExchange, exchangeDemanded, exchangeNotForced];
