import type { ServiceMemory } from '../api/memory.ts';
import type { Desired, ServiceVerdict } from '../api/plan.ts';
import { serviceOf, type Step } from './steps.ts';
import type { StackView } from './view.ts';

interface Decided {
  readonly steps: readonly Step[];
  readonly verdicts: readonly ServiceVerdict[];
  readonly services: Readonly<Record<string, ServiceMemory>>;
}

/** Leaves out what would start a service that the strategy skips, and says so of it; what runs of it stays. */
export function withoutSkipped<T extends Decided>(decided: T, desired: Desired, view: StackView): T {
  const { skipped } = desired.strategy;
  if (Object.keys(skipped).length === 0) return decided;
  const former = Object.keys(skipped).flatMap((name): [string, ServiceMemory][] => {
    const service = view.services.get(name);
    return service ? [[name, service.memory]] : [];
  });
  return {
    ...decided,
    steps: decided.steps.filter((step) => !(isStart(step) && serviceOf(step) in skipped)),
    services: { ...decided.services, ...Object.fromEntries(former) },
    verdicts: decided.verdicts.map((verdict) => {
      const why = skipped[verdict.name];
      // What is held down, done or wanted no times is not missed.
      const isMissed = verdict.desired > 0 && verdict.healthy === 0 && verdict.phase !== 'Completed';
      if (why === undefined || !isMissed) return verdict;
      // Whoever asks for the fallback asks for no APISIX.
      const isAsked = desired.spec.strategy === 'Fallback' && verdict.name === desired.spec.gateway.apisix?.service;
      return { ...verdict, phase: 'Skipped', reason: 'Skipped', message: why, settled: isAsked };
    }),
  };
}

const isStart = ({ kind }: Step): boolean => kind === 'start' || kind === 'adopt' || kind === 'restart';
