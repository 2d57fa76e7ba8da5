import type { FlowContext } from '../../fixtures/flow.js';

/** Says what is missing for switching the sender's server off and on, before anything is made. */
export async function needsSwitch(ctx: FlowContext): Promise<void> {
  const { sender } = ctx;
  if (ctx.hasHook(sender, 'stop') && ctx.hasHook(sender, 'start')) return;
  await ctx.hook(sender, ctx.hasHook(sender, 'stop') ? 'start' : 'stop');
}

/** Does something while the sender's server is off. It is on again afterwards, whatever happens. */
export async function whileAway<T>(ctx: FlowContext, act: () => Promise<T>): Promise<T> {
  const { sender } = ctx;
  let isAway = true;
  ctx.cleanup(sender, 'the server that was stopped', async () => {
    if (isAway) await ctx.hook(sender, 'start');
  });
  await ctx.hook(sender, 'stop');
  try {
    return await act();
  } finally {
    await ctx.hook(sender, 'start');
    isAway = false;
  }
}
