import type { AcceptedStack } from '../../controller/api/accepted.ts';
import type { StackStatus } from '../../controller/api/generated/resource.ts';
import { LABELS } from '../../controller/api/labels.ts';
import { MARKER } from '../../controller/api/processes.ts';
import type { RouteTable } from '../../controller/api/route-table.ts';
import type { Launch } from '../../controller/api/runtime.ts';
import { containerNames } from '../../controller/runtimes/docker/names.ts';
import type { SimulatedContainer } from '../fakes/simulated-container.ts';
import { apisixLines } from './apisix.ts';
import { line, versionOf } from './intent.ts';
import { STATE, uidOf } from './place.ts';
import type { World } from './world.ts';

/** Volumes that stay when their stack goes. */
export const isRetained = (volume: string): boolean => volume.endsWith('-data');

/** What a person would find of one stack: what runs of it, its records, routes and readiness. */
export function describe(world: World, name: string): string[] {
  const uid = uidOf(name);
  const { disk, programs, doors } = world;
  const living = programs.living().filter(({ marker }) => marker.startsWith(`${uid}/`));
  const lines = living.map(
    (run) => `${line(name, run.service, run.slot, run.version)} ${programs.isReady(run) ? 'ready' : 'not ready'}`,
  );
  for (const { pid, env } of world.machine.marked(`${uid}/`)) {
    const isOurs = living.some((run) => run.process?.pid === pid || run.marker === env[MARKER]);
    if (!isOurs) lines.push(`${name} stray of ${env[MARKER] ?? ''}`);
  }
  lines.push(...recordLines(world, name), ...engineLines(world, name), ...apisixLines(world, name));
  for (const door of doors.doors.values()) {
    const table = door.tables.get(uid);
    if (table) lines.push(...routeLines(world, name, table, doors.running(door.address) !== undefined));
  }
  // An empty folder that could not be removed goes at the next start.
  if (disk.list(`${STATE}/stacks/${uid}`).length > 0) lines.push(...statusLines(world, name));
  if (disk.stat(`${STATE}/run/${uid}`) && !disk.stat(`${STATE}/stacks/${uid}`)) lines.push(`${name} left files`);
  // A task that has completed may have left its record, or only be known to have.
  return [...new Set(lines)].sort();
}

function recordLines({ disk }: World, name: string): string[] {
  const instances = `${STATE}/run/${uidOf(name)}/instances`;
  return disk.list(instances).flatMap((id) => {
    const folder = `${instances}/${id}`;
    // What an interrupted start or removal leaves.
    if (!disk.list(folder).some((entry) => entry === 'launch.json' || entry.startsWith('run-'))) return [];
    const record = parsed(disk.read(`${folder}/launch.json`)) as { launch?: Launch } | undefined;
    const last = disk.list(folder).findLast((entry) => entry.startsWith('run-'));
    const hasCompleted = disk.read(`${folder}/${last ?? ''}/exit`)?.toString() === '0\n';
    return record?.launch ? launchLine(name, record.launch, hasCompleted) : `${name} damaged record ${id}`;
  });
}

/** The containers of a stack, with what is wrong with them, and what was made for them. */
function engineLines({ engine }: World, name: string): string[] {
  const uid = uidOf(name);
  const ours = [...engine.containers.values()].filter(({ request }) => request.Labels[LABELS.uid] === uid);
  const lines = ours.flatMap((container) => {
    const launch = parsed(container.request.Labels[LABELS.launch]) as Launch | undefined;
    if (!launch) return [];
    const text = launchLine(name, launch, container.state === 'exited' && container.exitCode === 0);
    return [text, ...deviations(container, launch)];

    function deviations(
      { name: called, restartPolicy, networks, isAlive }: SimulatedContainer,
      made: Launch,
    ): string[] {
      const missing = (made.networks ?? []).filter(
        ({ name: wanted }) => networks.get(wanted)?.networkId !== engine.networks.find(wanted)?.id,
      );
      return [
        ...(called === containerNames({ installation: '', namespace: '', name, uid }, made).own ? [] : ['name']),
        ...(restartPolicy === 'no' ? [] : ['restart policy']),
        ...(isAlive ? missing.map((network) => `network ${network.name}`) : []),
      ].map((what) => `${text} has another ${what}`);
    }
  });
  const networks = engine.networks.list().filter(({ labels }) => labels[LABELS.uid] === uid);
  const volumes = [...engine.volumes].filter(([volume, labels]) => labels[LABELS.uid] === uid && !isRetained(volume));
  return [
    ...lines,
    ...networks.map((network) => `${name} network ${network.name}`),
    ...volumes.map(([volume]) => `${name} volume ${volume}`),
  ];
}

const launchLine = (stack: string, { service, slot }: Launch, hasCompleted: boolean): string =>
  `${line(stack, service.name, slot, versionOf(service))} ${service.oneShot && hasCompleted ? 'completed' : 'recorded'}`;

/** Whether it says that it is ready, and of which tasks that they have completed. */
function statusLines({ disk }: World, name: string): string[] {
  const folder = `${STATE}/stacks/${uidOf(name)}`;
  const status = parsed(disk.read(`${folder}/status.json`)) as StackStatus | undefined;
  const ready = status?.conditions?.find(({ type }) => type === 'Ready');
  const stack = parsed(disk.read(`${folder}/stack.json`)) as AcceptedStack | undefined;
  const services = stack?.resource.spec.services ?? [];
  const completed = services.filter(({ name: task }) =>
    status?.services?.some((service) => service.name === task && service.phase === 'Completed'),
  );
  return [
    ready?.status === 'True' ? `${name} is Ready` : `${name} is not Ready: ${ready?.reason ?? 'no status'}`,
    ...completed.map((task) => `${line(name, task.name, 0, versionOf(task))} completed`),
  ];
}

/** Each route with the replicas that its endpoints lead to. */
function routeLines({ programs }: World, name: string, table: RouteTable, runs: boolean): string[] {
  const living = programs.living().filter(({ marker }) => marker.startsWith(`${uidOf(name)}/`));
  return table.routes.map((route) => {
    const served = route.backends.flatMap(({ endpoints }) =>
      endpoints.map((endpoint) => {
        const run = living.find((candidate) => programs.isAt(candidate, endpoint));
        return run ? `${run.service}[${run.slot}]` : `nobody on ${endpoint.host}:${endpoint.port}`;
      }),
    );
    return `${name} route ${route.name}${runs ? '' : ' (dark)'}: ${served.sort().join(' ')}`;
  });
}

/** Undefined for what an interrupted write has left. */
function parsed(text: Buffer | string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text.toString());
  } catch {
    return undefined;
  }
}
