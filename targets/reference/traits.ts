import type { CloudTraits } from '../cloud.js';

/** What the reference peer offers its people, the same through its web UI and its user API. */
export const traits: CloudTraits = {
  shares: ['file', 'folder'],
  acceptStep: true,
  dropsDeclined: true,
  doors: ['list'],
  lacks: {},
  // It shows what it has at the moment of asking; the time is for the other side's message to arrive.
  changeVisibleWithin: 2_000,
};
