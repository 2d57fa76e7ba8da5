import type { Exchange } from '../protocol/exchange.js';
import type { Profile } from '../targets/profile.js';
import { unreachableAdvice } from './advice.js';
import { addressesOf, inspectTls, tcpProblem } from './network.js';
import type { StepLog } from './steps.js';

const TIMEOUT_MS = 5_000;
const DAY_MS = 86_400_000;
/** A certificate that ends sooner is worth a word. */
const SOON_MS = 14 * DAY_MS;
/** Signatures of messages and their answers tolerate less; beyond this, receivers refuse. */
const CLOCK_MS = 60_000;

/** DNS, TCP and TLS of one host. False when nothing further can be looked at. */
export async function examineNetwork(
  profile: Profile,
  authority: string,
  ca: string[],
  log: StepLog,
): Promise<boolean> {
  const { hostname, port: written } = new URL(`https://${authority}`);
  const port = Number(written || 443);
  const advise = (
    code: 'dns' | 'refused' | 'unreachable' | 'timeout',
    message: string,
  ): { found: string; fix: string } => unreachableAdvice(profile, { code, message });

  const addresses = await addressesOf(hostname);
  if (addresses.length === 0) {
    const { found, fix } = advise('dns', `${hostname} has no address`);
    log.bad('dns', found, fix);
    return false;
  }
  log.good('dns', `${hostname} is ${addresses.join(', ')}`);

  const closed = await tcpProblem(hostname, port, TIMEOUT_MS);
  if (closed !== undefined) {
    const { found, fix } =
      closed === 'ECONNREFUSED'
        ? advise('refused', `nothing listens at ${hostname}:${port}`)
        : advise('unreachable', `${hostname}:${port} cannot be reached (${closed})`);
    log.bad('tcp', found, fix);
    return false;
  }
  log.good('tcp', `port ${port} is open`);
  return examineTls(profile, hostname, port, ca, log);
}

async function examineTls(profile: Profile, host: string, port: number, ca: string[], log: StepLog): Promise<boolean> {
  const facts = await inspectTls(host, port, ca, TIMEOUT_MS);
  const code = !facts.problem
    ? undefined
    : facts.problem === 'ERR_TLS_CERT_ALTNAME_INVALID'
      ? 'tls-name'
      : /WRONG_VERSION_NUMBER|PACKET_LENGTH|ECONNRESET|EPROTO|timeout/.test(facts.problem) && facts.names.length === 0
        ? 'plain-http'
        : 'tls';
  if (code) {
    const message =
      code === 'plain-http' ? `${host}:${port} does not speak TLS (${facts.problem})` : (facts.problem ?? '');
    const { found, fix } = unreachableAdvice(profile, { code, message }, facts);
    log.bad('tls', found, fix);
    return false;
  }
  const until = facts.validTo?.toISOString().slice(0, 10) ?? 'an unknown day';
  const isEnding = facts.validTo !== undefined && facts.validTo.getTime() - Date.now() < SOON_MS;
  log.good(
    'tls',
    `${facts.protocol ?? 'TLS'}, certificate for ${facts.names.join(', ')} by ${facts.issuer ?? 'an unnamed issuer'}, valid until ${until}`,
    isEnding ? 'the certificate ends soon: renew it' : '',
  );
  return true;
}

/** Compares the clocks by the Date header of an answer; half of the time the answer took is the uncertainty. */
export function examineClock(exchange: Exchange, log: StepLog): void {
  const date = exchange.response?.headers.date;
  const server = date === undefined ? Number.NaN : Date.parse(date);
  if (Number.isNaN(server)) {
    log.good('clock', 'the server sends no Date header, so clocks cannot be compared');
    return;
  }
  const skew = server - (Date.parse(exchange.at) + exchange.ms / 2);
  const seconds = Math.round(Math.abs(skew) / 1_000);
  if (Math.abs(skew) - exchange.ms / 2 - 1_000 > CLOCK_MS)
    log.bad(
      'clock',
      `the server's clock is ${seconds} s ${skew > 0 ? 'ahead of' : 'behind'} this machine's`,
      'set both clocks (NTP): signatures and tokens are refused when their time is wrong',
    );
  else log.good('clock', `differs by ${seconds} s at most`);
}
