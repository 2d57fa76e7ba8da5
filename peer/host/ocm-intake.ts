import { serverIn } from '../../protocol/address.js';
import { namesForeignTypes } from '../beyond/discovery.js';
import { isContact } from '../invites/contacts.js';
import type { HostContext } from './context.js';
import type { Intake, ShareDetails } from './share-intake.js';
import {
  type IncomingShare,
  isObject,
  MFA_WORDS,
  problem,
  problemsOf,
  recipientsOf,
  type ShareProblem,
  senderField,
} from './share-problems.js';
import type { ReceivedShare } from './state.js';

/** What the versions call the requirement that a token is used. */
const EXCHANGE = ['use-code', 'must-exchange-token'];

type Body = Record<string, unknown>;

/** Shares as OCM describes them. */
export class OcmIntake implements Intake {
  readonly #host: HostContext;

  constructor(host: HostContext) {
    this.#host = host;
  }

  problemsOf(body: Body): ShareProblem[] {
    return problemsOf(body, this.#host.state, this.#host.behaviour);
  }

  recipientsOf(body: Body): ReturnType<typeof recipientsOf> {
    return recipientsOf(body, this.#host.state, this.#host.behaviour);
  }

  async lateProblem(body: Body, share: IncomingShare, account: string | undefined): Promise<ShareProblem | undefined> {
    const unknownSender = await this.#senderProblem(body, account);
    const { overlooks } = this.#host.behaviour;
    if (unknownSender && !overlooks.some((overlooked) => overlooked(unknownSender, share))) return unknownSender;
    return this.#uninvitedProblem(body, account) ?? this.#repeatedProblem(body, share);
  }

  /** Living shares of this sender with this providerId for this recipient. */
  same(body: Body): ReceivedShare[] {
    const users = this.recipientsOf(body)?.map(({ user }) => user) ?? [];
    return this.#host.state
      .receivedFrom(this.#senderHostOf(body), String(body.providerId))
      .filter((known) => users.includes(known.user) && (known.state === 'pending' || known.state === 'accepted'));
  }

  details(body: Body, share: IncomingShare): ShareDetails {
    const from = body[senderField(body)];
    const { expiration } = body;
    return {
      name: typeof body.name === 'string' ? body.name : '',
      kind: body.resourceType === 'folder' ? 'folder' : 'file',
      providerId: String(body.providerId ?? ''),
      resourceType: String(body.resourceType ?? 'file'),
      from: typeof from === 'string' ? from : '',
      senderHost: this.#senderHostOf(body),
      state: 'pending',
      form: share.form ?? 'legacy',
      ...accessOf(body, share),
      ...(typeof expiration === 'number' ? { expiration } : {}),
    };
  }

  /** A share of a host that cannot be asked for its WebDAV path is of no use (OCM-SHARE-070, OCM-DAV-001). */
  async #senderProblem(body: Body, account: string | undefined): Promise<ShareProblem | undefined> {
    if (!this.#host.behaviour.discoversSender || this.#host.behaviour.guessesSender) return undefined;
    const field = this.#host.behaviour.looksAt === 'owner' ? 'owner' : senderField(body);
    const authority = serverIn(body[field]);
    const found = authority === undefined ? undefined : await this.#host.discover(authority, account);
    const isMinded = this.#host.behaviour.mindsForeignTypes && namesForeignTypes(found?.document);
    return found?.document && !isMinded ? undefined : problem(field, 'unreachable');
  }

  /** A server that demands an invite first takes no share of anybody else (OCM-DISC-055). */
  #uninvitedProblem(body: Body, account: string | undefined): ShareProblem | undefined {
    const { state } = this.#host;
    if (account === undefined) return undefined;
    const from = body[senderField(body)];
    const isMet = typeof from === 'string' && isContact(state, account, from);
    const isDemanded = state.info.demands?.includes('invite') === true && !this.#host.behaviour.takesStrangers;
    const isRefused = isMet ? this.#host.behaviour.refusesContacts : isDemanded;
    return isRefused ? problem(senderField(body), 'uninvited', 403) : undefined;
  }

  /** The same share again is the same share; another share under its id is refused (OCM-SHARE-014). */
  #repeatedProblem(body: Body, share: IncomingShare): ShareProblem | undefined {
    if (this.#host.behaviour.storesTwice) return undefined;
    const { secret } = accessOf(body, share);
    const earlier = this.same(body).filter((known) => known.secret !== secret);
    return earlier.length > 0 ? problem('providerId', 'repeated') : undefined;
  }

  #senderHostOf(body: Body): string {
    return serverIn(this.#host.behaviour.looksAt === 'owner' ? body.owner : body[senderField(body)]) ?? '';
  }
}

/** Secret and address of the resource, by form (OCM-SHARE-034). */
function accessOf(
  body: Body,
  share: IncomingShare,
): Pick<
  ReceivedShare,
  'secret' | 'uri' | 'permission' | 'mustExchange' | 'mustUseMfa' | 'code' | 'isNoFile' | 'toTransfer'
> {
  const protocol = isObject(body.protocol) ? body.protocol : {};
  const details =
    share.form === 'legacy'
      ? (protocol.options ?? protocol.webapp)
      : (protocol.webdav ?? protocol.webapp ?? Object.values(protocol).find(isObject));
  if (!isObject(details)) return { secret: '', isNoFile: true };
  const { sharedSecret, uri, permissions, requirements } = details;
  const demands = Array.isArray(requirements) ? requirements : [];
  const access = Array.isArray(details.accessTypes) ? details.accessTypes : [];
  return {
    ...(access.includes('datatx') ? { toTransfer: true } : {}),
    ...(EXCHANGE.some((word) => demands.includes(word)) ? { mustExchange: true } : {}),
    ...(demands.some((word) => MFA_WORDS.includes(word)) ? { mustUseMfa: true } : {}),
    ...(typeof body.code === 'string' && body.code !== '' ? { code: body.code } : {}),
    secret: typeof sharedSecret === 'string' ? sharedSecret : '',
    ...(typeof uri === 'string' && isObject(protocol.webdav) ? { uri } : {}),
    ...(isObject(protocol.webdav) || isObject(protocol.options) ? {} : { isNoFile: true }),
    ...(Array.isArray(permissions)
      ? { permission: permissions.includes('write') ? ('edit' as const) : ('read' as const) }
      : {}),
  };
}
