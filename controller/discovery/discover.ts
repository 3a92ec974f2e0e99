import { setMaxListeners } from 'node:events';
import type { Discover, DiscoveryMethod, DiscoveryRequest, Found, Recognition } from '../api/discovery.ts';
import type { Engine } from '../api/engine.ts';
import { messageOf } from '../api/errors.ts';
import type { Processes } from '../api/processes.ts';
import type { Address } from '../api/runtime.ts';
import { findContainers } from './docker.ts';
import { describeServices, merge, type Merged } from './merge.ts';
import { findOpenPorts } from './ports.ts';
import { findProcesses } from './processes.ts';
import { type AskBroker, findConsumers } from './rabbitmq.ts';

/** The machine, as far as it is looked at. */
export interface Eyes {
  readonly openPorts: (addresses: readonly Address[], patience: number, signal: AbortSignal) => Promise<Address[]>;
  readonly recognise: (address: Address, patience: number, signal: AbortSignal) => Promise<Recognition | undefined>;
  readonly processes: Pick<Processes, 'listeners' | 'holders' | 'argv'>;
  readonly connectEngine: (endpoint: string | undefined) => Pick<Engine, 'containers'>;
  readonly brokerAt: (access: NonNullable<DiscoveryRequest['rabbitmq']>, signal: AbortSignal) => AskBroker;
}

/** Milliseconds for each method. */
const PATIENCE: Readonly<Record<DiscoveryMethod, number>> = {
  ports: 5000,
  processes: 3000,
  docker: 3000,
  rabbitmq: 3000,
};
/** Milliseconds for the answer to a greeting. */
const GREETING = 700;
/** Services that are asked at once. */
const AT_ONCE = 64;
/** What was recognised stays so for as long, in milliseconds, as the same program is there. */
const REMEMBERED = 300_000;

/** Looks by all methods at once, each within a time of its own; one that fails hides none of the others. */
export function createDiscover(eyes: Eyes, now: () => number): Discover {
  const remembered = new Map<string, { readonly recognition: Recognition; readonly at: number }>();

  const recogniseOne = async (
    { addresses, key, sightings }: Merged,
    signal: AbortSignal,
  ): Promise<Recognition | undefined> => {
    // Of a consumer the address is that of its end of a connection.
    if (sightings.every(({ type }) => type === 'consumer')) return undefined;
    const holder = sightings.flatMap(({ pid, container }) => pid ?? container?.id ?? [])[0];
    const identity = holder === undefined ? undefined : `${key} ${holder}`;
    const former = identity === undefined ? undefined : remembered.get(identity);
    if (former && now() - former.at < REMEMBERED) return former.recognition;
    for (const address of addresses) {
      const recognition = await eyes.recognise(address, GREETING, signal);
      if (!recognition) continue;
      if (identity !== undefined) remembered.set(identity, { recognition, at: now() });
      return recognition;
    }
    return undefined;
  };

  return async (request, signal) => {
    const failures: Partial<Record<DiscoveryMethod, string>> = {};
    const found = await Promise.all(
      methodsOf(request, eyes).map(async ({ method, look }): Promise<Found> => {
        const within = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE[method])]);
        try {
          return await Promise.race([look(within), aborted(within)]);
        } catch (error) {
          signal.throwIfAborted();
          failures[method] = within.aborted ? `no answer within ${PATIENCE[method] / 1000} s` : messageOf(error);
          return { sightings: [], gaps: [] };
        }
      }),
    );
    const merged = merge(found.flatMap(({ sightings }) => sightings));
    const waiting = merged.values();
    const evidence: { merged: Merged; recognition: Recognition | undefined }[] = [];
    // Every service that is asked listens to it.
    const asking = AbortSignal.any([signal]);
    setMaxListeners(0, asking);
    const work = async (): Promise<void> => {
      for (const each of waiting) evidence.push({ merged: each, recognition: await recogniseOne(each, asking) });
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    for (const [identity, { at }] of remembered) if (now() - at >= REMEMBERED) remembered.delete(identity);
    return {
      services: describeServices(evidence, request.known, Object.keys(failures).length),
      failures,
      gaps: found.flatMap(({ gaps }) => gaps),
    };
  };
}

interface Method {
  readonly method: DiscoveryMethod;
  readonly look: (signal: AbortSignal) => Promise<Found>;
}

function methodsOf({ ports, processes, docker, rabbitmq }: DiscoveryRequest, eyes: Eyes): Method[] {
  return [
    ...(ports
      ? [{ method: 'ports' as const, look: (signal: AbortSignal) => findOpenPorts(ports, eyes.openPorts, signal) }]
      : []),
    ...(processes ? [{ method: 'processes' as const, look: () => findProcesses(processes, eyes.processes) }] : []),
    ...(docker
      ? [
          {
            method: 'docker' as const,
            look: (signal: AbortSignal) => findContainers(eyes.connectEngine(docker.endpoint), signal),
          },
        ]
      : []),
    ...(rabbitmq
      ? [
          {
            method: 'rabbitmq' as const,
            look: (signal: AbortSignal) => findConsumers(rabbitmq, eyes.brokerAt(rabbitmq, signal)),
          },
        ]
      : []),
  ];
}

/** Rejects when the time is up, whatever else goes on. */
const aborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    signal.addEventListener('abort', () => {
      reject(signal.reason as Error);
    });
  });
