import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { PeerControl } from '../contract.js';
import { listen, type RawIncoming } from '../http/listener.js';
import type { PeerReply } from '../http/router.js';
import { type Answer, type Call, decode, encode, METHODS } from './wire.js';

export interface ControlServer {
  /** `http://127.0.0.1:port`. */
  url: string;
  /** Bearer token; whoever has it commands the peer. */
  token: string;
  close(): Promise<void>;
}

/** Offers a peer to other processes of this machine. */
export async function serveControl(peer: PeerControl, options: { port?: number } = {}): Promise<ControlServer> {
  const token = randomBytes(24).toString('base64url');
  const listener = await listen({
    port: options.port ?? 0,
    bind: '127.0.0.1',
    handle: (request) => answer(peer, token, request),
  });
  return { url: `http://127.0.0.1:${listener.port}`, token, close: () => listener.close() };
}

async function answer(peer: PeerControl, token: string, request: RawIncoming): Promise<PeerReply> {
  if (!isAuthorized(request.headers.authorization, token)) {
    return reply(401, { error: { kind: 'usage', message: 'the control token of this peer is another one' } });
  }
  const call = readCall(request);
  if (!call) return reply(400, { error: { kind: 'usage', message: 'this is not a call of the control API' } });
  try {
    const method = peer[call.method] as (...args: unknown[]) => Promise<unknown>;
    return reply(200, { result: await method.apply(peer, call.args) });
  } catch (error) {
    const kind = error instanceof RangeError ? 'usage' : 'fault';
    return reply(kind === 'usage' ? 400 : 500, { error: { kind, message: messageOf(error) } });
  }
}

function readCall(request: RawIncoming): Call | undefined {
  if (request.method !== 'POST' || request.target !== '/call') return undefined;
  try {
    const call = decode(Buffer.from(request.body).toString('utf8')) as Partial<Call>;
    return Array.isArray(call.args) && METHODS.some((name) => name === call.method) ? (call as Call) : undefined;
  } catch {
    return undefined;
  }
}

function reply(status: number, body: Answer): PeerReply {
  return { status, headers: { 'content-type': 'application/json' }, body: encode(body) };
}

function isAuthorized(header: string | undefined, token: string): boolean {
  const given = Buffer.from(header ?? '');
  const wanted = Buffer.from(`Bearer ${token}`);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
