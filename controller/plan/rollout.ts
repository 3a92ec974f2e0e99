import type { Service } from '../api/generated/resource.ts';
import { templatedPorts } from '../spec/templates.ts';
import { exitMessage, type JudgedInstance } from './health.ts';

/** Runs that end before the new revision was ever healthy, after which it is given up without waiting for the deadline. */
const FAILED_RUNS = 3;

/**
 * The order of an update: as written; else StartFirst where two instances can live beside each other: every port comes from a
 * template, and no other service holds the address of this one.
 */
export function updateOrder(service: Service, addressed: boolean): 'StartFirst' | 'StopFirst' {
  if (service.update.order) return service.update.order;
  const ports = service.ports;
  const templated = templatedPorts(service);
  const movable = ports.length > 0 && ports.every(({ name }) => templated.has(name));
  return movable && !addressed && !service.oneShot ? 'StartFirst' : 'StopFirst';
}

/** When a rollout that began at `since` has failed if its instance is not healthy by then; milliseconds since the epoch. */
export function deadlineOf(service: Service, since: number): number {
  const { startupGraceSeconds, failureThreshold, intervalSeconds, timeoutSeconds } = service.probe ?? DEFAULT_PATIENCE;
  return since + (startupGraceSeconds + failureThreshold * intervalSeconds + timeoutSeconds) * 1000;
}

/** What a service without a probe of its own is granted; the defaults of a probe. */
const DEFAULT_PATIENCE = { startupGraceSeconds: 20, failureThreshold: 3, intervalSeconds: 5, timeoutSeconds: 2 };

/**
 * Why the new revision is given up; undefined while it may still get healthy.
 *
 * @param current its instance; undefined when it could not even be created
 */
export function givenUp(
  spec: Service,
  current: JudgedInstance | undefined,
  since: number,
  now: number,
): string | undefined {
  if (current?.proven) return undefined;
  if (current?.instance.state === 'Exited' && current.instance.run >= FAILED_RUNS) {
    return `it ended ${FAILED_RUNS} times before it was healthy; last: it ${exitMessage(current.instance)}`;
  }
  if (now < deadlineOf(spec, since)) return undefined;
  return `it did not get healthy in time: ${current?.message ?? 'it could not be started'}`;
}
