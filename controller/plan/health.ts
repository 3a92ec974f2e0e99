import { isDeepStrictEqual } from 'node:util';
import type { Probe } from '../api/generated/resource.ts';
import { checkKey, type Observed } from '../api/plan.ts';
import type { ServiceMemory } from '../api/memory.ts';
import type { Instance, PortHolder } from '../api/runtime.ts';
import { effectiveProbe } from '../spec/effective-probe.ts';

/** How long a service without probe and ready line must run before it counts as healthy, in milliseconds. */
const STABLE_AFTER = 1000;

export type Health =
  /** Runs, and whatever it was asked to prove is proven. */
  | 'Healthy'
  /** Runs, but has not proven itself yet (I6: that is not healthy). */
  | 'Starting'
  /** Runs, but its probes failed past their threshold, or somebody else listens at its port (I8). */
  | 'Unhealthy'
  /** Does not run, or is on its way out. */
  | 'Down';

/** An instance with the planner's judgement of it. */
export interface JudgedInstance {
  readonly instance: Instance;
  readonly health: Health;
  /** Why it is not healthy; empty when it is. */
  readonly message: string;
  /** When time alone may change the judgement. */
  readonly wakeAt: number | undefined;
  /** Was it ever seen healthy in any run? Only such an instance is worth keeping for a revert. */
  readonly proven: boolean;
  /** Who listens at a port of it without belonging to it. */
  readonly intruder: PortHolder | undefined;
}

/**
 * Judges one instance from its observed state and its probe.
 *
 * @param provenBy the probe that called it healthy last; undefined when that is not remembered
 */
export function judge(
  instance: Instance,
  observed: Observed,
  memory: ServiceMemory,
  now: number,
  provenBy: Probe | undefined,
): JudgedInstance {
  const intruder = observed.intruders[instance.id];
  const proven = memory.healthy[instance.id] !== undefined;
  const verdict = (health: Health, message = '', wakeAt?: number): JudgedInstance => {
    return { instance, health, message, wakeAt, proven: proven || health === 'Healthy', intruder };
  };

  if (instance.state === 'Pending') return verdict('Starting', 'is being started');
  if (instance.state === 'Stopping') return verdict('Down', 'is stopping');
  if (instance.state === 'Exited') return verdict('Down', exitMessage(instance));
  if (instance.launch.service.oneShot) return verdict('Starting', 'is running to completion');
  if (intruder) return verdict('Unhealthy', `port ${intruder.port} is held by ${intruder.holder}`);
  const hurt = instance.deviations?.find(({ hurts }) => hurts);
  if (hurt) return verdict('Unhealthy', hurt.message);
  const check = ownCheck(instance, observed, memory);
  if (check) return verdict(...check);
  if (instance.readyLogSeen === false) return verdict('Starting', 'its ready line has not appeared in the log');

  const asked = effectiveProbe(instance.launch.service);
  if (asked) {
    const hidden = unreachablePort(instance, asked);
    // To restart it would not help.
    if (hidden !== undefined) return verdict('Starting', hidden);
    const probe = observed.probes[instance.id];
    if (probe?.health === 'Healthy') return verdict('Healthy');
    const message =
      probe?.lastResult && !probe.lastResult.ok ? probe.lastResult.message : 'its probe has not answered yet';
    if (probe?.health === 'Unhealthy') return verdict('Unhealthy', message);
    const isProven = provenBy === undefined || isDeepStrictEqual(provenBy, asked) || probe?.lastResult?.ok === true;
    const isKept = memory.healthy[instance.id] === instance.run && isProven;
    return isKept ? verdict('Healthy') : verdict('Starting', message);
  }
  if (instance.readyLogSeen || instance.check) return verdict('Healthy');
  const stableAt = (instance.startedAt ?? now) + STABLE_AFTER;
  return now >= stableAt ? verdict('Healthy') : verdict('Starting', 'has just been started', stableAt);
}

/** The probes that have called instances healthy, brought up to this look. */
export function provingProbes(
  judged: readonly JudgedInstance[],
  known: Readonly<Record<string, Probe>> = {},
): Record<string, Probe> {
  return Object.fromEntries(
    judged.flatMap(({ instance: { id, launch }, health }) => {
      const probe = health === 'Healthy' ? effectiveProbe(launch.service) : known[id];
      return probe ? [[id, probe]] : [];
    }),
  );
}

/** Why a container's probe cannot be asked: its port has no address that this machine reaches. */
function unreachablePort({ container, addresses, launch }: Instance, probe: Probe): string | undefined {
  if (container === undefined || probe.exec) return undefined;
  const asked = (probe.http ?? probe.tcp ?? probe.redis ?? probe.amqp ?? probe.postgres)?.port;
  const port = asked ?? launch.service.ports[0]?.name;
  if (port === undefined || addresses[port]) return undefined;
  return `this machine reaches no address of its port ${port}: publish it with hostPort, or probe it with exec`;
}

/** What its own check says against it. While the check is still to pass for the first time, our run of the same command counts too. */
function ownCheck(
  { id, run, check }: Instance,
  observed: Observed,
  memory: ServiceMemory,
): [Health, string] | undefined {
  if (check?.state === 'Unhealthy') return ['Unhealthy', check.message];
  if (check?.state !== 'Starting' || memory.healthy[id] === run) return undefined;
  const passed = observed.probes[checkKey(id)]?.lastResult?.ok === true;
  return passed ? undefined : ['Starting', 'its health check has not passed yet'];
}

/** How a run ended, for people: `exited with code 3`, `was ended by SIGKILL`. */
export function exitMessage(instance: Instance): string {
  const { exit, problem } = instance;
  if (exit?.outOfMemory) return 'was killed because it took more memory than it may';
  if (exit?.code === undefined) return problem ?? 'ended, and nobody recorded how';
  return exit.signal ? `was ended by ${exit.signal}` : `exited with code ${exit.code}`;
}

/** Whether anything of the instance may still run. */
export const isAlive = (instance: Instance): boolean => instance.state !== 'Exited' || instance.strays.length > 0;
