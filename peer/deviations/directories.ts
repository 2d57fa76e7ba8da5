import { readJws } from '../../protocol/jws.js';
import { bytesOf } from '../http/content.js';
import type { PeerReply } from '../http/router.js';
import type { Deviation } from './deviation.js';
import { answer, behave, inArea } from './tools.js';

type Apply = Deviation['apply'];
type Member = Record<string, unknown>;

/** Changes what is signed. */
const payload =
  (change: (document: { federation?: unknown; servers?: unknown }) => unknown): Apply =>
  (behaviour) => {
    behaviour.directoryPayload.push((draft) => change(draft as Member));
  };

/** Changes the first server that is listed. */
const firstServer = (change: (server: Member) => Member): Apply =>
  payload(({ servers, ...document }) => {
    const [first, ...others] = servers as Member[];
    return { ...document, servers: [change(first ?? {}), ...others] };
  });

const urlOf = (change: (url: string) => string): Apply =>
  firstServer((server) => ({ ...server, url: change(String(server.url)) }));

const textOf = (reply: PeerReply): string => Buffer.from(bytesOf(reply.body ?? '')).toString('utf8');

/** A directory of one's own, and those of others. */
export const directoryDeviations: readonly Deviation[] = inArea('directories', {
  'directory-needs-log-in': [
    'The directory is given to nobody without credentials',
    answer('directory-answer', (reply) => ({ ...reply, status: 401 })),
  ],
  'directory-is-plain': [
    'The directory is not signed',
    answer('directory-answer', (reply) => ({ ...reply, body: JSON.stringify(readJws(textOf(reply))?.payload) })),
  ],
  'directory-is-compact': [
    'The directory is a JWS in compact form',
    answer('directory-answer', (reply) => {
      const jws = JSON.parse(textOf(reply)) as Record<'protected' | 'payload' | 'signature', string>;
      return { ...reply, body: `${jws.protected}.${jws.payload}.${jws.signature}` };
    }),
  ],
  'directory-signed-by-nobody': [
    'The directory is signed with a key that nobody was told',
    behave({ signsDirectoryAsNobody: true }),
  ],
  'directory-without-federation': ['The directory has no `federation`', payload(({ servers }) => ({ servers }))],
  'directory-servers-is-object': [
    '`servers` of the directory is an object',
    payload((document) => ({ ...document, servers: {} })),
  ],
  'directory-server-without-name': [
    'A server of the directory has no `displayName`',
    firstServer(({ url }) => ({ url })),
  ],
  'directory-url-without-scheme': [
    'A server of the directory is named without scheme',
    urlOf((url) => url.replace(/^https:\/\//, '')),
  ],
  'directory-url-with-port': ['A server of the directory has a port', urlOf((url) => `${url}:8443`)],
  'directory-url-with-path': ['A server of the directory has a path', urlOf((url) => `${url}/ocm`)],
  'directory-url-with-query': ['A server of the directory has a query', urlOf((url) => `${url}?lang=en`)],
  'directories-not-verified': [
    'Servers of directories are offered whoever signed the list',
    behave({ trustsAnyDirectory: true }),
  ],
});
