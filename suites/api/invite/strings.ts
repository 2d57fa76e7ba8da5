import { randomUUID } from 'node:crypto';
import type { Check, CheckContext } from '../../../fixtures/check.js';
import { defineCheck, kept, notApplicable, violated } from '../../../fixtures/check.js';
import { isAtLeast } from '../../../spec/ledger.js';
import type { ClauseId } from '../../../vocabulary.js';
import { objectOf } from '../support/answer.js';
import { withoutInvites } from './claims.js';
import { evenToken, formDue, isTaking, take } from './taking.js';

interface Row {
  id: string;
  clauses: [ClauseId, ...ClauseId[]];
  title: string;
  /** What is pasted, as in "an invite …". */
  what: string;
  token: (host: string) => string;
  write?: (plain: string, ctx: CheckContext) => string;
  /** It means something only where strings are in base64url. */
  urlOnly?: true;
}

const PARSES: [ClauseId, ...ClauseId[]] = ['OCM-INV-030'];

/** A token that leaves one or two letters over, so that the encoding has padding. */
function uneven(host: string): string {
  const token = randomUUID();
  return (token.length + 1 + host.length) % 3 === 0 ? `${token}x` : token;
}

const unpadded = (plain: string): string => Buffer.from(plain).toString('base64url');

const ROWS: Row[] = [
  {
    id: 'invite/string-is-taken',
    clauses: ['OCM-INV-031'],
    title: 'An invite string can be taken',
    what: 'an invite string',
    token: (host) => evenToken(randomUUID(), host),
  },
  {
    id: 'invite/string-with-at-sign-in-token',
    clauses: PARSES,
    title: 'An invite string is split at the last @, so that tokens may hold one',
    what: 'an invite whose token holds @',
    token: (host) => evenToken(`one@two@${randomUUID()}`, host),
  },
  {
    id: 'invite/string-with-every-letter',
    clauses: PARSES,
    title: 'An invite string is read with the two letters in which the encodings differ',
    what: 'an invite whose encoding has both special letters',
    token: (host) => evenToken(`>>>???${randomUUID()}`, host),
  },
  {
    id: 'invite/string-with-padding',
    clauses: PARSES,
    title: 'An invite string is read with padding',
    what: 'an invite string with padding',
    token: uneven,
    write: (plain, ctx) => {
      const padded = Buffer.from(plain).toString('base64');
      return formDue(ctx) === 'base64' ? padded : padded.replaceAll('+', '-').replaceAll('/', '_');
    },
  },
  {
    id: 'invite/string-without-padding',
    clauses: PARSES,
    title: 'An invite string in base64url is read without padding',
    what: 'an invite string without padding',
    token: uneven,
    write: unpadded,
    urlOnly: true,
  },
];

function pasted(row: Row): Check {
  return defineCheck({
    id: row.id,
    clauses: row.clauses,
    role: 'invite-receiver',
    needs: ['session', 'callback'],
    impact: 'breaks',
    title: row.title,
    async run(ctx) {
      const stopped = withoutInvites(ctx, row.clauses);
      if (stopped) return stopped;
      if (row.urlOnly && !isAtLeast(ctx.target.spec, 'draft-06'))
        return notApplicable(`at ${ctx.target.spec} invite strings are in base64, which has padding`);
      const { write } = row;
      const taking = await take(ctx, {
        token: row.token(ctx.host.authority),
        ...(write ? { write: (plain: string) => write(plain, ctx) } : {}),
      });
      if (!isTaking(taking)) return taking;
      const { acceptance, refusal, token } = taking;
      if (acceptance && objectOf(acceptance.request.body)?.token === token) return kept();
      return violated({
        expected: `${row.what} is read, and its server told of the acceptance`,
        received: refusal ?? (acceptance ? 'an acceptance with another token' : 'no message to that server'),
        reason: `The target cannot read ${row.what}.`,
        exchanges: acceptance ? [acceptance] : [],
      });
    },
  });
}

/** Invite strings that are pasted at the target. */
export const strings: Check[] = ROWS.map(pasted);
