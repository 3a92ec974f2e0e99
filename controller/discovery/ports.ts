import type { DiscoveryRequest, Found } from '../api/discovery.ts';
import type { Address } from '../api/runtime.ts';

/** Milliseconds for a connection: on loopback and in a local network it takes a few. */
const PATIENCE = 400;
/** Milliseconds for all of them; less than the method has, so that what was found by then is told. */
const ALL = 4000;
/** Addresses of one look at most. */
const MOST = 20_000;

export type OpenPorts = (
  addresses: readonly Address[],
  patience: { readonly each: number; readonly all: number },
  signal: AbortSignal,
) => Promise<{ readonly open: readonly Address[]; readonly tried: number }>;

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
  const { open, tried } = await openPorts(addresses.slice(0, MOST), { each: PATIENCE, all: ALL }, signal);
  const gap = `only ${tried} of ${addresses.length} addresses could be tried in time; look at fewer hosts or ports`;
  return {
    sightings: open.map((address) => ({ method: 'ports', ...address })),
    gaps: tried < addresses.length ? [gap] : [],
  };
}
