import { Agent, request } from 'undici';
import type { PeerControl, PeerExchange } from '../contract.js';
import { type Answer, decode, encode, type Method } from './wire.js';

/** Longest that one request waits for an exchange, in ms; a longer budget is several requests. */
const POLL_MS = 20_000;

/**
 * A peer of another process of this machine, as if it were here.
 * Methods reject with RangeError for wrong use, and with Error when the peer failed or is gone.
 * `close` ends the connection, not the peer, which belongs to the process that started it.
 */
export function connectPeer(url: string, token: string): PeerControl {
  const agent = new Agent({ keepAliveTimeout: 2_000 });

  async function call<T>(method: Method, ...args: unknown[]): Promise<T> {
    const response = await request(`${url}/call`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: encode({ method, args }),
      dispatcher: agent,
    });
    const answer = decode(await response.body.text()) as Answer;
    if ('error' in answer) {
      const { kind, message } = answer.error;
      throw kind === 'usage'
        ? new RangeError(message)
        : new Error(`the reference peer failed in ${method}: ${message}`);
    }
    return answer.result as T;
  }

  return {
    openHost: (options) => call('openHost', options),
    closeHost: (host) => call('closeHost', host),
    suspendHost: (host) => call('suspendHost', host),
    resumeHost: (host) => call('resumeHost', host),
    limitHost: (host, authorities) => call('limitHost', host, ...(authorities === undefined ? [] : [authorities])),
    hosts: () => call('hosts'),
    addAccount: (host, account) => call('addAccount', host, account),
    addGroup: (host, group) => call('addGroup', host, group),
    put: (host, user, path, content) => call('put', host, user, path, ...(content === undefined ? [] : [content])),
    sendShare: (host, share) => call('sendShare', host, share),
    sendNotification: (host, notification) => call('sendNotification', host, notification),
    send: (host, raw) => call('send', host, raw),
    unshare: (host, providerId, notify) => call('unshare', host, providerId, notify),
    createInvite: (host, invite) => call('createInvite', host, invite),
    acceptInvite: (host, acceptance) => call('acceptInvite', host, acceptance),
    contacts: (host, user) => call('contacts', host, user),
    received: (host, user) => call('received', host, user),
    accept: (host, user, shareId) => call('accept', host, user, shareId),
    decline: (host, user, shareId) => call('decline', host, user, shareId),
    dav: (host, user, shareId, dav) => call('dav', host, user, shareId, dav),
    mark: () => call('mark'),
    exchanges: (filter) => call('exchanges', filter),
    async awaitExchange(filter, budgetMs) {
      const end = Date.now() + budgetMs;
      for (;;) {
        const budget = Math.max(0, Math.min(POLL_MS, end - Date.now()));
        const exchange = await call<PeerExchange | undefined>('awaitExchange', filter, budget);
        if (exchange || Date.now() >= end) return exchange;
      }
    },
    idle: (host) => call('idle', ...(host === undefined ? [] : [host])),
    close: () => agent.close(),
  };
}
