import type { Check } from '../../../fixtures/check.js';
import { defineCheck, kept, violated } from '../../../fixtures/check.js';
import { type ClauseId, SPEAKS_OCM } from '../../../vocabulary.js';
import { valueInWords } from '../support/answer.js';

const ALWAYS: ClauseId[] = ['OCM-DISC-020', 'OCM-SHARE-035', 'OCM-SHARE-002'];

/** One finding for a server of another language. What follows from it is blocked by it, and stands under it in reports. */
const speaksOcm = defineCheck({
  id: SPEAKS_OCM,
  clauses: ['OCM-DISC-016', 'OCM-DISC-020', 'OCM-SHARE-035', 'OCM-SHARE-002'],
  role: 'either',
  needs: [],
  impact: 'breaks',
  order: 1,
  title: 'What the target offers can be had in OCM, and not only in a dialect that it alone speaks',
  run(ctx) {
    const { dialect, document, discovery } = ctx.target;
    if (!dialect) return Promise.resolve(kept());
    const offered = document?.resourceTypes;
    return Promise.resolve(
      violated({
        clauses: Array.isArray(offered) ? ALWAYS : ['OCM-DISC-016', ...ALWAYS],
        expected: '`resourceTypes` is a list, with `file` over `webdav` in it',
        received: `resourceTypes ${valueInWords(offered)}`,
        reason: `It speaks ${dialect.label}, not OCM: it shares whole libraries over "${dialect.protocol}", which servers of no other kind can send, take in or read.`,
        exchanges: [discovery],
      }),
    );
  },
});

export const speaks: Check[] = [speaksOcm];
