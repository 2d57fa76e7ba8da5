import { connect, createServer, type Socket } from 'node:net';

/** A relay that holds back what it forwards. */
export interface DelayRelay {
  port: number;
  close(): Promise<void>;
}

/**
 * Forwards TCP to a port on loopback and holds every piece back for `oneWayMs` in each direction, keeping the order:
 * what a distance of 2 x `oneWayMs` round trip does to a client.
 */
export async function startDelay(target: number, oneWayMs: number): Promise<DelayRelay> {
  const open = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(target, '127.0.0.1');
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      open.add(from);
      from.on('data', (chunk) => setTimeout(() => !to.destroyed && to.write(chunk), oneWayMs));
      from.on('end', () => setTimeout(() => to.end(), oneWayMs));
      from.on('error', () => to.destroy());
      from.on('close', () => open.delete(from));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the relay has no port');
  return {
    port: address.port,
    async close() {
      for (const socket of open) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
