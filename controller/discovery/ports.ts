import type { DiscoveryRequest, Found } from '../api/discovery.ts';
import type { Address } from '../api/runtime.ts';

/** Milliseconds for a connection: on loopback and in a local network it takes a few. */
const PATIENCE = 400;

type OpenPorts = (addresses: readonly Address[], patience: number, signal: AbortSignal) => Promise<Address[]>;

/** What accepts connections. Of loopback, both families are looked at. */
export async function findOpenPorts(
  { hosts, ports }: NonNullable<DiscoveryRequest['ports']>,
  openPorts: OpenPorts,
  signal: AbortSignal,
): Promise<Found> {
  const all = new Set(
    hosts.flatMap((host) => (host === '127.0.0.1' || host === 'localhost' ? ['127.0.0.1', '::1'] : [host])),
  );
  const addresses = [...all].flatMap((host) => ports.map((port) => ({ host, port })));
  const open = await openPorts(addresses, PATIENCE, signal);
  return { sightings: open.map((address) => ({ method: 'ports', ...address })), gaps: [] };
}
