import type { Clock } from '../api/clock.ts';
import type { Discover, DiscoveredService, Discoverer, Discovery, DiscoveryRequest } from '../api/discovery.ts';
import { messageOf } from '../api/errors.ts';
import { serviceKey } from './merge.ts';

/** Looks in a row that may miss a service before it counts as gone. */
const MISSES = 1;

interface Watched {
  request: DiscoveryRequest;
  /** Milliseconds. */
  interval: number;
  last: Discovery | undefined;
  /** By `serviceKey`, how many looks in a row have missed it. */
  misses: ReadonlyMap<string, number>;
  timer: Disposable | undefined;
  looking: Promise<void> | undefined;
}

/** Looks at the machine again and again for each stack that wants it. */
export function createDiscoverer(discover: Discover, clock: Clock): Discoverer {
  const watched = new Map<string, Watched>();
  const ended = new AbortController();
  const listeners = new Map<string, () => void>();

  const look = (owner: string, each: Watched): Promise<void> => {
    each.timer?.[Symbol.dispose]();
    each.looking ??= (async () => {
      try {
        const fresh = await discover(each.request, ended.signal);
        const { discovery, misses } = carriedOver(each.last, each.misses, fresh);
        const isNews = JSON.stringify(discovery) !== JSON.stringify(each.last);
        Object.assign(each, { last: discovery, misses });
        if (isNews && watched.get(owner) === each) listeners.get(owner)?.();
      } catch (error) {
        if (!ended.signal.aborted) each.last ??= { services: [], failures: {}, gaps: [messageOf(error)] };
      }
      each.looking = undefined;
      if (watched.get(owner) === each && !ended.signal.aborted)
        each.timer = clock.after(each.interval, () => void look(owner, each));
    })();
    return each.looking;
  };

  return {
    want(owner, request, interval, changed) {
      listeners.set(owner, changed);
      const present = watched.get(owner);
      if (present) {
        const isSame = JSON.stringify(present.request) === JSON.stringify(request);
        Object.assign(present, { request, interval });
        if (!isSame) void look(owner, present);
        return present.last;
      }
      const fresh: Watched = {
        request,
        interval,
        last: undefined,
        misses: new Map(),
        timer: undefined,
        looking: undefined,
      };
      watched.set(owner, fresh);
      void look(owner, fresh);
      return undefined;
    },
    async refresh(owner) {
      const each = watched.get(owner);
      if (!each) return;
      // One that is under way may have begun before what it is to see.
      await each.looking;
      await look(owner, each);
    },
    forget(owner) {
      watched.get(owner)?.timer?.[Symbol.dispose]();
      watched.delete(owner);
      listeners.delete(owner);
    },
    [Symbol.dispose]() {
      ended.abort();
      for (const { timer } of watched.values()) timer?.[Symbol.dispose]();
      watched.clear();
    },
  };
}

/**
 * A look together with what the last ones saw: what a method that failed had found is there still, as far as anybody knows; what was missed once
 * may be on its way back; and each service keeps its name.
 */
export function carriedOver(
  before: Discovery | undefined,
  misses: ReadonlyMap<string, number>,
  fresh: Discovery,
): { readonly discovery: Discovery; readonly misses: ReadonlyMap<string, number> } {
  const former = new Map((before?.services ?? []).map((service) => [serviceKey(service), service]));
  const present = new Set(fresh.services.map(serviceKey));
  const missed = new Map<string, number>();
  const kept = [...former].flatMap(([key, service]): DiscoveredService[] => {
    if (present.has(key)) return [];
    const isUnseen = service.sources.some((source) => fresh.failures[source] !== undefined);
    const count = (misses.get(key) ?? 0) + (isUnseen ? 0 : 1);
    if (count > MISSES) return [];
    missed.set(key, count);
    return [service];
  });
  const taken = new Set(kept.map(({ name }) => name));
  const named = fresh.services.map((service) => {
    const own = former.get(serviceKey(service));
    // A name that the stack declares is better than any before.
    const name = own?.type === service.type ? own.name : service.name;
    const free = taken.has(name) ? (taken.has(service.name) ? `${service.name}-${service.port}` : service.name) : name;
    taken.add(free);
    return { ...service, name: free };
  });
  const services = [...named, ...kept].sort((a, b) => a.port - b.port || (a.host < b.host ? -1 : 1));
  return { discovery: { ...fresh, services }, misses: missed };
}
