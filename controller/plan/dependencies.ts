import type { Service } from '../api/generated/resource.ts';
import type { ServiceView } from './view.ts';

/** Whether a service may start now (I5), and if not, which dependency it waits for. */
export type Gate = { readonly open: true } | { readonly open: false; readonly message: string };

/** Decides from what was observed, never by waiting. */
export function gateOf(service: Service, views: ReadonlyMap<string, ServiceView>): Gate {
  for (const dependency of service.dependsOn) {
    const view = views.get(dependency.name);
    if (!view) return { open: false, message: `waits for ${dependency.name}, which is not declared` };
    const missing = unmet(view, dependency.condition);
    if (missing) return { open: false, message: `waits for ${dependency.name} to be ${missing}` };
  }
  return { open: true };
}

/** What a dependency still lacks, in the words of a status; undefined when the condition holds. */
function unmet(view: ServiceView, condition: 'Started' | 'Healthy' | 'Completed'): string | undefined {
  if (view.spec.oneShot) {
    const started = view.slots.every((slot) => slot.current !== undefined && slot.current.instance.state !== 'Pending');
    if (condition === 'Started') return started ? undefined : 'started';
    return isCompleted(view) ? undefined : 'completed';
  }
  if (view.slots.length === 0) return 'scaled to at least one replica';
  if (condition === 'Started') {
    return view.slots.every((slot) => members(slot).some(({ instance }) => instance.state === 'Running'))
      ? undefined
      : 'started';
  }
  return isHealthy(view) ? undefined : 'healthy';
}

const members = (slot: ServiceView['slots'][number]): readonly ServiceView['slots'][number]['others'][number][] =>
  slot.current ? [slot.current, ...slot.others] : slot.others;

/** Every wanted replica has a healthy instance, of whichever revision. */
const isHealthy = (view: ServiceView): boolean =>
  view.slots.length > 0 && view.slots.every((slot) => members(slot).some(({ health }) => health === 'Healthy'));

/** A one-shot service whose wanted revision ran to its end with code 0. */
export const isCompleted = (view: ServiceView): boolean =>
  view.spec.oneShot &&
  view.slots.every(({ current }) =>
    current ? current.instance.exit?.code === 0 && current.instance.state === 'Exited' : hasCompleted(view),
  );

/** Whether that revision completed once, although its instance was removed since. */
export const hasCompleted = ({ memory, revision }: ServiceView): boolean => memory.completed === revision;

/** Names in an order in which every service comes after those that it depends on; input order otherwise. */
export function dependencyOrder(services: readonly Service[]): string[] {
  const byName = new Map(services.map((service) => [service.name, service]));
  const ordered = new Set<string>();
  const visit = (service: Service, path: ReadonlySet<string>): void => {
    if (ordered.has(service.name) || path.has(service.name)) return;
    const below = new Set(path).add(service.name);
    for (const dependency of service.dependsOn) {
      const next = byName.get(dependency.name);
      if (next) visit(next, below);
    }
    ordered.add(service.name);
  };
  for (const service of services) visit(service, new Set());
  return [...ordered];
}
