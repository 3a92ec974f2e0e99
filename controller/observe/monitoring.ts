import { secretKey } from '../api/accepted.ts';
import type { Clock } from '../api/clock.ts';
import { messageOf } from '../api/errors.ts';
import type { Service } from '../api/generated/resource.ts';
import type { MonitoringSource, Reading, Readings, ReadSource } from '../api/monitoring.ts';
import type { Desired, Observed } from '../api/plan.ts';
import type { Address } from '../api/runtime.ts';
import { within } from '../platform/within.ts';
import { createPeriodic, type Periodic } from './periodic.ts';

/** For each source, in milliseconds. */
const PATIENCE = 5000;
/** The port of RabbitMQ's management API. */
const MANAGEMENT = 15_672;

/** What is to be read, and why some of it cannot be. */
interface MonitoringRequest {
  readonly sources: readonly MonitoringSource[];
  readonly problems: Readonly<Record<string, string>>;
}

export type MonitoringLooks = Periodic<MonitoringRequest, Readings>;

/** Reads every source, each within a time of its own; that one does not answer costs no other (I20). */
export const createMonitoringLooks = (read: ReadSource, clock: Clock): MonitoringLooks =>
  createPeriodic(
    async ({ sources, problems }, before, signal) => {
      const silent = (key: string, problem: string): Reading => {
        const former = before?.[key];
        const answeredAt = former && ('problem' in former ? former.answeredAt : former.at);
        return { at: clock.now(), problem, ...(answeredAt === undefined ? {} : { answeredAt }) };
      };
      const readings = await Promise.all(
        sources.map(async (source): Promise<[string, Reading]> => {
          const key = keyOf(source);
          try {
            return [key, await within(PATIENCE, signal, (own) => read(source, own))];
          } catch (error) {
            return [key, silent(key, messageOf(error))];
          }
        }),
      );
      signal.throwIfAborted();
      const missing = Object.entries(problems).map(([key, problem]) => [key, silent(key, problem)] as const);
      return Object.fromEntries([...readings, ...missing]);
    },
    clock,
    // What it says changes with every reading; only whether it says something is news.
    (found, before) => JSON.stringify(problemsIn(found)) !== JSON.stringify(problemsIn(before)),
  );

const keyOf = ({ kind, service }: Pick<MonitoringSource, 'kind' | 'service'>): string => `${kind}/${service}`;

const problemsIn = (readings: Readings | undefined): unknown =>
  readings && Object.entries(readings).map(([key, reading]) => [key, 'problem' in reading ? reading.problem : '']);

/** What the monitoring sources of a stack say; undefined before the first reading, and without any. */
export function observeMonitoring(
  { spec, stack, deleting }: Desired,
  looks: MonitoringLooks,
  instances: Observed['instances'],
  { secrets, changed }: { secrets: Readonly<Record<string, string>>; changed: () => void },
): Readings | undefined {
  const { redis, rabbitmq, intervalSeconds } = spec.monitoring;
  if (deleting || redis.length + rabbitmq.length === 0) {
    looks.forget(stack.uid);
    return undefined;
  }
  const named = [
    ...redis.map(({ service }) => ({ kind: 'redis' as const, service })),
    ...rabbitmq.map(({ service }) => ({ kind: 'rabbitmq' as const, service })),
  ];
  const found = named.map((each) => {
    const service = spec.services.find(({ name }) => name === each.service);
    return {
      key: keyOf(each),
      source: service ? sourceOf(each.kind, service, instances, secrets) : 'it is not declared',
    };
  });
  const request: MonitoringRequest = {
    sources: found.flatMap(({ source }) => (typeof source === 'string' ? [] : [source])),
    problems: Object.fromEntries(
      found.flatMap(({ key, source }) => (typeof source === 'string' ? [[key, source]] : [])),
    ),
  };
  return looks.want(stack.uid, request, intervalSeconds * 1000, changed);
}

/** How a service is read, with the login of its probe; or why it cannot be. */
function sourceOf(
  kind: MonitoringSource['kind'],
  service: Service,
  instances: Observed['instances'],
  secrets: Readonly<Record<string, string>>,
): MonitoringSource | string {
  const { probe, name } = service;
  const port = kind === 'redis' ? (probe?.redis?.port ?? service.ports[0]?.name) : managementPort(service);
  if (port === undefined)
    return kind === 'redis' ? 'it declares no port' : `it declares no port ${MANAGEMENT} (management)`;
  const address = addressOf(name, port, instances);
  if (!address) return 'it does not run';
  const login = kind === 'redis' ? probe?.redis : probe?.amqp;
  const password = login?.password && secrets[secretKey(login.password.valueFrom)];
  if (kind === 'rabbitmq') {
    const username = login?.username ?? 'guest';
    return { kind, service: name, address, username, password: password ?? (username === 'guest' ? 'guest' : '') };
  }
  return {
    kind,
    service: name,
    address,
    ...(login?.username === undefined ? {} : { username: login.username }),
    ...(password === undefined ? {} : { password }),
  };
}

const managementPort = ({ ports }: Service): string | undefined =>
  (ports.find(({ port }) => port === MANAGEMENT) ?? ports.find(({ name }) => name === 'management'))?.name;

function addressOf(service: string, port: string, instances: Observed['instances']): Address | undefined {
  const all = Object.values(instances).flatMap((found) => (found.known ? found.value : []));
  return all.find((instance) => instance.service === service && instance.state === 'Running')?.addresses[port];
}
