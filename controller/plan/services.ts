import type { Memory, ServiceMemory } from '../api/memory.ts';
import type { Action, Desired, Observed, Problem, ServiceVerdict } from '../api/plan.ts';
import type { DecisionContext } from './decision.ts';
import { dependencyOrder, gateOf } from './dependencies.ts';
import { loopbackBackends } from './loopback.ts';
import type { PortBook } from './ports.ts';
import { decideService } from './service.ts';
import { dismiss, earliest, type Step } from './steps.ts';
import { Supply } from './supply.ts';
import { verdictOf } from './verdict.ts';
import type { ServiceView, StackView } from './view.ts';
import { failureOf } from './withhold.ts';

/** What is to be done about the services of a stack, and how they are. */
export interface Decided {
  readonly steps: readonly Step[];
  readonly verdicts: readonly ServiceVerdict[];
  readonly services: Readonly<Record<string, ServiceMemory>>;
  readonly shut?: NonNullable<Memory['volatile']['shut']>;
  /** What provides the services with what they need beside themselves. */
  readonly supplies: readonly Action[];
  readonly problems: readonly Problem[];
  readonly wakeAt: number | undefined;
}

export const IDLE: Pick<Decided, 'supplies' | 'problems' | 'wakeAt'> = {
  supplies: [],
  problems: [],
  wakeAt: undefined,
};

/** Decides about each service, in the order of their dependencies. */
export function decideServices(
  desired: Desired,
  observed: Observed,
  view: StackView,
  ports: PortBook,
  memory: Memory,
  now: number,
  underWay: Pick<DecisionContext, 'inFlight' | 'busy'>,
): Decided {
  const steps: Step[] = view.orphans.map((instance) =>
    dismiss(instance, 'the service is no longer declared', { drain: true }),
  );
  const verdicts: ServiceVerdict[] = [];
  const services: Record<string, ServiceMemory> = {};
  const shut: Record<string, number> = {};
  let wakeAt: number | undefined;
  const failure = (id: string): ReturnType<typeof failureOf> => failureOf(id, memory, desired);
  const { networks } = view;
  const supply = new Supply({ desired, observed, memory, networks, now, failure, inFlight: underWay.inFlight });
  for (const name of dependencyOrder(desired.spec.services)) {
    const service = view.services.get(name);
    if (!service) continue;
    const gate = gateOf(service.spec, view.services);
    const shutAt = shutSince(service, gate.open, view, memory.volatile.shut, now);
    if (shutAt !== undefined) shut[name] = shutAt;
    const { healing } = desired.spec;
    const decision = decideService(service, {
      now,
      gate,
      shutAt,
      healing,
      ports,
      launch: view,
      supply,
      failure,
      ...underWay,
    });
    steps.push(...decision.steps);
    services[name] = decision.memory;
    verdicts.push(verdictOf(service, decision));
    wakeAt = earliest(wakeAt, decision.wakeAt);
  }
  const problems = [...supply.problems, ...loopbackBackends(desired, observed, view)];
  const supplied = { supplies: supply.actions, problems, wakeAt: earliest(wakeAt, supply.wakeAt) };
  return { steps, verdicts, services, shut, ...supplied };
}

/** When the dependencies of a service were last seen not to hold; one of which nothing is known says nothing. */
function shutSince(
  { name, spec }: ServiceView,
  isOpen: boolean,
  view: StackView,
  former: Memory['volatile']['shut'],
  now: number,
): number | undefined {
  // A controller that starts may come when they are just back.
  const last = former ? former[name] : spec.dependsOn.length > 0 ? now : undefined;
  const areKnown = spec.dependsOn.every((dependency) => view.services.get(dependency.name)?.unknown === undefined);
  if (!isOpen && areKnown) return now;
  // A clock that was set back leaves it in the future; it holds nothing back.
  return last !== undefined && last <= now ? last : undefined;
}

/** Sums services up without deciding about them: of a suspended stack, or of one that goes as a whole. */
export function verdictsOnly(desired: Desired, view: StackView): Pick<Decided, 'verdicts' | 'services'> {
  const verdicts = dependencyOrder(desired.spec.services).flatMap((name) => {
    const service = view.services.get(name);
    const idle = { steps: [], hindrance: undefined, wakeAt: undefined };
    return service ? [verdictOf(service, { ...idle, memory: service.memory })] : [];
  });
  return { verdicts, services: Object.fromEntries([...view.services].map(([name, { memory }]) => [name, memory])) };
}
