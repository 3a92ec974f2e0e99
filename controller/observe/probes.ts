import { secretKey } from '../api/accepted.ts';
import type { Probe } from '../api/generated/resource.ts';
import type { Desired, Observed } from '../api/plan.ts';
import type { Prober, ProbeState, ProbeTarget } from '../api/probe.ts';
import type { Instance } from '../api/runtime.ts';
import { effectiveProbe, probePasswordSource } from '../spec/effective-probe.ts';
import { renderTemplate } from '../spec/templates.ts';

/** How to look. */
export interface Look {
  /** Probe everything anew instead of taking the last results. */
  readonly refresh: boolean;
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
  { secrets }: Look,
  intruders: Observed['intruders'],
): Map<string, ProbeTarget> {
  const targets = new Map<string, ProbeTarget>();
  for (const observation of Object.values(instances)) {
    for (const instance of observation.known && !desired.deleting ? observation.value : []) {
      const isProbed = instance.state === 'Running' && !intruders[instance.id];
      const probe = isProbed ? effectiveProbe(instance.launch.service) : undefined;
      if (probe) targets.set(instance.id, targetOf(instance, probe, secrets));
    }
  }
  prober.set(desired.stack.uid, [...targets.values()]);
  return targets;
}

function targetOf(instance: Instance, probe: Probe, secrets: Readonly<Record<string, string>>): ProbeTarget {
  const { id, run, addresses, cwd, env, startedAt = 0 } = instance;
  const source = probePasswordSource(probe);
  const password = source && secrets[secretKey(source)];
  return {
    id: `${id}#${run}`,
    probe: rendered(probe, instance),
    addresses,
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
