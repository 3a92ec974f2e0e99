import type { Clock } from '../api/clock.ts';
import type { Prober, ProbeResult, ProbeState, ProbeTarget, RunProbe } from '../api/probe.ts';
import { Admission } from '../platform/admission.ts';
import { isCostly, ProbedTarget } from './probed-target.ts';

/** How many probes are begun at a time; those that have waited longer than the patience are not counted. */
const BUSY_PROBES = 64;
/** Milliseconds. */
const PATIENCE = 50;
/** The same for those that start a program in a container: more at a time only take longer, each of them. */
const BUSY_COSTLY_PROBES = 4;
const COSTLY_PATIENCE = 1000;

const UNKNOWN: ProbeState = { health: 'Unknown', lastResult: undefined };

export interface ProberOptions {
  readonly clock: Clock;
  readonly runProbe: RunProbe;
  /** A hint that an owner should be looked at now: some health changed, or a target failed after a success. */
  readonly onEdge: (owner: string) => void;
  /** Told every result. */
  readonly onResult?: (owner: string, target: ProbeTarget, result: ProbeResult) => void;
}

/**
 * Probes all targets of all owners at their intervals. Ids are unique over all owners. A target that stays but whose probe or
 * addresses changed starts from Unknown; answers for a target that is gone are dropped.
 */
export function createProber({ clock, runProbe, onEdge, onResult }: ProberOptions): Prober {
  const cheap = new Admission({ clock, limit: BUSY_PROBES, patience: PATIENCE });
  const costly = new Admission({ clock, limit: BUSY_COSTLY_PROBES, patience: COSTLY_PATIENCE });
  const owners = new Map<string, Map<string, ProbedTarget>>();
  const byId = new Map<string, ProbedTarget>();
  const ending = new Set<Promise<void>>();

  const end = (id: string, target: ProbedTarget): void => {
    if (byId.get(id) === target) byId.delete(id);
    const ended = target[Symbol.asyncDispose]();
    ending.add(ended);
    void ended.then(() => ending.delete(ended));
  };

  const set = (owner: string, targets: readonly ProbeTarget[]): void => {
    const before = owners.get(owner) ?? new Map<string, ProbedTarget>();
    const after = new Map<string, ProbedTarget>();
    for (const target of targets) {
      const known = before.get(target.id);
      if (known?.matches(target)) {
        known.update(target);
        after.set(target.id, known);
        before.delete(target.id);
      }
    }
    for (const [id, target] of before) end(id, target);
    for (const target of targets) {
      if (after.has(target.id)) continue;
      const added = new ProbedTarget(target, {
        clock,
        admission: isCostly(target) ? costly : cheap,
        runProbe,
        onEdge: () => {
          onEdge(owner);
        },
        onResult: (probed, result) => onResult?.(owner, probed, result),
      });
      after.set(target.id, added);
      byId.set(target.id, added);
    }
    if (after.size > 0) owners.set(owner, after);
    else owners.delete(owner);
  };

  return {
    set,
    state: (id) => byId.get(id)?.state ?? UNKNOWN,
    refresh: async (owner) => {
      const targets = [...(owners.get(owner)?.values() ?? [])];
      await Promise.all(targets.map((target) => target.refresh()));
    },
    [Symbol.asyncDispose]: async () => {
      for (const owner of [...owners.keys()]) set(owner, []);
      cheap[Symbol.dispose]();
      costly[Symbol.dispose]();
      await Promise.all(ending);
    },
  };
}
