import { expect, test } from '@playwright/test';
import type { Cloud, CloudSession, ReceivedShare } from '../../../targets/cloud.js';
import { eventually, findReceived } from './session.js';

const lists = (pending: Partial<ReceivedShare>[], received: Partial<ReceivedShare>[] = []): CloudSession =>
  ({
    listPending: () => Promise.resolve(pending),
    listReceived: () => Promise.resolve(received),
  }) as unknown as CloudSession;
const api = { cloud: { via: 'api' } as unknown as Cloud };
const trace = { name: 'ocm-r-1', from: 'c1-r-1' };

test('a share is recognised by its name with anything around it', async () => {
  const found = await findReceived(api, lists([{ id: 'a', name: '/ocm-r-1 (2).txt' }]), trace);
  expect(found).toMatchObject({ share: { id: 'a' }, state: 'pending' });
});

test('a share of another name is recognised by its sender', async () => {
  const found = await findReceived(api, lists([], [{ id: 'b', name: 'renamed', from: 'c1-r-1@host' }]), trace);
  expect(found).toMatchObject({ share: { id: 'b' }, state: 'accepted' });
});

test('a name that only begins alike is another share', async () => {
  const found = await findReceived(api, lists([{ id: 'c', name: 'ocm-r-12.txt', from: 'c1-r-12@host' }]), trace);
  expect(found).toBeUndefined();
});

test('waiting ends with what was found, or with nothing when the time is over', async () => {
  let looks = 0;
  expect(await eventually(5000, () => Promise.resolve(++looks === 3 ? 'there' : undefined))).toBe('there');
  expect(await eventually(0, () => Promise.resolve(undefined))).toBeUndefined();
});
