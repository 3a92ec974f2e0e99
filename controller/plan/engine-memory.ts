import { groupBy } from '../api/collections.ts';
import type { Memory } from '../api/memory.ts';
import type { Desired, Observed } from '../api/plan.ts';

/** The engine's own ids. */
const isContainer = (id: string): boolean => /^[0-9a-f]{64}$/.test(id);

/** Whether an engine ever answered for the stack. */
export const wasEngineSeen = ({ containers }: Desired, { instances }: Observed, { durable }: Memory): boolean =>
  durable.engineSeen ?? (instances.docker?.known === true || containers.some(isContainer));

/** The instances of a service that were seen running or well, by id: what may go on without its engine. */
export const seenOf = (service: string, { durable, volatile }: Memory): string[] => [
  ...Object.keys(durable.services[service]?.healthy ?? {}),
  ...(volatile.containers?.[service] ?? []),
];

/** The containers that run, by service, as they were seen when their engine answered last; undefined when it never did. */
export function runningContainers(
  { instances: { docker } }: Observed,
  { volatile }: Memory,
): Memory['volatile']['containers'] {
  if (!docker?.known) return volatile.containers;
  const running = groupBy(
    docker.value.filter(({ state }) => state !== 'Exited'),
    ({ service }) => service,
  );
  return Object.fromEntries([...running].map(([service, members]) => [service, members.map(({ id }) => id)]));
}
