import { lookup } from 'node:dns/promises';
import { BlockList, isIPv4, isIPv6 } from 'node:net';
import { networkInterfaces } from 'node:os';
import type { CheckContext, TargetView } from '../../../fixtures/check.js';
import type { HostOptions, PeerExchange, PeerHostInfo } from '../../../peer/contract.js';
import { deliver } from '../support/deliver.js';
import { onHost, otherHost } from '../support/hosts.js';

/** Addresses that belong to the machine or the network of whoever uses them: loopback, link-local, private. */
const INSIDE = new BlockList();
for (const [net, bits] of [
  ['127.0.0.0', 8],
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['169.254.0.0', 16],
  ['0.0.0.0', 8],
] as const)
  INSIDE.addSubnet(net, bits, 'ipv4');
for (const [net, bits] of [
  ['::1', 128],
  ['fc00::', 7],
  ['fe80::', 10],
] as const)
  INSIDE.addSubnet(net, bits, 'ipv6');

const isInside = (address: string): boolean => INSIDE.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
const isLoopback = (address: string): boolean => address.startsWith('127.') || address === '::1';

async function addressOf(authority: string): Promise<string | undefined> {
  const name = authority.replace(/:\d+$/, '').replace(/^\[|\]$/g, '');
  return lookup(name).then(
    ({ address }) => address,
    () => undefined,
  );
}

/**
 * Whether the target has to talk to addresses of the inside for us to speak with it at all, as in a lab: then it says nothing that it talks
 * to one more of them.
 */
export async function isLab(ctx: CheckContext): Promise<boolean> {
  const address = await addressOf(ctx.host.authority);
  return address !== undefined && isInside(address);
}

/** Another address of loopback where the target is on loopback, else one of this machine in its own network; undefined where it has none. */
export async function insidePlace(ctx: CheckContext): Promise<string | undefined> {
  const target = await addressOf(ctx.target.authority);
  if (target !== undefined && isLoopback(target)) return process.platform === 'linux' ? '127.0.0.2' : '127.0.0.1';
  const own = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return own.find(({ address, internal }) => !internal && isIPv4(address) && isInside(address))?.address;
}

/** A host of ours on such an address, that the target hears of from nobody but those that mean no good. */
export const plant = (ctx: CheckContext, bind: string, more: Partial<HostOptions> = {}): Promise<PeerHostInfo> =>
  otherHost(ctx, 'canary', { bind, apart: true, ...more });

/** What knocked at a host of ours. */
export const knocksAt = (ctx: CheckContext, host: PeerHostInfo): Promise<PeerExchange[]> =>
  ctx.peer.exchanges({ host: host.id, direction: 'in' });

const controls = new WeakMap<TargetView, Map<string, Promise<boolean>>>();

/** Whether the target goes to such an address when a share simply names it as that of its sender; tried once per target and address. */
export function isOpenTo(ctx: CheckContext, bind: string): Promise<boolean> {
  const known = controls.get(ctx.target) ?? new Map<string, Promise<boolean>>();
  controls.set(ctx.target, known);
  const found = known.get(bind) ?? tryPlainly(ctx, bind);
  known.set(bind, found);
  return found;
}

async function tryPlainly(ctx: CheckContext, bind: string): Promise<boolean> {
  const host = await plant(ctx, bind);
  await deliver(onHost(ctx, host));
  await ctx.settle();
  return (await knocksAt(ctx, host)).length > 0;
}
