import type { Exchange, RecordedBody } from './exchange.js';

/** JSON and form fields whose values open something. `code` is the old name of a secret that is exchanged for a token. */
const SECRET_FIELDS = [
  'sharedSecret',
  'shared_secret',
  'access_token',
  'refresh_token',
  'password',
  'requesttoken',
  'token',
  'code',
  'secret',
];
const FIELD = new RegExp(
  `("(?:${SECRET_FIELDS.join('|')})"\\s*:\\s*)("(?:[^"\\\\]|\\\\.)*(?:"|\\\\?$)|-?\\d[\\d.eE+-]*)`,
  'gi',
);
const PARAMETER = new RegExp(`((?:^|[?&])(?:${SECRET_FIELDS.join('|')})=)([^&#\\s]+)`, 'gi');
/** Links through which a file comes or goes, whoever has them. */
const FILE_LINK = /(\/(?:files|upload-aj|upload-api)\/)([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?![0-9a-f])/gi;
/** Values of a field `code` that name a condition, as error answers have them, and open nothing. */
const CONDITION = /^[A-Z]+(_[A-Z]+)*$|^\d{3}$/;
/** The first field of an object `error`: a condition whatever it is written like. */
const ERROR_CODE = /^"code"/i;
const IN_ERROR = /"error"\s*:\s*\{\s*$/;
/** Headers, besides credentials and cookies, that open something: tokens of sessions and keys of interfaces. */
const SECRET_HEADER = /^(requesttoken|(x-)?(access-?token|auth-token|csrf-?token|xsrf-token|api-?key))$/;
/** Shorter values are replaced where they stand as a secret, but not searched for elsewhere. */
const SEARCHABLE = 8;

/**
 * Replaces secrets by markers, the same marker for the same secret, so that a reader still sees where it is used again.
 * It must see an exchange before the secret can be found elsewhere in it: `exchange` learns first, then replaces.
 */
export class Redactor {
  readonly #markers = new Map<string, string>();
  readonly #known = new KnownForms();

  /** Makes a secret known ahead of its first use, e.g. a password of the profile. */
  learn(secret: string): void {
    this.#marker(secret);
  }

  /** A copy without secrets: credentials, cookies, secret fields, and known secrets anywhere. */
  exchange(exchange: Exchange): Exchange {
    this.#learnFrom(exchange);
    const { request, response, error } = exchange;
    return {
      ...exchange,
      request: {
        method: request.method,
        url: this.text(request.url),
        headers: this.#headers(request.headers),
        body: this.#body(request.body),
      },
      ...(response === undefined
        ? {}
        : {
            response: {
              status: response.status,
              headers: this.#headers(response.headers),
              body: this.#body(response.body),
            },
          }),
      ...(error === undefined ? {} : { error: { code: error.code, message: this.text(error.message) } }),
    };
  }

  /** Text of any kind without secret fields and known secrets. */
  text(text: string): string {
    const shown = text
      .replace(FIELD, (all: string, key: string, value: string, at: number) =>
        ERROR_CODE.test(key) && IN_ERROR.test(text.slice(Math.max(0, at - 20), at))
          ? all
          : key + this.#fieldValue(key, value),
      )
      .replace(PARAMETER, (_, key: string, value: string) => key + this.#marker(decoded(value)))
      .replace(FILE_LINK, (_, path: string, token: string) => path + this.#marker(token))
      .replace(/\/\/[^/@\s"']+:[^/@\s"']+@/g, '//<credentials>@');
    return this.#known.replacedIn(shown);
  }

  #learnFrom({ request, response }: Exchange): void {
    for (const text of [request.body.text, response?.body.text ?? '', request.url]) this.text(text);
    const credentials = /^(basic|bearer|token)\s+(\S+)/i.exec(request.headers.authorization ?? '');
    if (!credentials?.[2]) return;
    if (credentials[1]?.toLowerCase() !== 'basic') this.#marker(credentials[2]);
    else {
      const [user = '', ...rest] = Buffer.from(credentials[2], 'base64').toString('utf8').split(':');
      const password = rest.join(':');
      // An OCM secret travels as the user name with an empty password; a person's name is no secret.
      this.#marker(password === '' ? user : password);
    }
  }

  #headers(headers: Record<string, string>): Record<string, string> {
    return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, this.#header(name, value)]));
  }

  #header(name: string, value: string): string {
    if (name === 'cookie' || name === 'set-cookie') return '<cookie>';
    if (SECRET_HEADER.test(name)) return this.#marker(value);
    if (name !== 'authorization' && name !== 'proxy-authorization') return this.text(value);
    const [scheme = '', credentials = ''] = value.split(/\s+/, 2);
    if (/^(bearer|token)$/i.test(scheme)) return `${scheme} ${this.#marker(credentials)}`;
    if (scheme.toLowerCase() !== 'basic') return `${scheme} <credentials>`;
    const [user = '', ...rest] = Buffer.from(credentials, 'base64').toString('utf8').split(':');
    const password = rest.join(':');
    return password === '' ? `${scheme} <base64 of ${this.#marker(user)}:>` : `${scheme} <base64 of user and password>`;
  }

  #body(body: RecordedBody): RecordedBody {
    return { ...body, text: this.text(body.text) };
  }

  #fieldValue(key: string, literal: string): string {
    const mayBeCondition = ERROR_CODE.test(key);
    // Cut in the middle: which secret it was cannot be told, and part of it is too much.
    if (literal.startsWith('"') && !/^"(?:[^"\\]|\\.)*"$/.test(literal)) return '"<cut secret>';
    if (!literal.startsWith('"')) return mayBeCondition && CONDITION.test(literal) ? literal : '0';
    let value: string;
    try {
      value = JSON.parse(literal) as string;
    } catch {
      value = literal.slice(1, -1);
    }
    return mayBeCondition && CONDITION.test(value) ? literal : JSON.stringify(this.#marker(value));
  }

  #marker(secret: string): string {
    if (secret === '' || /^<secret-\d+>$/.test(secret)) return secret;
    let marker = this.#markers.get(secret);
    if (!marker) {
      marker = `<secret-${this.#markers.size + 1}>`;
      this.#markers.set(secret, marker);
      if (secret.length >= SEARCHABLE) for (const form of formsOf(secret)) this.#known.add(form, marker);
    }
    return marker;
  }
}

/** Every way of writing a secret that is long enough to be searched for. By their beginnings: secrets are many, and so are texts. */
class KnownForms {
  readonly #byStart = new Map<string, [form: string, marker: string][]>();

  add(form: string, marker: string): void {
    const start = form.slice(0, SEARCHABLE);
    const alike = this.#byStart.get(start) ?? [];
    if (alike.some(([known]) => known === form)) return;
    // The longest first: credentials that begin with a secret are replaced as a whole.
    this.#byStart.set(
      start,
      [...alike, [form, marker] as [string, string]].sort(([a], [b]) => b.length - a.length),
    );
  }

  replacedIn(text: string): string {
    if (this.#byStart.size === 0) return text;
    let out = '';
    let copied = 0;
    for (let at = 0; at + SEARCHABLE <= text.length; at += 1) {
      const found = this.#byStart.get(text.slice(at, at + SEARCHABLE))?.find(([form]) => text.startsWith(form, at));
      if (!found) continue;
      const [form, marker] = found;
      out += text.slice(copied, at) + marker;
      copied = at + form.length;
      at = copied - 1;
    }
    return out + text.slice(copied);
  }
}

/** How a secret may be written: as it is, in a URL, in JSON, and as Basic credentials with an empty password. */
function formsOf(secret: string): Set<string> {
  return new Set([
    secret,
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
    Buffer.from(`${secret}:`).toString('base64'),
    Buffer.from(secret).toString('base64'),
  ]);
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value.replaceAll('+', ' '));
  } catch {
    return value;
  }
}
