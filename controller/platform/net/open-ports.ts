import { lookup } from 'node:dns/promises';
import { connect, isIP } from 'node:net';
import type { Address } from '../../api/runtime.ts';
import { isSelfConnected } from './tcp-probe.ts';

/** Connections that are tried at once. */
const AT_ONCE = 256;

/**
 * The addresses that accept connections, in their order, as far as they could be tried in time.
 *
 * @param patience milliseconds for each, and for all
 */
export async function openPorts(
  addresses: readonly Address[],
  patience: { readonly each: number; readonly all: number },
  signal: AbortSignal,
): Promise<{ readonly open: Address[]; readonly tried: number }> {
  const end = performance.now() + patience.all;
  const resolved = await resolve(new Set(addresses.map(({ host }) => host)));
  const open = new Set<Address>();
  const waiting = addresses.values();
  let tried = 0;
  const work = async (): Promise<void> => {
    for (const address of waiting) {
      signal.throwIfAborted();
      if (performance.now() > end) return;
      const host = resolved.get(address.host);
      if (host !== undefined && (await accepts({ host, port: address.port }, patience.each))) open.add(address);
      tried++;
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, addresses.length) }, work));
  return { open: addresses.filter((address) => open.has(address)), tried };
}

/** Each name once: the resolver has few threads. A name that means nothing has no address. */
async function resolve(hosts: ReadonlySet<string>): Promise<Map<string, string>> {
  const pairs = await Promise.all(
    [...hosts].map(async (host): Promise<[string, string][]> => {
      if (isIP(host) !== 0) return [[host, host]];
      return lookup(host).then(
        ({ address }): [string, string][] => [[host, address]],
        () => [],
      );
    }),
  );
  return new Map(pairs.flat());
}

function accepts(address: Address, patience: number): Promise<boolean> {
  return new Promise((settled) => {
    const socket = connect(address);
    const settle = (isOpen: boolean): void => {
      clearTimeout(timer);
      socket.destroy();
      settled(isOpen);
    };
    const timer = setTimeout(settle, patience, false);
    socket.on('connect', () => {
      settle(!isSelfConnected(socket));
    });
    socket.on('error', () => {
      settle(false);
    });
  });
}
