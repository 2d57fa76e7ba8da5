import { createCa, issue, type KeyedCertificate, type LocalCa, selfSigned } from '../protocol/tls.js';
import type { BadCertificate } from './contract.js';

const DAY = 86_400_000;
const SOMEBODY_ELSE = 'somebody-else.example.org';

/** A certificate that is wrong in one way. Without an authority that is trusted, it is untrusted besides. */
export async function badCertificate(
  kind: BadCertificate,
  names: readonly string[],
  ca: LocalCa | undefined,
): Promise<KeyedCertificate> {
  switch (kind) {
    case 'self-signed':
      return selfSigned(names);
    case 'other-name':
      return issue(ca ?? (await createCa()), [SOMEBODY_ELSE]);
    case 'expired':
      return issue(ca ?? (await createCa()), names, undefined, Date.now() - DAY);
  }
}
