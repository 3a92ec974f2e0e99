import type { DockerSpec, Healthcheck, Service } from '../api/generated/resource.ts';
import type { RestartBudget } from '../api/memory.ts';
import { templatedPorts } from '../spec/templates.ts';
import { exitMessage, type JudgedInstance } from './health.ts';

/** Runs that end before the new revision was ever healthy, after which it is given up without waiting for the deadline. */
const FAILED_RUNS = 3;

/**
 * The order of an update: as written; else StartFirst where two instances can live beside each other and no other service holds the
 * address of this one.
 */
export function updateOrder(service: Service, addressed: boolean): 'StartFirst' | 'StopFirst' {
  if (service.update.order) return service.update.order;
  const movable = service.docker ? isMovable(service, service.docker) : hasOwnPorts(service);
  return movable && !addressed && !service.oneShot ? 'StartFirst' : 'StopFirst';
}

/** Two processes can live beside each other when every port comes from a template. */
function hasOwnPorts(service: Service): boolean {
  const templated = templatedPorts(service);
  return service.ports.length > 0 && service.ports.every(({ name }) => templated.has(name));
}

/** Two containers can, unless both would have one name or one port of the host, or write the same files. */
function isMovable({ ports }: Service, { containerName, hostNetwork, volumes }: DockerSpec): boolean {
  const writes = volumes.some(({ tmpfs, readOnly }) => !tmpfs && !readOnly);
  const isPublished = ports.some(({ hostPort }) => hostPort !== undefined);
  return ports.length > 0 && containerName === undefined && !hostNetwork && !writes && !isPublished;
}

/** When a rollout that began at `since` has failed if its instance is not healthy by then; milliseconds since the epoch. */
export function deadlineOf(service: Service, since: number): number {
  const { startupGraceSeconds } = service.probe ?? DEFAULT_PATIENCE;
  const { startPeriodSeconds = 0 } = service.docker?.healthcheck ?? {};
  const checked = startPeriodSeconds + checkTime(service.docker?.healthcheck);
  return since + Math.max(startupGraceSeconds + probeTime(service), checked) * 1000;
}

/**
 * How long probe and health check take to judge anew what runs, in milliseconds.
 *
 * @param isChecked whether it has a health check, declared or its image's
 */
export const judgingTime = (service: Service, isChecked: boolean): number =>
  Math.max(probeTime(service), checkTime(service.docker?.healthcheck ?? (isChecked ? {} : undefined))) * 1000;

function probeTime({ probe }: Service): number {
  const { failureThreshold, successThreshold, intervalSeconds, timeoutSeconds } = probe ?? DEFAULT_PATIENCE;
  return Math.max(failureThreshold, successThreshold) * intervalSeconds + timeoutSeconds;
}

/** Seconds; absent fields as the engine takes them. */
function checkTime(check: Partial<Healthcheck> | undefined): number {
  if (!check || check.disable) return 0;
  const { intervalSeconds = 30, timeoutSeconds = 30, retries = 3 } = check;
  return retries * (intervalSeconds + timeoutSeconds);
}

/** What a service without a probe of its own is granted; the defaults of a probe. */
const DEFAULT_PATIENCE = {
  startupGraceSeconds: 20,
  failureThreshold: 3,
  successThreshold: 1,
  intervalSeconds: 5,
  timeoutSeconds: 2,
};

/**
 * Why the new revision is given up; undefined while it may still get healthy.
 *
 * @param current its instance; undefined when it could not even be created
 * @param attempts when it was restarted, why it was last stopped for that, and why it could not be created
 */
export function givenUp(
  spec: Service,
  current: JudgedInstance | undefined,
  { restarts, stoppedFor, failure }: RestartBudget & { readonly failure: string | undefined },
  since: number,
  now: number,
): string | undefined {
  if (current?.proven) return undefined;
  const runs = 1 + restarts.filter((at) => at >= since).length;
  if (current?.instance.state === 'Exited' && runs >= FAILED_RUNS) {
    const wasAsked = current.instance.stoppingSince !== undefined;
    const end = wasAsked && stoppedFor !== undefined ? stoppedFor : `it ${exitMessage(current.instance)}`;
    return `it ended ${FAILED_RUNS} times before it was healthy; last: ${end}`;
  }
  if (now < deadlineOf(spec, since)) return undefined;
  return `it did not get healthy in time: ${current?.message ?? failure ?? 'it could not be started'}`;
}
