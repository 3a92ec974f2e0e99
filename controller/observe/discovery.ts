import {
  serviceKey,
  type Discover,
  type DiscoveredService,
  type Discovery,
  type DiscoveryRequest,
} from '../api/discovery.ts';
import type { Clock } from '../api/clock.ts';
import type { Desired, Observed } from '../api/plan.ts';
import { discoveryRequest } from '../spec/discovery.ts';
import { createPeriodic, type Periodic } from './periodic.ts';

/** Looks in a row that may miss a service before it counts as gone. */
const MISSES = 1;

/** A look, with how many looks in a row have missed each of those that are kept all the same. */
interface Looked {
  readonly discovery: Discovery;
  readonly misses: ReadonlyMap<string, number>;
}

export type DiscoveryLooks = Periodic<DiscoveryRequest, Looked>;

export const createDiscoveryLooks = (discover: Discover, clock: Clock): DiscoveryLooks =>
  createPeriodic(async (request, before, signal) => carriedOver(before, await discover(request, signal)), clock);

/** What the looks at the machine have found for a stack. */
export async function observeDiscovery(
  { spec, stack, deleting }: Desired,
  looks: DiscoveryLooks,
  instances: Observed['instances'],
  { secrets, asked, changed }: { secrets: Readonly<Record<string, string>>; asked: boolean; changed: () => void },
): Promise<Discovery | undefined> {
  if (!spec.discovery || deleting) {
    looks.forget(stack.uid);
    return undefined;
  }
  const types = new Map(spec.services.map(({ name, type }) => [name, type]));
  const known = Object.values(instances).flatMap((found) =>
    (found.known ? found.value : []).flatMap(({ service, addresses }) => {
      const type = types.get(service);
      return Object.values(addresses).map((address) => ({
        name: service,
        ...(type === undefined ? {} : { type }),
        ...address,
      }));
    }),
  );
  const request = discoveryRequest(spec.discovery, secrets, known, spec.docker?.host);
  const interval = spec.discovery.intervalSeconds * 1000;
  const last = looks.want(stack.uid, request, interval, changed);
  if (!asked) return last?.discovery;
  await looks.refresh(stack.uid);
  return looks.want(stack.uid, request, interval, changed)?.discovery;
}

/**
 * A look together with what the last ones saw: what a method that failed had found is there still, as far as anybody knows; what was missed once
 * may be on its way back; and each service keeps its name.
 */
export function carriedOver(before: Looked | undefined, fresh: Discovery): Looked {
  const former = new Map((before?.discovery.services ?? []).map((service) => [serviceKey(service), service]));
  const present = new Set(fresh.services.map(serviceKey));
  const misses = new Map<string, number>();
  const kept = [...former].flatMap(([key, service]): DiscoveredService[] => {
    if (present.has(key)) return [];
    const isUnseen = service.sources.some((source) => fresh.failures[source] !== undefined);
    const count = (before?.misses.get(key) ?? 0) + (isUnseen ? 0 : 1);
    if (count > MISSES) return [];
    misses.set(key, count);
    return [service];
  });
  const taken = new Set(kept.map(({ name }) => name));
  const named = fresh.services.map((service) => {
    const own = former.get(serviceKey(service));
    const wishes = [
      own?.type === service.type ? own.name : service.name,
      service.name,
      `${service.name}-${service.port}`,
    ];
    const name = wishes.find((wish) => !taken.has(wish)) ?? service.name;
    taken.add(name);
    return { ...service, name };
  });
  const services = [...named, ...kept].sort((a, b) => a.port - b.port || (a.host < b.host ? -1 : 1));
  return { discovery: { ...fresh, services }, misses };
}
