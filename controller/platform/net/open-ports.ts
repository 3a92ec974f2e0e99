import { connect } from 'node:net';
import type { Address } from '../../api/runtime.ts';
import { isSelfConnected } from './tcp-probe.ts';

/** Connections that are tried at once. */
const AT_ONCE = 256;

/**
 * The addresses that accept connections, in their order.
 *
 * @param patience milliseconds for each
 */
export async function openPorts(
  addresses: readonly Address[],
  patience: number,
  signal: AbortSignal,
): Promise<Address[]> {
  const open = new Set<Address>();
  const waiting = addresses.values();
  const work = async (): Promise<void> => {
    for (const address of waiting) {
      signal.throwIfAborted();
      if (await accepts(address, patience)) open.add(address);
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, addresses.length) }, work));
  return addresses.filter((address) => open.has(address));
}

function accepts(address: Address, patience: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(address);
    const settle = (isOpen: boolean): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(isOpen);
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
