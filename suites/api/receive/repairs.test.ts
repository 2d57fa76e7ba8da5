import { expect, test } from '@playwright/test';
import type { Result } from '../../../vocabulary.js';
import { openBench } from '../../mutants/bench.js';
import { CHECKS } from '../../registry.js';

test('a server that reads another field is found out, and what comes after is seen on a share that it takes', async () => {
  test.setTimeout(240_000);
  const bench = await openBench();
  const wanted = [
    'receive/plain-share',
    'receive/shown-to-recipient',
    'receive/reads-the-bytes',
    'refuse/unknown-user',
  ];
  try {
    const { results } = await bench.run(
      { deviations: ['share-without-shared-by-answered-500'], speaks: '1.2' },
      CHECKS.filter(({ id }) => wanted.includes(id)),
    );
    const of = (id: string): Result | undefined => results.find(({ check }) => check === id);
    expect(of('receive/plain-share')).toMatchObject({
      verdict: 'fail',
      reason: expect.stringContaining('the sender stands in `sharedBy` too') as unknown,
    });
    expect(of('receive/shown-to-recipient')).toMatchObject({
      verdict: 'pass',
      reading: expect.stringContaining('`sharedBy`') as unknown,
    });
    expect(of('receive/reads-the-bytes')?.verdict).toBe('pass');
  } finally {
    await bench.close();
  }
});

test('a crash over what should be refused says nothing where a plain share makes the server crash, too', async () => {
  test.setTimeout(240_000);
  const bench = await openBench();
  try {
    const { results, findings } = await bench.run(
      { deviations: ['every-share-answered-500', 'unknown-user-answered-500'], speaks: '1.2' },
      CHECKS.filter(({ id }) => id === 'refuse/unknown-user'),
    );
    expect(results.map(({ verdict }) => verdict)).toEqual(['blocked']);
    expect(findings.map(({ waitsFor }) => waitsFor)).toEqual(['receive/plain-share']);
  } finally {
    await bench.close();
  }
});
