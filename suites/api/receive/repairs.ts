import type { CheckContext } from '../../../fixtures/check.js';
import { isSuccess } from '../support/answer.js';
import { type Delivery, deliver, type Variation } from '../support/deliver.js';

/** One way in which deployed senders write what the text has otherwise. */
interface Repair {
  what: string;
  edit: NonNullable<Variation['amend']>;
}

/** Secrets of 15 characters are what such senders make; some receivers can present no other. */
const SHORT_SECRET = 15;

const REPAIRS = {
  sharedBy: {
    what: 'the sender stands in `sharedBy` too, with a scheme before the host',
    edit: ({ user, host }) => [
      { set: '/sharedBy', value: `${user}@https://${host}/` },
      { set: '/sharedByDisplayName', value: user },
    ],
  },
  shortSecret: {
    what: `the secret has ${SHORT_SECRET} characters`,
    edit: () => [
      { set: '/protocol/options/sharedSecret', value: crypto.randomUUID().replaceAll('-', '').slice(0, SHORT_SECRET) },
    ],
  },
  schemeInShareWith: {
    what: '`shareWith` has a scheme before the host',
    edit: ({ recipient }) => {
      const at = recipient.lastIndexOf('@');
      return [{ set: '/shareWith', value: `${recipient.slice(0, at)}@https://${recipient.slice(at + 1)}` }];
    },
  },
} satisfies Record<string, Repair>;

/** The fewest first: what makes no difference is not named. */
const LADDER: Repair[][] = [
  [REPAIRS.sharedBy],
  [REPAIRS.schemeInShareWith],
  [REPAIRS.shortSecret],
  [REPAIRS.sharedBy, REPAIRS.shortSecret],
  [REPAIRS.sharedBy, REPAIRS.schemeInShareWith],
  [REPAIRS.sharedBy, REPAIRS.shortSecret, REPAIRS.schemeInShareWith],
];

export interface Repaired {
  delivery: Delivery;
  /** What had to be changed, as a piece of a sentence. */
  words: string;
}

/**
 * A share in the old form, written as some deployed senders write it: the first way in which the target does what `works` asks for
 * (default: takes it in). Undefined when it never does. What the target minds is then known by name, and what comes after it can be seen.
 */
export async function repaired(
  ctx: CheckContext,
  works: (delivery: Delivery) => Promise<boolean> = (delivery) => Promise.resolve(isSuccess(delivery.exchange)),
): Promise<Repaired | undefined> {
  for (const repairs of LADDER) {
    const delivery = await deliver(ctx, { form: 'legacy', amend: allOf(repairs) });
    if (isSuccess(delivery.exchange) && (await works(delivery)))
      return { delivery, words: repairs.map(({ what }) => what).join(', and ') };
  }
  return undefined;
}

/**
 * The same with the secret left as it is: what a target asks our server while it takes such a share in shows how it presents a secret.
 */
export const namedAsDeployed = (ctx: CheckContext): Promise<Delivery> =>
  deliver(ctx, { form: 'legacy', amend: allOf([REPAIRS.sharedBy, REPAIRS.schemeInShareWith]) });

const allOf =
  (repairs: readonly Repair[]): Repair['edit'] =>
  (share) =>
    repairs.flatMap(({ edit }) => edit(share));
