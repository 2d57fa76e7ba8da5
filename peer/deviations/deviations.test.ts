import { expect, test } from '@playwright/test';
import { appApi } from '../beyond/api.js';
import { startPeer } from '../peer.js';
import { userApi } from '../user-api.js';
import { behaviourOf, DEVIATIONS } from './index.js';
import { transcriptOf } from './transcript.js';

const AREAS = [...new Set(DEVIATIONS.map(({ area }) => area))];

test('deviations have names of their own that say what is to be seen, and a sentence for people', () => {
  expect(new Set(DEVIATIONS.map(({ name }) => name)).size).toBe(DEVIATIONS.length);
  for (const { name, title } of DEVIATIONS) {
    expect(name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)+$/);
    expect(title).toMatch(/^.{12,110}[^.]$/);
  }
});

test('a name that is not in the catalogue is refused', () => {
  expect(() => behaviourOf(['no-such-deviation'])).toThrow('there is no deviation "no-such-deviation"');
});

/**
 * They touch only what newer texts know, or what a person asks a host for; the hosts of a transcript speak 1.2 and answer each other. The list
 * of mutants shows each of them on a host that does.
 */
const SEEN_ELSEWHERE = [
  'secret-opens-every-share',
  'share-path-does-not-count',
  'share-request-taken',
  'reshare-request-answered-500',
  'user-removal-answered-500',
  'request-share-path-takes-anything',
  'sent-against-criteria',
  'sent-notification-without-sender-domain',
  'notification-signature-overlooked',
  'notification-of-other-server-obeyed',
  'reshare-granted-to-asker',
  'received-share-passed-on',
  'share-without-token-demand-taken',
  'share-of-stranger-taken',
  'sent-datatx-source-is-no-webdav',
  'sent-uri-is-relative',
  'sender-guessed',
];

for (const area of AREAS) {
  test(`every deviation of area ${area} is to be seen on the wire or in an inbox`, async () => {
    test.setTimeout(240_000);
    const peer = await startPeer({ mounts: [appApi, userApi] });
    const unseen: string[] = [];
    try {
      const conformant = await collect(transcriptOf(peer, area, []));
      expect(await collect(transcriptOf(peer, area, []))).toEqual(conformant);
      for (const { name } of DEVIATIONS.filter((deviation) => deviation.area === area)) {
        if (!(await differs(transcriptOf(peer, area, [name]), conformant))) unseen.push(name);
      }
    } finally {
      await peer.close();
    }
    const elsewhere = DEVIATIONS.filter((each) => each.area === area && SEEN_ELSEWHERE.includes(each.name));
    expect(unseen.sort()).toEqual(elsewhere.map(({ name }) => name).sort());
  });
}

/** Stops at the first step that is told otherwise. */
async function differs(steps: AsyncGenerator<string>, conformant: string[]): Promise<boolean> {
  let at = 0;
  for await (const step of steps) {
    if (step !== conformant[at]) return true;
    at += 1;
  }
  return false;
}

async function collect(steps: AsyncGenerator<string>): Promise<string[]> {
  const all: string[] = [];
  for await (const step of steps) all.push(step);
  return all;
}
