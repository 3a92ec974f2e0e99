import type { QbtcStack, Service } from '../../controller/api/generated/resource.ts';
import { MARKER } from '../../controller/api/processes.ts';
import type { RouteTable } from '../../controller/api/route-table.ts';
import { keyOf, SECRET, STATE, uidOf, type World } from './world.ts';

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
  world.order(`up ${stack.metadata.name}`, (controller) => controller.accept(stack, { 'env:TOKEN': SECRET }));
}

/** Asks for the end of a stack, as `qbtc down` does; one that is gone already is fine. */
export function takeDown(world: World, name: string): void {
  world.order(`down ${name}`, async (controller) => {
    if (world.disk.stat(`${STATE}/stacks/${uidOf(name)}/stack.json`)) {
      await controller.ask(keyOf(name), { deleting: true });
    }
  });
}

const versionOf = (service: Service): string => service.process?.command[2] ?? '';
const line = (stack: string, service: string, slot: number, version: string): string =>
  `${stack}/${service}[${slot}] ${version}`;

/** The end state that follows from what people want, in the words of `describe`. */
export function expected({ stack, stopped, deleted }: Intent): string[] {
  if (deleted) return [];
  const { name } = stack.metadata;
  const { services, routes } = stack.spec;
  const slots = (service: Service): number[] => Array.from({ length: service.replicas }, (_, slot) => slot);
  const running = services.filter((service) => service.process && !service.oneShot && !stopped.includes(service.name));
  const tasks = services.filter((service) => service.oneShot);
  const tables = routes.map(({ name: route, backends }) => {
    const served = backends.flatMap(({ service: backend }) => {
      const service = running.find((candidate) => candidate.name === backend);
      return service ? slots(service).map((slot) => `${backend}[${slot}]`) : [];
    });
    return `${name} route ${route}: ${served.sort().join(' ')}`;
  });
  return [
    ...running.flatMap((service) =>
      slots(service).flatMap((slot) => [
        `${line(name, service.name, slot, versionOf(service))} ready`,
        `${line(name, service.name, slot, versionOf(service))} recorded`,
      ]),
    ),
    ...tasks.map((service) => `${line(name, service.name, 0, versionOf(service))} recorded`),
    ...tasks.map((service) => `${line(name, service.name, 0, versionOf(service))} completed`),
    ...tables,
    `${name} is Ready`,
  ].sort();
}

interface Record_ {
  readonly launch?: {
    readonly service?: { readonly name?: string; readonly process?: { readonly command?: readonly string[] } };
    readonly slot?: number;
  };
}

const parsed = (text: string | undefined): unknown => {
  try {
    return JSON.parse(text ?? 'null');
  } catch {
    return undefined;
  }
};

/** What a person would find of one stack: its processes, records, routes and readiness. */
export function describe(world: World, name: string): string[] {
  const uid = uidOf(name);
  const { disk, programs, doors } = world;
  const lines: string[] = [];
  const living = programs.living().filter(({ marker }) => marker.startsWith(`${uid}/`));
  for (const run of living) {
    lines.push(`${line(name, run.service, run.slot, run.version)} ${programs.isReady(run) ? 'ready' : 'not ready'}`);
  }
  for (const { pid, env } of world.machine.marked(`${uid}/`)) {
    const isOurs = living.some((run) => run.pid === pid || run.marker === env[MARKER]);
    if (!isOurs) lines.push(`${name} stray of ${env[MARKER] ?? ''}`);
  }
  for (const id of disk.list(`${STATE}/run/${uid}/instances`)) {
    const folder = `${STATE}/run/${uid}/instances/${id}`;
    // What an interrupted start or removal leaves.
    if (!disk.list(folder).some((entry) => entry === 'launch.json' || entry.startsWith('run-'))) continue;
    const { launch } = (parsed(disk.read(`${folder}/launch.json`)?.toString()) ?? {}) as Record_;
    const text = line(
      name,
      launch?.service?.name ?? id,
      launch?.slot ?? -1,
      launch?.service?.process?.command?.[2] ?? '',
    );
    lines.push(`${text} recorded`);
    const last = disk.list(folder).findLast((entry) => entry.startsWith('run-'));
    if (disk.read(`${folder}/${last ?? ''}/exit`)?.toString() === '0\n') lines.push(`${text} completed`);
  }
  for (const door of doors.doors.values()) {
    const table = door.tables.get(uid);
    if (table) lines.push(...routeLines(world, name, table, doors.running(door.address) !== undefined));
  }
  // An empty folder that could not be removed goes at the next start.
  if (disk.list(`${STATE}/stacks/${uid}`).length > 0) {
    const status = parsed(disk.read(`${STATE}/stacks/${uid}/status.json`)?.toString()) as StatusText | undefined;
    const ready = status?.conditions?.find(({ type }) => type === 'Ready');
    lines.push(ready?.status === 'True' ? `${name} is Ready` : `${name} is not Ready: ${ready?.reason ?? 'no status'}`);
  }
  if (disk.stat(`${STATE}/run/${uid}`) && !disk.stat(`${STATE}/stacks/${uid}`)) lines.push(`${name} left files`);
  return lines.sort();
}

export interface StatusText {
  readonly observedGeneration?: number;
  readonly conditions?: readonly { readonly type: string; readonly status: string; readonly reason: string }[];
}

/** Each route with the replicas that its endpoints lead to. */
function routeLines(world: World, name: string, table: RouteTable, runs: boolean): string[] {
  const living = world.programs.living();
  return table.routes.map((route) => {
    const served = route.backends.flatMap(({ endpoints }) =>
      endpoints.map(({ port }) => {
        const run = living.find(
          (candidate) => candidate.port === port && candidate.marker.startsWith(`${uidOf(name)}/`),
        );
        return run ? `${run.service}[${run.slot}]` : `nobody on ${port}`;
      }),
    );
    return `${name} route ${route.name}${runs ? '' : ' (dark)'}: ${served.sort().join(' ')}`;
  });
}
