import type { QbtcStack, Service } from '../api/generated/resource.ts';
import { parseIp } from './cidr.ts';
import type { Problem } from './diagnostic.ts';
import { hostPorts } from './host-ports.ts';
import { formatPath, type Path } from './schema.ts';
import { templatedPorts } from './templates.ts';

/** Finds ports of this host that two would take, addresses and ranges that are none, and instances that could not live beside each other. */
export function portProblems({ spec }: QbtcStack): Problem[] {
  return [
    ...spec.services.flatMap((service, index) => {
      const path = ['spec', 'services', index];
      return [
        ...service.ports.flatMap(({ hostAddress }, at) =>
          addressProblems(hostAddress, [...path, 'ports', at, 'hostAddress']),
        ),
        ...rangeProblems(service, path),
        ...publishProblems(service, path),
        ...replicaProblems(service, path),
      ];
    }),
    ...addressProblems(spec.gateway.frontDoor.host, ['spec', 'gateway', 'frontDoor', 'host']),
    ...conflictProblems(claimsOf(spec)),
  ];
}

/** The schema knows only of what characters an address is made. */
const addressProblems = (address: string, path: Path): Problem[] =>
  parseIp(address) ? [] : [{ path, message: 'must be an IP address' }];

function rangeProblems({ ports }: Service, path: Path): Problem[] {
  return ports.flatMap(({ range }, index) => {
    const [from, to] = range.split('-').map(Number);
    if (from === undefined || to === undefined) return [];
    const valid = from >= 1 && from <= to && to <= 65_535;
    return valid ? [] : [{ path: [...path, 'ports', index, 'range'], message: 'must go up, from 1 to 65535 at most' }];
  });
}

function publishProblems(service: Service, path: Path): Problem[] {
  return service.ports.flatMap(({ port, hostPort }, index) => {
    if (hostPort === undefined || hostPort === port || (service.docker && !service.docker.hostNetwork)) return [];
    const message = service.docker
      ? 'a container with hostNetwork listens on the port of the host itself; set port instead'
      : 'only a container publishes its port at another one; set port instead';
    return [{ path: [...path, 'ports', index, 'hostPort'], message }];
  });
}

/**
 * Two instances of a process can only live beside each other when each learns its own port. A service without ports has nothing that
 * could collide.
 */
function replicaProblems(service: Service, path: Path): Problem[] {
  if (!service.process) return [];
  const templated = templatedPorts(service);
  const fixed = service.ports.find(({ name }) => name !== '' && !templated.has(name));
  if (!fixed) return [];
  const cause = `every instance would listen on port ${fixed.port}: name {{port.${fixed.name}}} in its command or env`;
  const problems: Problem[] = [];
  if (service.replicas > 1) {
    problems.push({ path: [...path, 'replicas'], message: `several replicas need a port of their own; ${cause}` });
  }
  if (service.update.order === 'StartFirst') {
    const message = `StartFirst needs a port of its own for the successor; ${cause}`;
    problems.push({ path: [...path, 'update', 'order'], message });
  }
  return problems;
}

interface Claim {
  readonly host: string;
  readonly port: number;
  readonly path: Path;
  readonly who: string;
}

/** The ports of this host that a stack takes. Of a process that is replicated, only slot 0 listens on the port that is declared. */
function claimsOf(spec: QbtcStack['spec']): Claim[] {
  const claims = spec.services.flatMap((service, index): Claim[] => {
    if (service.replicas === 0) return [];
    return hostPorts(service).map(({ host, port, name, path }) => {
      const who = `port "${name}" of service "${service.name}"`;
      return { host, port, path: ['spec', 'services', index, ...path], who };
    });
  });
  if (spec.routes.length === 0) return claims;
  const { host, port } = spec.gateway.frontDoor;
  return [{ host, port, path: ['spec', 'gateway', 'frontDoor', 'port'], who: 'the front door' }, ...claims];
}

function conflictProblems(claims: readonly Claim[]): Problem[] {
  const taken = new Map<number, Holders>();
  return claims.flatMap((claim) => {
    const holders = taken.get(claim.port) ?? new Holders();
    taken.set(claim.port, holders);
    const earlier = holders.take(claim);
    if (!earlier) return [];
    const where = `${earlier.who} (${formatPath(earlier.path)})`;
    return [{ path: claim.path, message: `port ${claim.port} of the host is taken by ${where}` }];
  });
}

const WILDCARDS = new Set(['0.0.0.0', '::']);

/** Who takes one port number, by address. A wildcard address takes it everywhere. */
class Holders {
  readonly #byHost = new Map<string, Claim>();
  #everywhere: Claim | undefined;
  #first: Claim | undefined;

  /** Takes the port too; gives the earlier claim that this one collides with. */
  take(claim: Claim): Claim | undefined {
    const wildcard = WILDCARDS.has(claim.host);
    const earlier = wildcard ? this.#first : (this.#byHost.get(claim.host) ?? this.#everywhere);
    this.#first ??= claim;
    if (wildcard) this.#everywhere ??= claim;
    if (!this.#byHost.has(claim.host)) this.#byHost.set(claim.host, claim);
    return earlier;
  }
}
