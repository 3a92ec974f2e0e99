import { secretKey } from '../api/accepted.ts';
import type { Probe } from '../api/generated/resource.ts';
import { checkKey, type Desired, type Observed } from '../api/plan.ts';
import type { Prober, ProbeState, ProbeTarget } from '../api/probe.ts';
import type { Instance } from '../api/runtime.ts';
import { effectiveProbe, probePasswordSource } from '../spec/effective-probe.ts';
import { renderTemplate } from '../spec/templates.ts';

/** How to look. */
export interface Look {
  /** Probe everything anew instead of taking the last results. */
  readonly refresh: boolean;
  /** Somebody asked for this look, see `Observed.asked`. */
  readonly asked?: boolean;
  /** Instances are being started: what can wait is not to get in their way. */
  readonly areStarting?: boolean;
  /** Milliseconds since the epoch. */
  readonly now?: number;
  /** The score that the last pass gave. */
  readonly score?: number | undefined;
  /** Values of what `valueFrom` names, for probes that log in. */
  readonly secrets: Readonly<Record<string, string>>;
}

/** Hands the running instances to the prober and reads its judgement. */
export async function observeProbes(
  desired: Desired,
  instances: Observed['instances'],
  prober: Prober,
  look: Look,
  intruders: Observed['intruders'],
): Promise<Record<string, ProbeState>> {
  const targets = setTargets(desired, instances, prober, look, intruders);
  if (look.refresh) await prober.refresh(desired.stack.uid);
  return Object.fromEntries([...targets].map(([id, target]) => [id, prober.state(target.id)]));
}

/**
 * Hands the running instances to the prober, but for those at whose ports an intruder would answer: once it is gone they begin from
 * Unknown, so that no answer of an intruder counts for them.
 */
export function setTargets(
  desired: Desired,
  instances: Observed['instances'],
  prober: Prober,
  { secrets, areStarting = false, now = 0 }: Look,
  intruders: Observed['intruders'],
): Map<string, ProbeTarget> {
  const targets = new Map<string, ProbeTarget>();
  const checks: [key: string, check: ProbeTarget][] = [];
  for (const observation of Object.values(instances)) {
    for (const instance of observation.known && !desired.deleting ? observation.value : []) {
      if (instance.state !== 'Running' || intruders[instance.id]) continue;
      const probe = effectiveProbe(instance.launch.service);
      if (probe) targets.set(instance.id, { ...targetOf(instance, probe, secrets), service: instance.service });
      const check = areStarting ? undefined : startupCheck(instance, now);
      if (check) checks.push([checkKey(instance.id), check]);
    }
  }
  // The ones that have had the most time are the likeliest to pass.
  checks.sort(([, one], [, other]) => one.startedAt - other.startedAt);
  for (const [key, check] of checks) targets.set(key, check);
  prober.set(desired.stack.uid, [...targets.values()]);
  return targets;
}

/** An own check that is due within this time is waited for instead of run by us, too; milliseconds. */
const SOON = 300;
/** What the engine takes where neither the service nor its image says otherwise, in seconds. */
const ENGINE_DEFAULTS = { intervalSeconds: 30, timeoutSeconds: 30, startPeriodSeconds: 0 };

/**
 * Runs the health check of a container that is starting: the engine itself waits for a whole interval before it does so for the first
 * time.
 */
function startupCheck(instance: Instance, now: number): ProbeTarget | undefined {
  const { check, launch, startedAt = now } = instance;
  if (check?.state !== 'Starting' || check.command.length === 0) return undefined;
  const declared = launch.service.docker?.healthcheck;
  const { intervalSeconds, timeoutSeconds, startPeriodSeconds } = { ...ENGINE_DEFAULTS, ...declared };
  if (now >= startedAt + intervalSeconds * 1000 - SOON) return undefined;
  const probe: Probe = {
    exec: { command: [...check.command] },
    intervalSeconds,
    timeoutSeconds,
    startupGraceSeconds: startPeriodSeconds,
    successThreshold: 1,
    failureThreshold: 1,
  };
  const target = targetOf(instance, probe, {});
  return { ...target, id: checkKey(target.id) };
}

function targetOf(instance: Instance, probe: Probe, secrets: Readonly<Record<string, string>>): ProbeTarget {
  const { id, run, addresses, container, cwd, env, startedAt = 0 } = instance;
  const source = probePasswordSource(probe);
  const password = source && secrets[secretKey(source)];
  return {
    id: `${id}#${run}`,
    probe: rendered(probe, instance),
    addresses,
    ...(container === undefined ? {} : { container }),
    cwd,
    env,
    startedAt,
    ...(password === undefined ? {} : { password }),
  };
}

/** The probe with the templates of its path filled in. */
function rendered(probe: Probe, { launch, slot, addresses }: Instance): Probe {
  if (!probe.http?.path.includes('{{')) return probe;
  const hostBind = launch.service.ports[0]?.hostAddress ?? '127.0.0.1';
  const path = renderTemplate(probe.http.path, {
    ports: launch.ports,
    slot,
    hostBind,
    addressOf: (_, port) => addresses[port],
  });
  return { ...probe, http: { ...probe.http, path } };
}
