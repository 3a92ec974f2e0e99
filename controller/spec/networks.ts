import { createHash } from 'node:crypto';
import type { NetworkNeed } from '../api/facilities.ts';
import type { Service, StackSpec } from '../api/generated/resource.ts';
import type { NetworkMembership, StackRef } from '../api/runtime.ts';

/**
 * The networks of a stack: those that it declares; one of its own where it declares none and has containers to connect. Containers that are
 * all there already are connected as they need it.
 */
export function networksOf(spec: StackSpec, stack: Pick<StackRef, 'name' | 'uid'>): NetworkNeed[] {
  const declared = spec.docker?.networks ?? [];
  if (declared.length > 0) return declared;
  const needed = spec.services.some(({ docker, adopt }) => docker && !docker.hostNetwork && !adopt);
  return needed ? [{ name: impliedNetwork(stack), internal: false }] : [];
}

/**
 * What the containers of a service join: the networks that it names, else all of the stack; by its name and its further aliases.
 *
 * @param networks those of the stack
 */
export function membershipsOf({ name, docker }: Service, networks: readonly NetworkNeed[]): NetworkMembership[] {
  if (!docker || docker.hostNetwork) return [];
  const named = docker.networks.length > 0 ? docker.networks : networks.map((network) => ({ ...network, aliases: [] }));
  return named.map((network) => ({ name: network.name, aliases: [...new Set([name, ...network.aliases])] }));
}

const impliedNetwork = ({ name, uid }: Pick<StackRef, 'name' | 'uid'>): string =>
  `qbtc-${name}-${createHash('sha256').update(uid).digest('hex').slice(0, 8)}`;
