import type { ClauseId, Role, Verdict, Via } from '../../vocabulary.js';
import { FLOWS, PEER, SyntheticRun } from './synthetic-run.js';

const CHECKS: [string, Role, ClauseId][] = [
  ['discovery/well-known-served', 'discoverable', 'OCM-DISC-001'],
  ['discovery/legacy-path-served', 'discoverable', 'OCM-DISC-003'],
  ['discovery/enabled-is-boolean', 'discoverable', 'OCM-DISC-011'],
  ['discovery/api-version-present', 'discoverable', 'OCM-DISC-012'],
  ['discovery/end-point-usable', 'discoverable', 'OCM-DISC-013'],
  ['discovery/webdav-path-absolute', 'discoverable', 'OCM-DISC-025'],
  ['address/identifier-case-kept', 'receiver', 'OCM-ADDR-003'],
  ['address/at-sign-in-identifier', 'receiver', 'OCM-ADDR-002'],
  ['receive/legacy-form', 'receiver', 'OCM-SHARE-035'],
  ['receive/multi-form', 'receiver', 'OCM-SHARE-033'],
  ['receive/answer-is-201', 'receiver', 'OCM-SHARE-053'],
  ['receive/unknown-field-ignored', 'receiver', 'OCM-SHARE-012'],
  ['refuse/unknown-user', 'receiver', 'OCM-SHARE-055'],
  ['refuse/missing-share-with', 'receiver', 'OCM-SHARE-009'],
  ['refuse/oversized-body', 'receiver', 'OCM-SHARE-055'],
  ['refuse/unknown-requirement', 'receiver', 'OCM-SHARE-044'],
  ['notification/unknown-type-refused', 'receiver', 'OCM-NOTIF-016'],
  ['notification/accepted-taken-in', 'sender', 'OCM-NOTIF-015'],
  ['sent/share-with-is-address', 'sender', 'OCM-ADDR-007'],
  ['sent/provider-id-present', 'sender', 'OCM-SHARE-013'],
  ['sent/content-type-json', 'sender', 'OCM-SHARE-003'],
];

/**
 * The run that golden files are made from: three targets and the reference peer, both vias.
 * cedar writes a scheme into shareWith (strict partners refuse it), birch loses what is written back to it as a receiver,
 * alder -> cedar alone cannot unshare through the web UI.
 */
export function exampleRun(): SyntheticRun {
  const run = new SyntheticRun();
  const ids = ['alder', 'birch', 'cedar'];
  run.start(
    [
      { id: 'alder', label: 'Alder 3.2', version: '3.2.1' },
      { id: 'birch', label: 'Birch 1.0', version: '1.0.9' },
      { id: 'cedar', label: 'Cedar 2', version: '2.0.0' },
    ],
    { peer: true },
  );
  const parties = [...ids, PEER];
  const vias: Via[] = ['ui', 'api'];
  run.plan({
    checks: ids.flatMap((target) => CHECKS.map(([check]) => ({ check, target }))),
    cells: parties.flatMap((sender) =>
      parties.flatMap((receiver) =>
        vias.flatMap((via) => FLOWS.map((flow) => ({ sender, receiver, flow: flow.letter, via }))),
      ),
    ),
    notTried: [{ check: 'address/group-of-members', target: 'birch', reason: 'needs an account that is in a group' }],
    flows: FLOWS,
  });
  run.add({
    type: 'target-seen',
    target: 'alder',
    provider: 'Alder',
    apiVersion: '1.2.2',
    spec: '1.2.2',
    specReason: 'capabilities and fields of 1.2.2',
    version: '3.2.1',
  });
  run.add({
    type: 'target-seen',
    target: 'birch',
    provider: 'Birch',
    apiVersion: '1.0-proposal1',
    spec: '1.0.0',
    specReason: 'only /ocm-provider, legacy fields',
    version: '1.0.9',
  });
  run.add({
    type: 'target-seen',
    target: 'cedar',
    provider: 'Cedar',
    apiVersion: '1.1.0',
    spec: '1.2.0',
    specReason: 'capabilities of 1.2.0 although it says 1.1.0',
    version: '2.0.0',
  });
  for (const target of ids) checksOf(run, target);
  for (const sender of parties)
    for (const receiver of parties) for (const via of vias) journey(run, { sender, receiver }, via);
  run.add({ type: 'left-behind', target: 'cedar', what: 'folder oi-a1b2c3-5', reason: '423 Locked' });
  return run.finish();
}

function checksOf(run: SyntheticRun, target: string): void {
  for (const [check, role, clause] of CHECKS) {
    const at = `${target} ${check}`;
    const probe = (body: string, status: number, answer: string, method = 'POST', path = '/ocm/shares'): string =>
      run.exchange({
        from: PEER,
        to: target,
        method,
        url: `https://${target}.example.org${path}`,
        ...(body === '' ? {} : { body }),
        status,
        answer,
        check,
      });
    const share = (changes: object): string =>
      JSON.stringify({
        shareWith: `alice@${target}.example.org`,
        name: 'report.txt',
        providerId: '7b1f',
        owner: 'bob@127.0.0.1:41001',
        sender: 'bob@127.0.0.1:41001',
        shareType: 'user',
        resourceType: 'file',
        protocol: { name: 'multi', webdav: { uri: 'w/7b1f', sharedSecret: '[redacted]', permissions: ['read'] } },
        ...changes,
      });
    if (at === 'alder refuse/unknown-user' || at === 'birch refuse/unknown-user') {
      const evidence = [
        probe(share({ shareWith: `nobody-7@${target}.example.org` }), 201, '{"recipientDisplayName":""}'),
      ];
      const finding = run.finding({
        check,
        target,
        role,
        clauses: ['OCM-SHARE-055', 'OCM-SHARE-009'],
        expected: 'a share for a user who does not exist is answered 400 or 404, and nothing is kept',
        received: '201 {"recipientDisplayName":""}',
        reason: 'it says 201 for a user it does not have, so the sender believes the share arrived',
        impact: 'breaks',
        spec: target === 'birch' ? '1.0.0' : '1.2.2',
        evidence,
      });
      run.result(check, target, role, [clause], 'fail', { reason: finding.reason, finding });
    } else if (at === 'birch discovery/well-known-served') {
      const evidence = [probe('', 404, '<html>Not Found</html>', 'GET', '/.well-known/ocm')];
      const finding = run.finding({
        check,
        target,
        role,
        clauses: [clause],
        expected: '/.well-known/ocm answers with the discovery document',
        received: '404 <html>Not Found</html>',
        reason: 'only the legacy path is served; partners of 1.4.0 and later never ask there',
        impact: 'degrades',
        spec: '1.2.0',
        evidence,
      });
      run.result(check, target, role, [clause], 'fail', { reason: finding.reason, finding });
    } else if (at === 'cedar sent/share-with-is-address') {
      const evidence = [
        run.exchange({
          from: 'cedar',
          to: PEER,
          method: 'POST',
          url: 'https://127.0.0.1:41001/ocm/shares',
          body: share({ shareWith: 'c1@https://127.0.0.1:41001' }),
          status: 400,
          answer: '{"message":"shareWith is not an OCM address"}',
          check,
        }),
      ];
      const finding = run.finding({ check, target, role, ...SCHEME, evidence });
      run.result(check, target, role, [clause], 'warn', { reason: finding.reason, finding });
    } else if (at === 'cedar sent/content-type-json') {
      const finding = run.finding({
        check,
        target,
        role,
        clauses: [clause],
        verdict: 'warn',
        level: 'SHOULD',
        impact: 'harmless',
        expected: 'Content-Type: application/json',
        received: 'Content-Type: text/plain;charset=UTF-8',
        reason: 'it sends JSON under another media type; strict frameworks answer 415',
      });
      run.result(check, target, role, [clause], 'warn', { reason: finding.reason, finding });
    } else if (at === 'cedar refuse/oversized-body') {
      const evidence = [probe(share({ description: 'x…' }), 429, '', 'POST')];
      const finding = run.finding({
        check,
        target,
        role,
        clauses: [clause],
        verdict: 'throttled',
        level: 'MUST',
        impact: 'harmless',
        expected: 'a body of 4 MB is refused with 4xx',
        received: '429 Too Many Requests',
        reason: 'cedar answered 429 to POST /ocm/shares; switch its rate limit off or add budgets.routes',
        evidence,
      });
      run.result(check, target, role, [clause], 'throttled', { reason: finding.reason, finding });
    } else if (target === 'birch' && check.startsWith('sent/')) {
      const finding = run.finding({
        check,
        target,
        role,
        clauses: [clause],
        verdict: 'not-verifiable',
        impact: 'harmless',
        blame: [{ party: 'environment', role }],
        expected: 'a share creation to look at',
        received: 'nothing that decides it',
        reason: 'cannot make the target send: give it a driver, or hooks and --allow-hooks',
      });
      run.result(check, target, role, [clause], 'not-verifiable', { reason: finding.reason, finding });
    } else if (at === 'birch notification/accepted-taken-in') {
      const finding = run.finding({
        check,
        target,
        role,
        clauses: [clause],
        verdict: 'blocked',
        impact: 'harmless',
        blame: [{ party: 'environment', role }],
        expected: 'SHARE_ACCEPTED is answered 201',
        received: 'blocked by sent/provider-id-present',
        reason: 'there is no share of birch to accept',
      });
      run.result(check, target, role, [clause], 'blocked', { reason: finding.reason, finding });
    } else if (target === 'birch' && (check === 'receive/multi-form' || check === 'refuse/unknown-requirement')) {
      run.result(check, target, role, [clause], 'n/a', {
        reason: `${clause} is not in force at 1.0.0, the version applied to birch`,
      });
    } else {
      run.result(
        check,
        target,
        role,
        [clause],
        'pass',
        check === 'receive/unknown-field-ignored' ? { reading: 'unknown members are ignored' } : {},
      );
    }
  }
}

const SCHEME = {
  clauses: ['OCM-ADDR-007'] as ClauseId[],
  verdict: 'warn' as Verdict,
  level: 'MUST NOT' as const,
  spec: '1.2.0' as const,
  impact: 'breaks' as const,
  expected: 'shareWith is identifier@host[:port], without a scheme',
  received: '/shareWith is "c1@https://127.0.0.1:41001"',
  reason: "it writes the partner's URL after the at-sign; write the host (and port) only",
};

const STRICT = ['birch', PEER];

function journey(run: SyntheticRun, pair: { sender: string; receiver: string }, via: Via): void {
  const { sender, receiver } = pair;
  const scheme = (flow: string, status: number): { id: string } =>
    run.finding({
      check: 'sent/share-with-is-address',
      target: 'cedar',
      role: 'sender',
      ...SCHEME,
      received: `/shareWith is "bob@https://${receiver}.example.org"`,
      pair,
      flow,
      via,
      evidence: [
        run.exchange({
          from: sender,
          to: receiver,
          method: 'POST',
          url: `https://${receiver}.example.org/ocm/shares`,
          body: `{"shareWith":"bob@https://${receiver}.example.org","name":"report.txt","protocol":{"name":"webdav","options":{"sharedSecret":"[redacted]"}}}`,
          status,
          answer: status === 400 ? '{"message":"shareWith is not an OCM address"}' : '{"recipientDisplayName":"Bob"}',
          pair,
          flow,
          via,
        }),
      ],
      replay: `npx ocm-interop run profiles/${sender}.yaml profiles/${receiver}.yaml --only ${flow} --via ${via}`,
    });
  const first = sender === 'alder' && receiver === 'birch' && via === 'ui';
  run.journey(pair, via, (flow) => {
    const cell = { ...pair, flow: flow.letter, via };
    if (flow.letter === 'D' && receiver === 'birch')
      return { verdict: 'n/a', reason: 'birch lacks decline (its manual, section 4)' };
    if (sender === 'cedar' && receiver !== 'cedar' && ['S', 'F', 'D', 'L'].includes(flow.letter)) {
      const strict = STRICT.includes(receiver);
      const message = scheme(flow.letter, strict ? 400 : 201);
      if (!strict) return { verdict: 'pass', findings: [message.id] };
      const red = run.redFlow(cell, 'fail', 'the receiver lists nothing within 30 s');
      return { verdict: 'fail', reason: red.reason, findings: [red.id, message.id] };
    }
    if (flow.letter === 'W' && receiver === 'birch') {
      const put = run.exchange({
        from: receiver,
        to: sender,
        method: 'PUT',
        url: `https://${sender}.example.org/webdav/w/7b1f`,
        headers: { authorization: '[redacted]' },
        body: 'new bytes',
        error: { code: 'reset', message: 'connection closed before the answer' },
        pair,
        flow: 'W',
        via,
      });
      const red = run.redFlow(cell, 'fail', 'the owner still has the old bytes (sha256 9f86d0…)', [
        put,
        ...(via === 'ui' && sender === 'alder' ? ['evidence/screens/alder--birch--ui--W-1-birch.png'] : []),
      ]);
      return { verdict: 'fail', reason: red.reason, findings: [red.id] };
    }
    if (flow.letter === 'U' && sender === 'alder' && receiver === 'cedar' && via === 'ui') {
      const red = run.redFlow(cell, 'fail', 'the receiver still lists report.txt after 30 s');
      return { verdict: 'fail', reason: red.reason, findings: [red.id] };
    }
    if (flow.letter === 'R' && first) {
      const red = run.redFlow(
        cell,
        'not-verifiable',
        'bob at birch opens report.txt: the row did not appear within 15 s',
      );
      return { verdict: 'not-verifiable', reason: red.reason, findings: [red.id] };
    }
    return undefined;
  });
  if (first) {
    const flows = FLOWS.filter((flow) => ['S', 'A', 'R', 'W', 'P'].includes(flow.letter));
    run.journey(
      pair,
      via,
      (flow) => {
        if (flow.letter !== 'W') return undefined;
        const red = run.redFlow(
          { ...pair, flow: 'W', via },
          'fail',
          'the owner still has the old bytes (sha256 9f86d0…)',
          ['evidence/screens/alder--birch--ui--W-1-birch.png'],
        );
        return { verdict: 'fail', reason: red.reason, findings: [red.id] };
      },
      { attempt: 2, flows },
    );
  }
}

/** What is known beforehand in the example: one entry holds, one is stale, one is past its day. */
export const EXAMPLE_BASELINE = `# Known when this run began.
- check: discovery/well-known-served
  clause: OCM-DISC-001
  target: birch
  verdict: fail
  reason: Birch 1.1 will serve it
- { check: refuse/missing-share-with, target: alder, verdict: fail, reason: fixed in 3.2.1 }
- { flow: write-back, pair: "* -> birch", verdict: fail, reason: birch issue 41, until: 2026-01-31 }
`;
