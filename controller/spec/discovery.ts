import type { DiscoveryRequest } from '../api/discovery.ts';
import type { QbtcStack } from '../api/generated/resource.ts';
import { secretKey } from '../api/accepted.ts';
import { withDefaults } from './default.ts';
import { schemaAt } from './schema.ts';

type DiscoverySpec = NonNullable<QbtcStack['spec']['discovery']>;

/** What is looked for where nothing is declared. */
export const usualDiscovery = (): DiscoverySpec => withDefaults({}, schemaAt('spec', 'discovery')) as DiscoverySpec;

/** Every new broker knows this user with this password, on loopback only. */
const GUEST = 'guest';

/**
 * How a machine is to be looked at for a stack.
 *
 * @param secrets values by `secretKey`
 * @param around what is declared, so that what is found at its address has its name, and which ports are ours
 */
export function discoveryRequest(
  { ports, processes, docker, rabbitmq }: DiscoverySpec,
  secrets: Readonly<Record<string, string>>,
  around: Pick<DiscoveryRequest, 'known' | 'ours'>,
  endpoint?: string,
): DiscoveryRequest {
  const from = rabbitmq?.password?.valueFrom;
  return {
    ...(ports.enabled ? { ports: { hosts: ports.hosts, ports: portsIn(ports.ports) } } : {}),
    ...(processes.enabled ? { processes: { keywords: processes.keywords } } : {}),
    ...(docker.enabled ? { docker: endpoint === undefined ? {} : { endpoint } } : {}),
    ...(rabbitmq?.enabled
      ? {
          rabbitmq: {
            managementUrl: rabbitmq.managementUrl,
            username: rabbitmq.username,
            password: from ? (secrets[secretKey(from)] ?? '') : rabbitmq.username === GUEST ? GUEST : '',
          },
        }
      : {}),
    ...around,
  };
}

/** The ports of `8080` and `3000-3001`, each once; a range that goes down has none. */
export function portsIn(ranges: readonly string[]): number[] {
  const ports = ranges.flatMap((range) => {
    const [first = 0, last = first] = range.split('-').map(Number);
    return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
  });
  return [...new Set(ports)].filter((port) => port >= 1 && port <= 65_535);
}
