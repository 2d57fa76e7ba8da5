import { readFileSync } from 'node:fs';
import type { Check } from '../fixtures/check.js';
import { asset } from '../spec/package-root.js';
import type { Impact } from '../vocabulary.js';

const IMPACTS: readonly Impact[] = ['breaks', 'degrades', 'harmless'];

/** How many Share Creation Notifications each check sends to its target; a check that is not named sends none. */
export function sharePosts(): Record<string, number> {
  return JSON.parse(readFileSync(asset('suites/share-posts.json'), 'utf8')) as Record<string, number>;
}

/**
 * The most telling first, for a run that may not get through: what others stand on, then what breaks exchange between servers,
 * and among equals what costs fewest of the messages that products throttle.
 */
export function byWorth(checks: readonly Check[]): Check[] {
  const posts = sharePosts();
  const rank = ({ order, impact, id }: Check): number[] => [order ?? 50, IMPACTS.indexOf(impact), posts[id] ?? 0];
  return checks
    .map((check) => ({ check, rank: rank(check) }))
    .sort((a, b) => {
      const at = a.rank.findIndex((value, index) => value !== b.rank[index]);
      return at < 0 ? 0 : (a.rank[at] ?? 0) - (b.rank[at] ?? 0);
    })
    .map(({ check }) => check);
}
