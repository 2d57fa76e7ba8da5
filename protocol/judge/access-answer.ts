import type { Rule } from './contract.js';
import { rule, statusOf } from './rule.js';

/** Statuses of a server that broke over a request. Those of one that is away or asked to wait say nothing about what it does. */
const BROKEN = [500, 501];

const listing = rule(
  {
    id: 'access-answer/lists-what-it-gives',
    kind: 'dav-answer',
    role: 'sender',
    impact: 'breaks',
    clauses: ['OCM-DAV-021'],
    title: 'a PROPFIND with credentials is answered with a multistatus, or with a refusal',
  },
  (message) => {
    const { request } = message.exchange;
    const status = statusOf(message);
    if (request.method.toUpperCase() !== 'PROPFIND' || request.headers.authorization === undefined) return [];
    if (!BROKEN.includes(status)) return [];
    return [
      { where: 'status', received: `status ${status}`, reason: 'who received the share can neither list nor open it' },
    ];
  },
);

/** What the owner's server answers to whoever comes for the resource. Bodies are judged elsewhere. */
export const accessAnswerRules: Rule[] = [listing];
