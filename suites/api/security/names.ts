import type { Check } from '../../../fixtures/check.js';
import { defineCheck, kept, notApplicable, notVerifiable, violated } from '../../../fixtures/check.js';
import { ProductRefused, ProductThrottled, type ReceivedShare } from '../../../targets/cloud.js';
import { inconclusive, isSuccess, statusOf } from '../support/answer.js';
import { deliver, notDelivered } from '../support/deliver.js';
import { appliesAt } from '../support/in-force.js';
import { awaitReceived, findReceived, recipientSession } from '../support/session.js';

/** Names that lead out of the files of one person and into those of another, as products keep them, in the spellings of paths. */
const PATHS: ((neighbour: string, file: string) => string)[] = [
  (neighbour, file) => `../${neighbour}/${file}`,
  (neighbour, file) => `../../${neighbour}/files/${file}`,
  (neighbour, file) => `..\\${neighbour}\\${file}`,
  (neighbour, file) => `..%2f${neighbour}%2f${file}`,
];

const leadsOut = ({ path = '' }: ReceivedShare): boolean => path.split(/[\\/]/).includes('..');

const staysInside = defineCheck({
  id: 'security/name-stays-inside',
  clauses: ['OCM-SEC-009', 'OCM-SHARE-055'],
  role: 'receiver',
  needs: ['account', 'session', 'callback'],
  impact: 'breaks',
  title: 'A share whose name is a path appears in nobody else’s files, and under no path that leads out of one’s own',
  async run(ctx) {
    const source = appliesAt(ctx, 'OCM-SHARE-055');
    if (source !== undefined) return notApplicable(source);
    const neighbour = ctx.accountAt(1)?.user;
    const session = await recipientSession(ctx);
    if (!session || neighbour === undefined)
      return notVerifiable('two accounts with passwords are needed, to see what appears where: add one to the profile');
    const stopped = notDelivered(await deliver(ctx));
    if (stopped) return stopped;
    const others = await ctx.session(1);
    const readings = new Set<string>();
    for (const path of PATHS) {
      const file = `${ctx.unique('escape')}.txt`;
      const name = path(neighbour, file);
      const delivery = await deliver(ctx, { edit: [{ set: '/name', value: name }] });
      const open = inconclusive(delivery.exchange);
      if (open) return open;
      readings.add(`answers ${statusOf(delivery.exchange)}`);
      const trace = { name: file, from: delivery.trace.from };
      const listed = isSuccess(delivery.exchange) ? await awaitReceived(ctx, session, trace) : undefined;
      if (listed?.state === 'pending')
        await session.accept(listed.share).catch((error: unknown) => {
          if (!(error instanceof ProductRefused) || error instanceof ProductThrottled) throw error;
        });
      const planted = (await others.list('/'))?.find((entry) => entry.includes(file));
      const shown = listed && (await findReceived(ctx, session, trace))?.share;
      if (planted !== undefined)
        ctx.cleanup(`${planted} in the files of ${neighbour}`, () => others.remove(`/${planted}`));
      if (planted === undefined && !(shown && leadsOut(shown))) continue;
      return violated({
        expected: 'a name is refused that is a path, or stands for nothing but itself',
        received: planted === undefined ? `it is shown at ${shown?.path}` : `"${planted}" in the files of ${neighbour}`,
        reason: `Whoever shares something named "${name}" chooses where in the target it appears.`,
        exchanges: [delivery.exchange],
      });
    }
    return kept([...readings].join('; '));
  },
});

/** Names that are taken for something else than names. */
export const names: Check[] = [staysInside];
