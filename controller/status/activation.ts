import type { RouteStatus, Service, StackStatus } from '../api/generated/resource.ts';
import type { Connectivity } from '../api/connectivity.ts';
import type { Desired, ServiceVerdict } from '../api/plan.ts';

type Layer = NonNullable<StackStatus['activation']>[number];

export interface ActivationInput {
  readonly desired: Pick<Desired, 'declared' | 'spec'>;
  readonly services: readonly ServiceVerdict[];
  readonly routes: readonly RouteStatus[];
  /** What clients get; undefined before the first look. */
  readonly connectivity: Connectivity | undefined;
}

/**
 * How far a stack has come, layer by layer: what others stand on, the other services, the gateway, its routes, and whether clients are
 * served. A layer that has nothing in it is left out. What holds one up holds up only what depends on it.
 */
export function activationOf({ desired, services, routes, connectivity }: ActivationInput): Layer[] {
  const placed = new Map(desired.declared.map((service) => [service.name, layerOf(service, desired)]));
  const ofServices = (['infrastructure', 'services', 'gateway'] as const).map((layer) => {
    const members = services.filter(({ name }) => placed.get(name) === layer);
    return summary(
      layer,
      members.map(({ name, settled, message, phase }) => [name, settled, message || phase]),
    );
  });
  const served = Object.entries(connectivity ?? {});
  return [
    ...ofServices,
    summary(
      'routes',
      routes.map(({ name, state, message = state }) => [name, state === 'Programmed', message]),
    ),
    summary(
      'verification',
      served.map(([name, problem]) => [name, problem === '', problem]),
    ),
  ].filter((layer) => layer !== undefined);
}

function layerOf({ name, dependsOn }: Service, { declared, spec }: ActivationInput['desired']): Layer['layer'] {
  if (name === spec.gateway.apisix?.service) return 'gateway';
  const isNeeded = declared.some((other) => other.dependsOn.some((dependency) => dependency.name === name));
  return isNeeded && dependsOn.length === 0 ? 'infrastructure' : 'services';
}

function summary(
  layer: Layer['layer'],
  members: readonly [name: string, isUp: boolean, message: string][],
): Layer | undefined {
  if (members.length === 0) return undefined;
  const held = members.find(([, isUp]) => !isUp);
  const up = members.filter(([, isUp]) => isUp).length;
  return { layer, active: `${up}/${members.length}`, ...(held ? { message: `${held[0]}: ${held[2]}` } : {}) };
}
