import type { Check, CheckContext, Outcome, TargetView } from '../../../fixtures/check.js';
import { defineCheck, kept, notApplicable, violated } from '../../../fixtures/check.js';
import { sameAuthority } from '../../../protocol/address.js';
import type { Exchange } from '../../../protocol/exchange.js';
import type { ClauseId } from '../../../vocabulary.js';
import { wrongWith } from '../signature/sent.js';
import { objectOf, requestInWords, valueInWords } from '../support/answer.js';
import { appliesAt } from '../support/in-force.js';
import { judged } from '../support/judged.js';
import { withoutInvites } from './claims.js';
import { isTaking, nothingCame, stranger, type Taking, take } from './taking.js';

const NEEDS: Check['needs'] = ['session', 'callback'];
const AT_ALL: ClauseId[] = ['OCM-INV-004'];
const takings = new WeakMap<TargetView, Promise<Taking | Outcome>>();

/** The acceptance that the target sends when its person takes a plain invite; made once, as every rule looks at the same. */
function plain(ctx: CheckContext): Promise<Taking | Outcome> {
  const known = takings.get(ctx.target) ?? Promise.resolve(withoutInvites(ctx, AT_ALL) ?? take(ctx));
  takings.set(ctx.target, known);
  return known;
}

async function message(ctx: CheckContext): Promise<Exchange[] | Outcome> {
  const taking = await plain(ctx);
  if (!isTaking(taking)) return taking;
  return taking.acceptance ? [taking.acceptance] : nothingCame(taking);
}

const RULES = [
  'invite-accepted/json-object',
  'invite-accepted/content-type-is-json',
  'invite-accepted/to-invite-path',
  'invite-accepted/recipient-provider-is-host',
  'invite-accepted/token-is-string',
  'invite-accepted/user-id-is-string',
  'invite-accepted/email-is-string',
  'invite-accepted/name-is-string',
].map((id) =>
  judged(id, {
    needs: NEEDS,
    messages: message,
    ...(id === 'invite-accepted/recipient-provider-is-host' ? { reading: providerForm } : {}),
  }),
);

/** URL or host name, and whether a port belongs to it (OCM-AMB-020). */
function providerForm({ request }: Exchange): string | undefined {
  const provider = objectOf(request.body)?.recipientProvider;
  if (typeof provider !== 'string') return undefined;
  if (/^https?:\/\//i.test(provider)) return 'sends a URL as `recipientProvider`';
  return `sends a host name ${/:\d+$/.test(provider) ? 'with a port' : 'without a port'} as \`recipientProvider\``;
}

/** Something about that message which only who gave the invite can tell. */
function about(
  check: Pick<Check, 'id' | 'clauses' | 'impact' | 'title'> & Partial<Pick<Check, 'needs'>>,
  test: (ctx: CheckContext, taking: Taking, acceptance: Exchange) => Outcome | Promise<Outcome>,
): Check {
  return defineCheck({
    needs: NEEDS,
    ...check,
    role: 'invite-receiver',
    async run(ctx) {
      const stopped = withoutInvites(ctx, check.clauses);
      if (stopped) return stopped;
      const taking = await plain(ctx);
      if (!isTaking(taking)) return taking;
      return taking.acceptance ? test(ctx, taking, taking.acceptance) : nothingCame(taking);
    },
  });
}

const sameToken = about(
  {
    id: 'invite-accepted/token-is-the-one-given',
    clauses: ['OCM-INV-007'],
    impact: 'breaks',
    title: 'The acceptance carries the token as it was given',
  },
  (_ctx, { token }, acceptance) => {
    const got = objectOf(acceptance.request.body)?.token;
    if (got === token) return kept();
    return violated({
      expected: 'the token of the invite, unchanged',
      received: `${typeof got === 'string' ? `a token of ${got.length} characters, of which ${token.length} were given` : `token ${valueInWords(got)}`}`,
      reason: 'The server that gave the invite does not know this token.',
      exchanges: [acceptance],
    });
  },
);

/** The user's identifier is for the accepting server to choose (OCM-INV-014): only the server can be compared. */
const ownProvider = about(
  {
    id: 'invite-accepted/provider-is-the-sender',
    clauses: ['OCM-INV-006', 'OCM-INV-014'],
    impact: 'breaks',
    title: '`recipientProvider` is the server that sends the acceptance',
  },
  async (ctx, _taking, acceptance) => {
    const body = objectOf(acceptance.request.body);
    const { recipientProvider, userID } = body ?? {};
    // What is no host at all is the matter of another check.
    const host =
      typeof recipientProvider === 'string' ? recipientProvider.replace(/^https?:\/\//, '').replace(/\/.*$/, '') : '';
    if (host === '' || sameAuthority(host, ctx.target.authority)) {
      const own = await (await ctx.session(0)).address();
      const isOwn = `${String(userID)}@${ctx.target.authority}` === own;
      return kept(isOwn ? undefined : 'gives its people other identifiers to contacts than stand in their addresses');
    }
    return violated({
      expected: `recipientProvider ${ctx.target.authority}`,
      received: `recipientProvider ${valueInWords(recipientProvider)}`,
      reason: 'The contact that comes of the invite is looked for on another server.',
      exchanges: [acceptance],
    });
  },
);

const SIGNED: [ClauseId, ...ClauseId[]] = ['OCM-INV-011'];

const signed = about(
  {
    id: 'invite-accepted/signed',
    clauses: SIGNED,
    impact: 'breaks',
    needs: [...NEEDS, 'send'],
    title: 'The acceptance is signed where both servers sign, and as well as a share is',
  },
  async (ctx, _taking, acceptance) => {
    if (ctx.host.signs === undefined)
      return notApplicable('the target does not say that it signs: neither capability http-sig nor publicKey');
    // What is wrong with the signatures of shares as well is said there.
    const { creation } = await ctx.sentShare('file');
    const known = new Set(creation ? (await wrongWith(ctx, creation)).map(({ rule }) => rule) : []);
    const found = (await wrongWith(ctx, acceptance)).filter(
      ({ rule }) => rule.startsWith('signature/') && !known.has(rule),
    );
    const [first, ...more] = found.map((broken) => ({ ...broken, clauses: SIGNED }));
    return first ? violated(first, ...more) : kept();
  },
);

const discoversFirst = defineCheck({
  id: 'invite-accepted/discovers-first',
  clauses: ['OCM-INV-003'],
  role: 'invite-receiver',
  needs: NEEDS,
  impact: 'degrades',
  title: 'The server that gave an invite is looked up before it is told of the acceptance',
  async run(ctx) {
    const stopped = withoutInvites(ctx, ['OCM-INV-003']);
    if (stopped) return stopped;
    const taking = await take(ctx, { host: await stranger(ctx) });
    if (!isTaking(taking)) return taking;
    const { acceptance, others } = taking;
    if (!acceptance) return nothingCame(taking);
    const isLookUp = ({ request }: Exchange): boolean =>
      request.method === 'GET' && /\/(\.well-known\/ocm|ocm-provider\/?)$/.test(new URL(request.url).pathname);
    if (others.some((each) => isLookUp(each) && each.at <= acceptance.at)) return kept();
    return violated({
      expected: 'GET /.well-known/ocm at a server that is not known yet, then the acceptance',
      received: `${requestInWords(acceptance)} as the first message`,
      reason: 'Where the API of the other server is was guessed.',
      exchanges: [acceptance],
    });
  },
});

/** From 1.5.0 on invites are for servers that can prove who they are (OCM-INV-012). */
const notUnsigned = defineCheck({
  id: 'invite-accepted/not-without-signatures',
  clauses: ['OCM-INV-012'],
  role: 'invite-receiver',
  needs: NEEDS,
  impact: 'degrades',
  title: 'An invite of a server that signs nothing is not taken',
  async run(ctx) {
    const stopped = withoutInvites(ctx, ['OCM-INV-012']);
    if (stopped) return stopped;
    const source = appliesAt(ctx, 'OCM-INV-012');
    if (source !== undefined) return notApplicable(source);
    const taking = await take(ctx, { host: await stranger(ctx, { speaks: '1.5', signs: 'none' }) });
    if (!isTaking(taking)) return taking;
    if (!taking.acceptance) return kept();
    return violated({
      expected: 'no acceptance to a server that does not list http-sig',
      received: requestInWords(taking.acceptance),
      reason: 'Nothing proves to either side who the other is.',
      exchanges: [taking.acceptance],
    });
  },
});

/** What the target sends when its person takes an invite of ours. */
export const sent: Check[] = [...RULES, sameToken, ownProvider, signed, discoversFirst, notUnsigned];
