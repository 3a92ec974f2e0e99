import type { QbtcStack, Service } from '../../controller/api/generated/resource.ts';
import { SECRET, STATE, keyOf, uidOf } from './place.ts';
import type { World } from './world.ts';

/** What people want of one stack, as they know it; undefined fields of the machine follow from it. */
export interface Intent {
  readonly stack: QbtcStack;
  readonly stopped: readonly string[];
  readonly restarts: Readonly<Record<string, number>>;
  readonly deleted: boolean;
}

export const wanting = (stack: QbtcStack, changes: Partial<Intent> = {}): Intent => {
  return { stack, stopped: [], restarts: {}, deleted: false, ...changes };
};

/** Hands a stack over, as `qbtc up` does. */
export function handOver(world: World, stack: QbtcStack): void {
  world.order(`up ${stack.metadata.name}`, (controller) =>
    controller.accept(stack, { 'env:TOKEN': SECRET, 'env:APISIX': 'admin-key' }),
  );
}

/** Asks for the end of a stack, as `qbtc down` does; one that is gone already is fine. */
export function takeDown(world: World, name: string): void {
  world.order(`down ${name}`, async (controller) => {
    if (world.disk.stat(`${STATE}/stacks/${uidOf(name)}/stack.json`)) {
      await controller.ask(keyOf(name), { deleting: true });
    }
  });
}

export const versionOf = ({ process, docker }: Service): string => (process ?? docker)?.command?.[2] ?? '';
/** How a replica is named in the words of `describe`. */
export const line = (stack: string, service: string, slot: number, version: string): string =>
  `${stack}/${service}[${slot}] ${version}`;

/** The end state that follows from what people want, in the words of `describe`. */
export function expected({ stack, stopped, deleted }: Intent): string[] {
  if (deleted) return [];
  const { name } = stack.metadata;
  const { services, routes } = stack.spec;
  const slots = (service: Service): number[] => Array.from({ length: service.replicas }, (_, slot) => slot);
  const running = services.filter((service) => !service.oneShot && !stopped.includes(service.name));
  const tasks = services.filter((service) => service.oneShot);
  const tables = routes.map(({ name: route, backends }) => {
    const served = backends.flatMap(({ service: backend }) => {
      const service = running.find((candidate) => candidate.name === backend);
      return service ? slots(service).map((slot) => `${backend}[${slot}]`) : [];
    });
    const line = `route ${route}: ${served.sort().join(' ')}`;
    return [`${name} ${line}`, ...(stack.spec.gateway.apisix ? [`${name} APISIX ${line}`] : [])];
  });
  return [
    ...running.flatMap((service) =>
      slots(service).flatMap((slot) => [
        `${line(name, service.name, slot, versionOf(service))} ready`,
        `${line(name, service.name, slot, versionOf(service))} recorded`,
      ]),
    ),
    ...tasks.map((service) => `${line(name, service.name, 0, versionOf(service))} completed`),
    ...(stack.spec.docker?.networks ?? []).map((network) => `${name} network ${network.name}`),
    ...(stack.spec.docker?.volumes ?? []).flatMap(({ name: volume, reclaim }) =>
      reclaim === 'Delete' ? [`${name} volume ${volume}`] : [],
    ),
    ...tables.flat(),
    `${name} is Ready`,
  ].sort();
}
