import { LIBRARY, type LibraryDialect } from '../../protocol/library-dialect.js';
import type { HostContext } from '../host/context.js';
import type { Intake, ShareDetails } from '../host/share-intake.js';
import {
  type IncomingShare,
  isObject,
  nameProblems,
  problem,
  type ShareProblem,
  stringProblem,
} from '../host/share-problems.js';
import type { ReceivedShare } from '../host/state.js';

type Body = Record<string, unknown>;

const REQUIRED = ['shareWith', 'name', 'providerId', 'owner', 'sender', 'shareType', 'resourceType'];
const OPTIONAL = ['description', 'ownerDisplayName', 'senderDisplayName'];

/**
 * Shares as the library dialect describes them: people without host, `providerId` of the sending server in place of the share, the
 * library and its server among the options. They live at once, without a gesture.
 */
export class LibraryIntake implements Intake {
  readonly #host: HostContext;
  readonly #dialect: LibraryDialect;

  constructor(host: HostContext, dialect: LibraryDialect) {
    this.#host = host;
    this.#dialect = dialect;
  }

  problemsOf(body: Body): ShareProblem[] {
    const problems = REQUIRED.flatMap((name) => stringProblem(name, body[name]));
    for (const name of OPTIONAL)
      if (body[name] !== undefined && typeof body[name] !== 'string') problems.push(problem(name, 'type'));
    if (isFilled(body.shareType) && body.shareType !== 'user') problems.push(problem('shareType', 'unsupported', 501));
    if (isFilled(body.resourceType) && body.resourceType !== LIBRARY)
      problems.push(problem('resourceType', 'unsupported', 501));
    if (isFilled(body.shareWith) && !this.recipientsOf(body)) problems.push(problem('shareWith', 'unknown'));
    return [...problems, ...nameProblems(body.name), ...this.#protocolProblems(body.protocol)];
  }

  recipientsOf(body: Body): { user: string }[] | undefined {
    const user = body.shareWith;
    return typeof user === 'string' && this.#host.state.accounts.has(user) ? [{ user }] : undefined;
  }

  /** The same library for the same person again is the same share; with another secret it is refused. */
  lateProblem(body: Body): Promise<ShareProblem | undefined> {
    const { secret } = this.details(body);
    const isAnother = !this.#host.behaviour.storesTwice && this.same(body).some((known) => known.secret !== secret);
    return Promise.resolve(isAnother ? problem('providerId', 'repeated') : undefined);
  }

  same(body: Body): ReceivedShare[] {
    const { library, from } = this.details(body);
    return [...this.#host.state.received.values()].filter(
      (known) =>
        known.state === 'accepted' &&
        known.user === body.shareWith &&
        known.from === from &&
        known.library?.repoId === library?.repoId &&
        known.library?.serviceUrl === library?.serviceUrl,
    );
  }

  details(body: Body, _share?: IncomingShare): ShareDetails {
    const options = optionsOf(body);
    const serviceUrl = textOf(options[this.#dialect.serviceUrl]);
    const senderHost = URL.canParse(serviceUrl) ? new URL(serviceUrl).host : '';
    return {
      name: textOf(body.name),
      kind: 'folder',
      providerId: textOf(body.providerId),
      resourceType: textOf(body.resourceType),
      from: `${textOf(body.sender)}@${senderHost}`,
      senderHost,
      state: 'accepted',
      form: 'legacy',
      secret: textOf(options.sharedSecret),
      permission: canWrite(options.permissions) ? 'edit' : 'read',
      library: { serviceUrl, repoId: textOf(options.repoId) },
    };
  }

  #protocolProblems(protocol: unknown): ShareProblem[] {
    if (protocol === undefined || protocol === null) return [problem('protocol', 'missing')];
    if (!isObject(protocol)) return [problem('protocol', 'type')];
    const name = stringProblem('protocol.name', protocol.name);
    if (name.length > 0) return name;
    if (protocol.name !== this.#dialect.protocol) return [problem('protocol.name', 'unsupported', 501)];
    const { options } = protocol;
    if (options === undefined || options === null) return [problem('protocol.options', 'missing')];
    if (!isObject(options)) return [problem('protocol.options', 'type')];
    const at = (member: string): string => `protocol.options.${member}`;
    const { serviceUrl } = this.#dialect;
    const problems = ['sharedSecret', 'repoId', serviceUrl].flatMap((member) =>
      stringProblem(at(member), options[member]),
    );
    const { permissions } = options;
    if (permissions === undefined) problems.push(problem(at('permissions'), 'missing'));
    else if (!Array.isArray(permissions) || permissions.some((item) => typeof item !== 'string'))
      problems.push(problem(at('permissions'), 'type'));
    // Paths are appended to it as it stands.
    if (isFilled(options[serviceUrl]) && !/^https?:\/\/[^/]+\/(.*\/)?$/.test(options[serviceUrl]))
      problems.push(problem(at(serviceUrl), 'grammar'));
    return problems;
  }
}

function optionsOf(body: Body): Body {
  const options = isObject(body.protocol) ? body.protocol.options : undefined;
  return isObject(options) ? options : {};
}

const canWrite = (permissions: unknown): boolean => Array.isArray(permissions) && permissions.includes('write');
const isFilled = (value: unknown): value is string => typeof value === 'string' && value !== '';
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
