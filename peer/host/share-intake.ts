import type { IncomingShare, ShareProblem } from './share-problems.js';
import type { ReceivedShare } from './state.js';

/** How a host reads Share Creation Notifications: in OCM, or in the dialect that it speaks instead. */
export interface Intake {
  /** Everything that is wrong with the fields. Asks no other host. */
  problemsOf(body: Record<string, unknown>): ShareProblem[];
  /** Accounts that a share is for; undefined when there is nobody. */
  recipientsOf(body: Record<string, unknown>): { user: string; group?: string }[] | undefined;
  /** What is seen only once the fields are right: at the sender's server, or among earlier shares. */
  lateProblem(
    body: Record<string, unknown>,
    share: IncomingShare,
    account: string | undefined,
  ): Promise<ShareProblem | undefined>;
  /** Living shares that this one repeats. */
  same(body: Record<string, unknown>): ReceivedShare[];
  /** What is kept of it, besides what every share has. */
  details(body: Record<string, unknown>, share: IncomingShare): ShareDetails;
}

export type ShareDetails = Omit<ReceivedShare, 'id' | 'user' | 'group' | 'body' | 'exchange'>;
