import { expect, test } from '@playwright/test';
import { defineCheck } from '../fixtures/check.js';
import { ProductRefused, ProductThrottled } from '../targets/cloud.js';
import { openBench } from './mutants/bench.js';

const stopped = (id: string, error: Error) =>
  defineCheck({
    id,
    clauses: ['OCM-SHARE-053'],
    role: 'receiver',
    needs: [],
    impact: 'breaks',
    title: 'A step on the way is refused',
    run: () => Promise.reject(error),
  });

test('a product that asks for a pause on the way throttles a check, and one that refuses leaves it not verifiable', async () => {
  const bench = await openBench();
  try {
    const { results } = await bench.run({ deviations: [], speaks: '1.2' }, [
      stopped('example/pause', new ProductThrottled('sharing: answered 429')),
      stopped('example/refusal', new ProductRefused('sharing: answered 500')),
    ]);
    expect(results.map(({ check, verdict }) => [check, verdict])).toEqual([
      ['example/pause', 'throttled'],
      ['example/refusal', 'not-verifiable'],
    ]);
  } finally {
    await bench.close();
  }
});
