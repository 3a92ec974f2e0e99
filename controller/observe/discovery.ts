import { isDeepStrictEqual } from 'node:util';
import { type Discover, type DiscoveredService, type Discovery, type DiscoveryRequest } from '../api/discovery.ts';
import type { Clock } from '../api/clock.ts';
import type { Desired, Observed } from '../api/plan.ts';
import { discoveryRequest } from '../spec/discovery.ts';
import { createPeriodic, type Periodic } from './periodic.ts';
import { type QueueHistories, withQueues } from './queues.ts';

/** Looks in a row that may miss a service before it counts as gone. */
const MISSES = 1;

/** A look, with how many looks in a row have missed each of those that are kept all the same. */
interface Looked {
  readonly discovery: Discovery;
  readonly misses: ReadonlyMap<string, number>;
  readonly queues: QueueHistories;
}

export type DiscoveryLooks = Periodic<DiscoveryRequest, Looked>;

export const createDiscoveryLooks = (discover: Discover, clock: Clock): DiscoveryLooks =>
  createPeriodic(
    async (request, before, signal, isHinted) => carriedOver(before, await discover(request, signal), isHinted),
    clock,
    // How many messages wait changes all the time; what that means does not.
    ({ discovery: found }, before) =>
      !isDeepStrictEqual({ ...found, queues: [] }, { ...before?.discovery, queues: [] }),
  );

/** What the looks at the machine have found for a stack. */
export function observeDiscovery(
  { spec, stack, deleting }: Desired,
  looks: DiscoveryLooks,
  { instances, frontDoors }: Pick<Observed, 'instances' | 'frontDoors'>,
  { secrets, changed }: { secrets: Readonly<Record<string, string>>; changed: () => void },
): Discovery | undefined {
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
  const ours = frontDoors.flatMap(({ address, state }) => [
    address.port,
    ...Object.keys((state.known ? state.value?.standIns : undefined) ?? {}).map((each) =>
      Number(each.split(':').at(-1)),
    ),
  ]);
  const request = discoveryRequest(spec.discovery, secrets, { known, ours }, spec.docker?.host);
  const interval = spec.discovery.intervalSeconds * 1000;
  return looks.want(stack.uid, request, interval, changed)?.discovery;
}

/**
 * A look together with what the last ones saw: what a method that failed had found is there still, as far as anybody knows, though nobody says that
 * it answers; what was missed once may be on its way back; and each service keeps its name, unless somebody who knows better names it.
 *
 * @param isHinted an event called for this look: it may have come right after the last one, so what it misses counts as missed no more often, and of queues
 * it says nothing
 */
export function carriedOver(before: Looked | undefined, fresh: Discovery, isHinted = false): Looked {
  const former = new Map((before?.discovery.services ?? []).map((service) => [service.key, service]));
  const present = new Set(fresh.services.map(({ key }) => key));
  const misses = new Map<string, number>();
  const isBlind = ({ sources }: DiscoveredService, every: boolean): boolean =>
    every
      ? sources.every((source) => fresh.failures[source] !== undefined)
      : sources.some((source) => fresh.failures[source] !== undefined);
  const kept = [...former.values()].flatMap((service): DiscoveredService[] => {
    if (present.has(service.key)) return [];
    if (isBlind(service, true)) return [{ ...service, validated: false }];
    const count = (before?.misses.get(service.key) ?? 0) + (isHinted ? 0 : 1);
    if (count > MISSES) return [];
    misses.set(service.key, count);
    return [service];
  });
  const completed = fresh.services.map((service) => {
    const own = former.get(service.key);
    // Whoever cannot look now would say what it said.
    const whole = own && isBlind(own, false) && own.rank < service.rank ? completedBy(own, service) : service;
    // Of the first look nobody can tell what was there before.
    return own || !before ? { ...whole, steady: true } : whole;
  });
  const { histories, troubles } =
    isHinted && before
      ? { histories: before.queues, troubles: before.discovery.troubles ?? [] }
      : withQueues(before?.queues ?? new Map(), fresh);
  const discovery = { ...fresh, services: named([...completed, ...kept], former), troubles };
  return { discovery, misses, queues: histories };
}

function completedBy(own: DiscoveredService, fresh: DiscoveredService): DiscoveredService {
  const { called, rank, type, container, pid, routes } = own;
  return {
    ...fresh,
    ...{ called, name: called, rank, type },
    ...(container ? { container } : {}),
    ...(pid === undefined ? {} : { pid }),
    ...(routes ? { routes } : {}),
    sources: [...new Set([...own.sources, ...fresh.sources])],
  };
}

/** Those that are still called what they were called keep the name that they had; the others get one that is free. */
function named(
  services: readonly DiscoveredService[],
  former: ReadonlyMap<string, DiscoveredService>,
): DiscoveredService[] {
  const keeps = ({ key, called, rank }: DiscoveredService): boolean => rank !== 0 && former.get(key)?.called === called;
  const taken = new Set(services.flatMap((service) => (service.rank === 0 ? [service.called] : [])));
  const settled = services
    .toSorted((a, b) => Number(keeps(b)) - Number(keeps(a)))
    .map((service) => {
      const { key, called, rank, port, host } = service;
      if (rank === 0) return service;
      const old = keeps(service) ? former.get(key)?.name : undefined;
      const wishes = [old, service.name, `${called}-${port}`].filter((wish) => wish !== undefined);
      const name = wishes.find((wish) => !taken.has(wish)) ?? `${called}-${port}-${host.replace(/[^a-z0-9]+/gi, '-')}`;
      taken.add(name);
      return { ...service, name };
    });
  return settled.sort((a, b) => a.port - b.port || (a.key < b.key ? -1 : 1));
}
