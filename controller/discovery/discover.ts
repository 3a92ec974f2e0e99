import { setMaxListeners } from 'node:events';
import type { Discover, DiscoveryMethod, DiscoveryRequest, Found, Recognition } from '../api/discovery.ts';
import type { Engine } from '../api/engine.ts';
import { messageOf } from '../api/errors.ts';
import type { Processes } from '../api/processes.ts';
import type { Address } from '../api/runtime.ts';
import { within } from '../platform/within.ts';
import { findContainers } from './docker.ts';
import { describeServices, type Evidence, merge, type Merged } from './merge.ts';
import { findOpenPorts, type OpenPorts } from './ports.ts';
import { findProcesses } from './processes.ts';
import { type AskBroker, findConsumers } from './rabbitmq.ts';

/** The machine, as far as it is looked at. */
export interface Eyes {
  readonly openPorts: OpenPorts;
  readonly recognise: (address: Address, patience: number, signal: AbortSignal) => Promise<Recognition | undefined>;
  readonly processes: Pick<Processes, 'listeners' | 'holders' | 'argv'>;
  readonly connectEngine: (endpoint: string | undefined) => LookedAtEngine;
  readonly brokerAt: (access: NonNullable<DiscoveryRequest['rabbitmq']>, signal: AbortSignal) => AskBroker;
}

type LookedAtEngine = Pick<Engine, 'containers' | 'info'>;

/** Milliseconds for each method. */
const PATIENCE: Readonly<Record<DiscoveryMethod, number>> = {
  ports: 5000,
  processes: 3000,
  docker: 3000,
  rabbitmq: 3000,
};
/** Milliseconds for the answer to a greeting. */
const GREETING = 1000;
/** Milliseconds for all greetings of a look; who was not asked by then is asked in the next one. */
const GREETINGS = 8000;
/** Services that are asked at once. */
const AT_ONCE = 64;
/** For so long, in milliseconds, nobody is asked again who answered. */
const ANSWERED = 300_000;
/** The same for who did not: twice as long each time, since who has just begun may answer in a moment. */
const SILENT = { first: 2000, longest: 60_000 };

interface Remembered {
  readonly recognition: Recognition | undefined;
  readonly at: Address | undefined;
  /** Milliseconds since the epoch. */
  readonly asked: number;
  /** How often in a row it did not answer. */
  readonly silences: number;
}

/** For how long it is not asked again. */
const restOf = ({ recognition, silences }: Remembered): number =>
  recognition ? ANSWERED : Math.min(SILENT.longest, SILENT.first * 2 ** Math.min(silences - 1, 10));

/** Looks by all methods at once, each within a time of its own; one that fails hides none of the others. */
export function createDiscover(eyes: Eyes, now: () => number): Discover {
  const remembered = new Map<string, Remembered>();
  const engines = new Map<string | undefined, LookedAtEngine>();
  const engineAt = (endpoint: string | undefined): LookedAtEngine => {
    const engine = engines.get(endpoint) ?? eyes.connectEngine(endpoint);
    engines.set(endpoint, engine);
    return engine;
  };

  const recogniseOne = async (merged: Merged, signal: AbortSignal): Promise<Evidence> => {
    const { addresses, key, sightings } = merged;
    // Of a consumer the address is that of its end of a connection; what is not reached may be somebody else here.
    if (sightings.every(({ type, unreachable }) => type === 'consumer' || unreachable))
      return { merged, recognition: undefined };
    const holder = sightings.flatMap(({ pid, container }) => pid ?? container?.id ?? [])[0] ?? '';
    const identity = `${key} ${holder}`;
    const former = remembered.get(identity);
    const isFresh = former && now() - former.asked < restOf(former);
    if (former && (isFresh || signal.aborted)) return { merged, recognition: former.recognition, at: former.at };
    for (const at of signal.aborted ? [] : addresses) {
      const recognition = await eyes.recognise(at, GREETING, signal);
      if (!recognition) continue;
      remembered.set(identity, { recognition, at, asked: now(), silences: 0 });
      return { merged, recognition, at };
    }
    // One that is slow for once is still what it was.
    const last = { recognition: former?.recognition, at: former?.at };
    if (!signal.aborted) remembered.set(identity, { ...last, asked: now(), silences: (former?.silences ?? 0) + 1 });
    return { merged, ...last };
  };

  return async (request, signal) => {
    const failures: Partial<Record<DiscoveryMethod, string>> = {};
    const found = await Promise.all(
      methodsOf(request, eyes, engineAt).map(async ({ method, look }): Promise<Found> => {
        try {
          return await within(PATIENCE[method], signal, look);
        } catch (error) {
          signal.throwIfAborted();
          failures[method] = messageOf(error);
          return { sightings: [], gaps: [] };
        }
      }),
    );
    const ours = new Set([...request.ours, ...found.flatMap((each) => each.ours ?? [])]);
    const merged = merge(found.flatMap(({ sightings }) => sightings)).filter(
      ({ key, addresses }) => !key.startsWith('local') || !ours.has(addresses[0]?.port ?? 0),
    );
    const evidence = await greeted(merged, recogniseOne, signal);
    const seen = new Set(merged.map(({ key }) => key));
    for (const identity of remembered.keys())
      if (!seen.has(identity.split(' ', 1)[0] ?? '')) remembered.delete(identity);
    const queues = found.find((each) => each.queues)?.queues;
    return {
      services: describeServices(evidence, request.known, Object.keys(failures).length),
      failures,
      gaps: found.flatMap(({ gaps }) => gaps),
      ...(queues ? { queues } : {}),
    };
  };
}

/** Asks all of them, some at once, for a bounded time; then the others are what they were. */
async function greeted(
  all: readonly Merged[],
  recognise: (merged: Merged, signal: AbortSignal) => Promise<Evidence>,
  signal: AbortSignal,
): Promise<Evidence[]> {
  const asking = new AbortController();
  // Every service that is asked listens to it.
  setMaxListeners(0, asking.signal);
  const stop = (): void => {
    asking.abort();
  };
  const timer = setTimeout(stop, GREETINGS);
  signal.addEventListener('abort', stop);
  const evidence: Evidence[] = [];
  const waiting = all.values();
  const work = async (): Promise<void> => {
    for (const each of waiting) evidence.push(await recognise(each, asking.signal));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  clearTimeout(timer);
  signal.removeEventListener('abort', stop);
  signal.throwIfAborted();
  return evidence;
}

interface Method {
  readonly method: DiscoveryMethod;
  readonly look: (signal: AbortSignal) => Promise<Found>;
}

function methodsOf(
  { ports, processes, docker, rabbitmq }: DiscoveryRequest,
  eyes: Eyes,
  engineAt: (endpoint: string | undefined) => LookedAtEngine,
): Method[] {
  const methods: (Method | undefined)[] = [
    ports && { method: 'ports', look: (signal) => findOpenPorts(ports, eyes.openPorts, signal) },
    processes && { method: 'processes', look: () => findProcesses(processes, eyes.processes) },
    docker && { method: 'docker', look: (signal) => findContainers(engineAt(docker.endpoint), signal) },
    rabbitmq && { method: 'rabbitmq', look: (signal) => findConsumers(rabbitmq, eyes.brokerAt(rabbitmq, signal)) },
  ];
  return methods.filter((method) => method !== undefined);
}
