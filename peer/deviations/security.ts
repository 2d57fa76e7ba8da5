import { bytesOf } from '../http/content.js';
import type { PeerReply, PeerRequest } from '../http/router.js';
import type { Deviation } from './deviation.js';
import { answer, behave, inArea } from './tools.js';

/** The document with addresses of whoever the request says that it was forwarded for. */
function forwarded(reply: PeerReply, { headers }: PeerRequest): PeerReply {
  const host = headers['x-forwarded-host'];
  if (host === undefined || reply.body === undefined || !headers.host) return reply;
  return { ...reply, body: bytesOf(reply.body).toString('utf8').replaceAll(headers.host, host) };
}

/** What opens a server to others that mean it, or its people, no good. */
export const securityDeviations: Deviation[] = inArea('security', {
  'certificates-not-verified': [
    'Other servers are talked to whatever certificate they show',
    behave({ leavesUnverified: 'all' }),
  ],
  'certificate-names-not-verified': [
    'Other servers are talked to with certificates for other names',
    behave({ leavesUnverified: 'name' }),
  ],
  'redirects-followed-anywhere': [
    'A redirect of discovery is followed to addresses that are not contacted otherwise',
    behave({ followsRedirects: true }),
  ],
  'address-guarded-by-spelling': [
    'An address that is not contacted is contacted when it is written in another way',
    behave({ guardsBySpelling: true }),
  ],
  'announced-addresses-unguarded': [
    'Addresses that another server announces as its own are contacted, wherever they are',
    behave({ guardsDiscoveryOnly: true }),
  ],
  'forwarded-host-believed': [
    'The document names the host that a header of the request names',
    (behaviour) => {
      behaviour.answers.push({ on: 'discovery-answer', change: forwarded });
    },
  ],
  'second-factor-claimed-only': [
    'Shares that demand a second factor are shown to everybody',
    behave({ forgoesSecondFactor: true }),
  ],
  'mfa-capable-answered-500': [
    '/mfa-capable below the endPoint makes the server fail',
    answer(
      'unknown-path-answer',
      (reply) => ({ ...reply, status: 500 }),
      ({ path }) => path.endsWith('/mfa-capable'),
    ),
  ],
  'shares-taken-in-turn': [
    'While the server of one sender is looked up, the shares of others wait',
    behave({ takesSharesInTurn: true }),
  ],
  'large-discovery-answered-500': [
    'A share of a server whose document is too large makes the server fail',
    behave({ failsAtLargeDocuments: true }),
  ],
  'name-taken-for-path': [
    'The name of a share is the path at which it appears, in whosever files that is',
    (behaviour) => {
      behaviour.namesArePaths = true;
      behaviour.overlooks.push(({ field, kind }) => field === 'name' && kind === 'characters');
    },
  ],
  'permission-raised-by-receiver': [
    'A notification of the receiver turns a share for reading into one for editing',
    behave({ receiverSetsPermission: true }),
  ],
  'right-secret-told': [
    'Whoever is refused for a wrong secret of a share is told the right one',
    behave({ tellsSecrets: true }),
  ],
  'reshare-granted-to-strangers': [
    'A share is passed on for whoever asks, without a proof',
    behave({ grantsToStrangers: true }),
  ],
});
