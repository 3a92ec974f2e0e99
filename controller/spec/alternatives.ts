import type { Alternative, QbtcStack, Service, StackSpec } from '../api/generated/resource.ts';
import type { Strategy } from '../api/strategy.ts';
import type { Problem } from './diagnostic.ts';
import { portProblems } from './ports.ts';
import { referenceProblems } from './references.ts';
import { type Path } from './schema.ts';

const made = new WeakMap<Alternative, Service>();

/**
 * A service as it runs as one of its alternatives; the same object every time. Outside of a container it is at the ports at which the
 * container would be published.
 */
function asAlternative(service: Service, alternative: Alternative): Service {
  const known = made.get(alternative);
  if (known) return known;
  const { docker, process: _process, external: _external, kubernetes: _kubernetes, ...rest } = service;
  const isPublished = docker !== undefined && !docker.hostNetwork && alternative.docker === undefined;
  const taken: Service = {
    ...rest,
    ...alternative,
    adopt: rest.adopt && alternative.docker !== undefined,
    replicas: alternative.external ? Math.min(rest.replicas, 1) : rest.replicas,
    ports: isPublished
      ? rest.ports.map(({ hostPort, ...port }) => ({ ...port, port: hostPort ?? port.port }))
      : rest.ports,
  };
  made.set(alternative, taken);
  return taken;
}

/** The services of a stack with the alternatives that were taken in their places. */
export function withAlternatives(spec: StackSpec, { taken }: Pick<Strategy, 'taken'>): StackSpec {
  const services = spec.services.map((service) => {
    const alternative = service.alternatives[taken[service.name] ?? -1];
    return alternative ? asAlternative(service, alternative) : service;
  });
  return { ...spec, services };
}

/** Finds alternatives that could never be taken, or never be what their service is. */
function pointless({ spec }: QbtcStack): Problem[] {
  return spec.services.flatMap((service, index) =>
    service.alternatives.flatMap(({ docker, external }, at): Problem[] => {
      const path: Path = ['spec', 'services', index, 'alternatives', at];
      const message = 'is never taken: where its engine is absent, this one is, too';
      if (docker && service.docker) return [{ path: [...path, 'docker'], message, at: 'key' }];
      const runs = 'an external service runs by itself and cannot take the place of one that is oneShot';
      return external && service.oneShot ? [{ path: [...path, 'external'], message: runs, at: 'key' }] : [];
    }),
  );
}

/** Warns of alternatives of services that need no engine. */
export const alternativeWarnings = ({ spec }: QbtcStack): Problem[] =>
  spec.services.flatMap(({ docker, kubernetes, alternatives }, index): Problem[] => {
    if (docker ?? kubernetes ?? alternatives.length === 0) return [];
    const message = 'are never taken: the service needs no engine that could be absent';
    return [{ path: ['spec', 'services', index, 'alternatives'], message, at: 'key' }];
  });

/** Finds what a stack could not do once its services have taken their alternatives: ports that nobody has, replicas in each other's way. */
export function alternativeProblems(stack: QbtcStack): Problem[] {
  const { services } = stack.spec;
  const most = Math.max(0, ...services.map(({ alternatives }) => alternatives.length));
  if (most === 0) return [];
  const check = (checked: QbtcStack): Problem[] => [...referenceProblems(checked), ...portProblems(checked)];
  const keyOf = ({ path, message }: Problem): string => JSON.stringify([path, message]);
  const known = new Set(check(stack).map(keyOf));
  const taken = Array.from({ length: most }, (_, index) => {
    const all = Object.fromEntries(services.map(({ name }) => [name, index]));
    const problems = check({ ...stack, spec: withAlternatives(stack.spec, { taken: all }) });
    return problems.map((problem) => ({ ...problem, path: pathIn(stack.spec, problem.path, index) }));
  }).flat();
  return [...pointless(stack), ...taken.filter((problem) => !known.has(keyOf(problem)))];
}

/** Where a part of an alternative that was taken stands in the stack. */
function pathIn({ services }: StackSpec, path: Path, index: number): Path {
  const [spec, list, at, kind, ...rest] = path;
  const alternative = list === 'services' && typeof at === 'number' ? services[at]?.alternatives[index] : undefined;
  if (!alternative || kind === undefined || !(kind in alternative)) return path;
  return [spec ?? '', list ?? '', at ?? 0, 'alternatives', index, kind, ...rest];
}
