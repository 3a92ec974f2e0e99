import type { QbtcStack } from '../api/generated/resource.ts';
import { type Cidr, hasHostBits, networkOf, overlap, parseCidr } from './cidr.ts';
import type { Problem } from './diagnostic.ts';
import { formatPath, type Path } from './schema.ts';

/** Finds networks that an engine would refuse, or that would be in each other's way. */
export function networkProblems({ spec }: QbtcStack): Problem[] {
  const taken: Subnet[] = [];
  return (spec.docker?.networks ?? []).flatMap(({ name, subnet }, index) => {
    const path = ['spec', 'docker', 'networks', index];
    return [...nameProblems(name, [...path, 'name']), ...subnetProblems(subnet, [...path, 'subnet'], taken)];
  });
}

interface Subnet {
  readonly cidr: Cidr;
  readonly path: Path;
}

/** @param taken the subnets of the networks before; a good one is added */
function subnetProblems(subnet: string | undefined, path: Path, taken: Subnet[]): Problem[] {
  if (subnet === undefined) return [];
  const cidr = parseCidr(subnet);
  if (!cidr) return [{ path, message: 'must be a network like 172.25.0.0/16 or fd00:25::/64' }];
  const fault = faultOf(cidr);
  if (fault !== undefined) return [{ path, message: fault }];
  const other = taken.find((earlier) => overlap(earlier.cidr, cidr));
  taken.push({ cidr, path });
  return other ? [{ path, message: `has addresses in common with ${formatPath(other.path)}` }] : [];
}

/** Networks that every engine has; a container that joined `host` would share the host's network without saying so. */
const ENGINE_NETWORKS: readonly string[] = ['bridge', 'default', 'host', 'none'];

function nameProblems(name: string, path: Path): Problem[] {
  if (!ENGINE_NETWORKS.includes(name)) return [];
  const instead = name === 'host' ? 'set hostNetwork on the service instead' : 'choose another name';
  return [{ path, message: `"${name}" is a network of the engine itself; ${instead}` }];
}

/** How long a prefix may be: below are networks that would hide the rest of the world, above such without room for a container. */
const PREFIXES = { 4: { from: 8, to: 30 }, 6: { from: 16, to: 126 } } as const;

/** Addresses that mean something else everywhere (RFC 6890). */
const SPECIAL = ['0.0.0.0/8', '127.0.0.0/8', '169.254.0.0/16', '224.0.0.0/3', '::/16', 'fe80::/10', 'ff00::/8'].flatMap(
  (text) => parseCidr(text) ?? [],
);

function faultOf(cidr: Cidr): string | undefined {
  const { from, to } = PREFIXES[cidr.family];
  if (cidr.prefix < from || cidr.prefix > to)
    return `the number after / must be from ${from} to ${to} for IPv${cidr.family}`;
  if (SPECIAL.some((special) => overlap(special, cidr))) {
    return 'is for loopback, link-local, multicast or reserved addresses; take a private network like 172.25.0.0/16';
  }
  return hasHostBits(cidr) ? `must be the network's first address: ${networkOf(cidr)}` : undefined;
}
