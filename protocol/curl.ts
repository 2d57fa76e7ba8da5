import type { Exchange } from './exchange.js';

/** Longest body, in characters, that is of use on a command line. */
const LONGEST_BODY = 8_000;
/** What curl writes itself, or what belonged to the one connection. */
const NOT_OURS = new Set([
  'host',
  'connection',
  'content-length',
  'transfer-encoding',
  'keep-alive',
  'cookie',
  'accept-encoding',
  'expect',
]);
/** Headers that curl adds unless they are given: an empty one keeps it from that. */
const ADDED = ['accept', 'content-type', 'user-agent'];
const PEER_IS = 'the host:port of an OCM server that the target reaches, as ocm-interop peer shows it';
const CREDENTIALS = /^basic <base64 of (<secret-\d+>:|user and password)>$/i;

export interface CurlOptions {
  /** PEM file that the server's certificate is trusted by. */
  ca?: string;
  /** What stands in texts for a secret of the profile. */
  mask?: string;
  /** Host[:port] of our side, which is gone after a run: who is asked about the sender must find one there. */
  peer?: string;
}

/**
 * The request of a redacted exchange as a line for a POSIX shell, which sends it again when pasted. Secrets are variables: the line says
 * first, by `${SECRET_1:?…}`, which of them have to be set, and to what. Undefined for a body that is not kept whole or no text.
 */
export function curlOf({ request }: Pick<Exchange, 'request'>, options: CurlOptions = {}): string | undefined {
  const { method, url, headers, body } = request;
  if (body.truncated || body.text.length > LONGEST_BODY || /[\0\uFFFD]/.test(body.text)) return undefined;
  const { ca } = options;
  const variables = new Map<string, string>();
  const word = (text: string, place: string): string => quoted(text, place, variables, options);
  const parts = ['curl', '-sS', '-i', '-g', '--path-as-is'];
  if (ca !== undefined) parts.push('--cacert', word(ca, 'the file'));
  if (method === 'HEAD') parts.push('-I');
  else if (method !== 'GET' || body.text !== '') parts.push('-X', word(method, 'the method'));
  parts.push(word(url, 'the URL'));
  for (const [name, value] of Object.entries(headers)) {
    if (NOT_OURS.has(name)) continue;
    const basic = name === 'authorization' ? CREDENTIALS.exec(value)?.[1] : undefined;
    if (basic === 'user and password') parts.push('-u', variable('LOGIN', 'user:password of the request', variables));
    else if (basic !== undefined) parts.push('-u', word(basic, 'the user name'));
    else
      parts.push(
        '-H',
        word(value === '' ? `${name};` : `${name}: ${value}`, `the header ${name.replaceAll(/[^\w-]/g, '')}`),
      );
  }
  for (const name of ADDED)
    if (headers[name] === undefined && (name !== 'content-type' || body.text !== '')) parts.push('-H', `'${name}:'`);
  if (body.text !== '') parts.push('--data-raw', word(body.text, 'the body'));
  const first = [...variables].map(([name, about]) => `: "\${${name}:?set ${name} to ${about}}"`);
  return [...first, parts.join(' ')].join(' && ');
}

/** A text in single quotes, with variables in the place of what must not or cannot stand there. */
function quoted(text: string, place: string, variables: Map<string, string>, { mask, peer }: CurlOptions): string {
  const marker = new RegExp(`(${['<secret-\\d+>', '<cut secret>', ...[mask, peer].flatMap(literally)].join('|')})`);
  let before = '';
  const pieces = text.split(marker).map((piece, index) => {
    const field = /"([\w-]+)"\s*:\s*"$/.exec(before)?.[1];
    before += piece;
    if (index % 2 === 0) return piece === '' ? '' : `'${piece.replaceAll("'", "'\\''")}'`;
    if (piece === peer) return variable('PEER', PEER_IS, variables);
    const number = /\d+/.exec(piece)?.[0];
    const name = number === undefined ? 'SECRET' : `SECRET_${number}`;
    return variable(name, `what stood in ${place}${field === undefined ? '' : ` as ${field}`}`, variables);
  });
  return pieces.join('') || "''";
}

const literally = (text: string | undefined): string[] =>
  text === undefined ? [] : [text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')];

function variable(name: string, about: string, variables: Map<string, string>): string {
  if (!variables.has(name)) variables.set(name, about);
  return `"$${name}"`;
}
