import { randomUUID } from 'node:crypto';
import { openSide } from '../../fixtures/company.js';
import type { Flow, FlowContext, Side } from '../../fixtures/flow.js';
import { FlowFailed, StepFailed } from '../../fixtures/flow-outcome.js';
import { userNames, ZOO, type ZooName } from '../../fixtures/zoo.js';
import { ProductRefused } from '../../targets/cloud.js';
import { runAsScript } from './specimens.js';
import { acceptShare, appeared, same } from './steps.js';

/** Za: throw-away people with unusual user names are shared with; it passes when each of them reads. */
export const accountsReceive = accounts('Za', 'receiver', {
  name: 'accounts-receive',
  title: 'People with unusual user names are shared with, and read',
});

/** Zb: throw-away people with unusual user names share; it passes when the receiver reads what each of them shares. */
export const accountsSend = accounts('Zb', 'sender', {
  name: 'accounts-send',
  title: 'People with unusual user names share, and are read',
});

function accounts(letter: string, role: 'sender' | 'receiver', words: Pick<Flow, 'name' | 'title'>): Flow {
  return {
    letter,
    set: 'zoo',
    ...words,
    needs: ['S'],
    sends: ZOO.users,
    abilities: { [role]: ['administer', 'createUser', 'removeUser'] },
    async run(ctx) {
      const wrong: string[] = [];
      const refused: string[] = [];
      const tried: string[] = [];
      const failed: string[] = [];
      for (const zoo of userNames(ctx.name('zoo').replaceAll(/[^a-z0-9]/gi, ''))) {
        const person = await makePerson(ctx, ctx[role], zoo);
        if ('refusal' in person) refused.push(`${zoo.is} (${person.refusal})`);
        else {
          tried.push(zoo.is);
          const how = (await shareWithThem(ctx, person, role, zoo)) ?? runAsScript(ctx, zoo);
          if (how === undefined) continue;
          failed.push(zoo.is);
          wrong.push(`${zoo.is} (${how})`);
        }
      }
      ctx.specimens(tried, failed);
      const who = `${ctx[role].id} makes no people with ${refused.join('; ')}`;
      if (tried.length === 0) ctx.unreachable(who);
      if (wrong.length > 0)
        ctx.fail(
          `${tried.length} kinds of user names work as ${role}s`,
          `${wrong.length} of them fail: ${wrong.join('; ')}`,
        );
      ctx.note(`${tried.length} kinds of user names`);
      if (refused.length > 0) ctx.note(who);
    },
  };
}

/** Makes somebody and logs them in; what a product does not allow as a user name is no fault of it. */
async function makePerson(ctx: FlowContext, side: Side, zoo: ZooName): Promise<Side | { refusal: string }> {
  const administration = await ctx.administer(side);
  const { createUser, removeUser } = administration;
  if (!createUser || !removeUser) throw new Error(`the driver of ${side.id} can make no people and does not say so`);
  const { displayName } = zoo;
  const account = { user: zoo.name, password: `Zoo-${randomUUID()}`, ...(displayName ? { displayName } : {}) };
  try {
    await ctx.step(side, `has somebody made with ${zoo.is}`, () => createUser(account));
  } catch (error) {
    if (!(error instanceof StepFailed && error.cause instanceof ProductRefused)) throw error;
    // A product may say no and have made them all the same; mostly there is nobody to remove.
    await removeUser(account.user).catch(() => undefined);
    return { refusal: error.cause.message };
  }
  ctx.cleanup(side, `account ${account.user}`, () => removeUser(account.user));
  return ctx.step(side, `has them log in (${zoo.is})`, () => openSide({ ...side, account }));
}

/** Shares a file with them, or has them share one; gives what went wrong. */
async function shareWithThem(
  ctx: FlowContext,
  person: Side,
  role: 'sender' | 'receiver',
  zoo: ZooName,
): Promise<string | undefined> {
  const [from, to] = role === 'receiver' ? [ctx.sender, person] : [person, ctx.receiver];
  const name = ctx.name(`for-${zoo.is.replaceAll(/[^a-z]+/gi, '-')}`, 'txt');
  const path = `/${name}`;
  const content = Buffer.from(`${name}: for people with ${zoo.is}\n`);
  if (role === 'receiver') ctx.cleanup(from, `file ${path}`, () => from.session.remove(path));
  try {
    await ctx.step(from, `meets ${to.address}, where that has to be`, () => ctx.introduce(from, to));
    await ctx.step(from, `puts ${name}`, () => from.session.putFile(path, content));
    await ctx.step(from, `shares ${name} with ${to.address}`, () => from.session.share(path, to.address, 'read'));
    const share = await acceptShare(ctx, await appeared(ctx, name, to), to);
    const bytes = await ctx.step(to, `reads ${name}`, () => to.session.readReceived(share));
    if (same(bytes, content)) return undefined;
    return bytes ? `read as ${bytes.length} other bytes` : 'it arrives and cannot be read';
  } catch (error) {
    if (error instanceof FlowFailed) return `expected that ${error.expected}; ${error.received}`;
    if (error instanceof StepFailed) return error.message;
    throw error;
  }
}
