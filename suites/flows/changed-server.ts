import type { FlowContext, Side } from '../../fixtures/flow.js';
import { StepFailed } from '../../fixtures/flow-outcome.js';
import type { Administration, AdministratorAbilities } from '../../targets/abilities.js';
import { ProductRefused } from '../../targets/cloud.js';

/** An act of the administrator that the flow has declared to need. */
export async function actOf<K extends keyof AdministratorAbilities>(
  ctx: FlowContext,
  side: Side,
  act: K,
): Promise<AdministratorAbilities[K]> {
  const administration: Administration = await ctx.administer(side);
  const method = administration[act];
  if (!method)
    throw new Error(`the administrator's driver of ${side.id} neither has ${act} nor declares it as lacking`);
  return method.bind(administration) as AdministratorAbilities[K];
}

/** Plays a part of a flow on a server that is changed meanwhile. It is changed back at once; where that fails, again at the end of the journey. */
export async function whileChanged(
  ctx: FlowContext,
  side: Side,
  words: { change: string; restore: string },
  acts: { change: () => Promise<void>; restore: () => Promise<void> },
  play: () => Promise<void>,
): Promise<void> {
  let isChanged = true;
  ctx.cleanup(side, words.restore, async () => {
    if (isChanged) await acts.restore();
  });
  await ctx.step(side, words.change, acts.change);
  try {
    await play();
  } finally {
    await ctx.step(side, words.restore, acts.restore);
    isChanged = false;
  }
}

/** What the product says when it refuses something that it should refuse; undefined when it did it. */
export async function refusalOf(step: Promise<unknown>): Promise<string | undefined> {
  try {
    await step;
    return undefined;
  } catch (error) {
    if (error instanceof StepFailed && error.cause instanceof ProductRefused) return error.cause.message;
    throw error;
  }
}
