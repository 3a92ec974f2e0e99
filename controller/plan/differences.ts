import { isDeepStrictEqual } from 'node:util';
import type { Candidate } from '../api/adoption.ts';
import type { ContainerMount, ContainerSettings } from '../api/container-settings.ts';
import type { DockerSpec, Healthcheck, ServicePort } from '../api/generated/resource.ts';
import { declaredLimits } from '../api/limits.ts';
import type { Launch } from '../api/runtime.ts';

/** A stop signal that is not declared. */
const USUAL_SIGNAL = 'SIGTERM';

/**
 * What is declared of a container and does not hold for this one. What is not declared may be as it likes, except for what gives a container
 * power over its host. Networks that it is not in are no difference: it can join them while it runs. Values of variables, arguments and
 * labels may be secret, so only their names are told.
 *
 * @param imageId what the declared image means here; undefined when it is not here
 */
export function differencesOf(
  launch: Launch,
  { container, settings }: Candidate,
  imageId: string | undefined,
): string[] {
  const { docker, ports } = launch.service;
  if (!docker) return [];
  return [
    ...image(docker, settings.image, container.imageId, imageId),
    ...other('its entrypoint', docker.entrypoint, settings.entrypoint),
    ...other('its command', docker.command && launch.command, settings.command),
    ...variables(launch, docker, settings.env),
    ...changed('its user', docker.user, settings.user),
    ...changed('its working directory', docker.workingDir, settings.workingDir),
    ...changed(
      'its stop signal',
      docker.stopSignal === USUAL_SIGNAL ? undefined : docker.stopSignal,
      settings.stopSignal,
    ),
    ...(docker.hostNetwork ? [] : ports.flatMap((port) => published(port, settings.published))),
    ...docker.volumes.flatMap((volume) => mounted(volume, settings.mounts)),
    ...network(docker, settings.networkMode),
    ...powers(docker, settings),
    ...limits(docker, settings),
    ...(docker.healthcheck ? checked(docker.healthcheck, settings.healthcheck) : []),
    ...Object.entries(docker.labels ?? {}).flatMap(([name, value]) =>
      container.labels[name] === value ? [] : [`its label ${name} is another one`],
    ),
  ];
}

/** With `Always` what the reference means now is wanted; else what it was created from under this reference will do. */
function image(
  { image: wanted, pullPolicy }: DockerSpec,
  reference: string,
  actualId: string,
  wantedId: string | undefined,
): string[] {
  if (actualId === wantedId) return [];
  if (reference !== wanted) return [`its image is ${reference} instead of ${wanted}`];
  return pullPolicy === 'Always' && wantedId !== undefined ? [`its image is an older ${wanted}`] : [];
}

function variables({ env }: Launch, docker: DockerSpec, actual: ContainerSettings['env']): string[] {
  return docker.env.flatMap(({ name, valueFrom }) => {
    if (actual[name] === undefined) return [`its variable ${name} is not set`];
    // Secret values are compared where they are known: when it is taken over.
    return valueFrom || actual[name] === env[name] ? [] : [`its variable ${name} has another value`];
  });
}

function published({ port, hostPort, hostAddress }: ServicePort, actual: ContainerSettings['published']): string[] {
  if (hostPort === undefined) return [];
  const found = actual.filter((each) => each.port === port);
  if (found.some((each) => each.hostAddress === hostAddress && each.hostPort === hostPort)) return [];
  const where = found.map((each) => `${each.hostAddress}:${each.hostPort === 0 ? 'any' : each.hostPort}`).join(', ');
  return [
    `its port ${port} is published ${where === '' ? 'nowhere' : `at ${where}`} instead of at ${hostAddress}:${hostPort}`,
  ];
}

function mounted(
  { volume, hostPath, mountPath, readOnly }: DockerSpec['volumes'][number],
  mounts: readonly ContainerMount[],
): string[] {
  const wanted = kindOf(volume, hostPath);
  const found = mounts.find(({ target }) => target === mountPath);
  if (!found) return [`nothing is mounted at ${mountPath} instead of ${wanted}`];
  const { type, source } = found;
  const actual = kindOf(type === 'volume' ? source : undefined, type === 'bind' ? source : undefined);
  if (actual !== wanted) return [`${actual} is mounted at ${mountPath} instead of ${wanted}`];
  return found.readOnly === readOnly ? [] : [`${mountPath} is ${found.readOnly ? 'read-only' : 'writable'}`];
}

function kindOf(volume: string | undefined, hostPath: string | undefined): string {
  if (volume !== undefined) return `the volume ${volume}`;
  return hostPath === undefined ? 'a tmpfs' : `the path ${hostPath}`;
}

/** One that has no network of its own can join none. */
function network({ hostNetwork }: DockerSpec, mode: string): string[] {
  const isHost = mode === 'host';
  if (hostNetwork) return isHost ? [] : ['it is not in the network of the host'];
  if (isHost) return ['it is in the network of the host'];
  if (mode.startsWith('container:')) return ['it shares the network of another container'];
  return mode === 'none' ? ['it has no network'] : [];
}

function powers(docker: DockerSpec, actual: ContainerSettings): string[] {
  const without = (prefix: RegExp) => (text: string) => text.toUpperCase().replace(prefix, '');
  const capability = without(/^CAP_/);
  return [
    ...flag('privileged', docker.privileged, actual.privileged),
    ...flag('in the process namespace of the host', docker.hostPid, actual.hostPid),
    ...flag('in the IPC namespace of the host', docker.hostIpc, actual.hostIpc),
    ...(docker.readOnlyRootFilesystem && !actual.readOnlyRootFilesystem ? ['its root file system is writable'] : []),
    ...missing('capability', docker.capAdd.map(capability), actual.capAdd),
    ...missing('dropped capability', docker.capDrop.map(capability), actual.capDrop),
    ...missing('device', docker.devices.map(deviceOf), actual.devices),
    ...missing(
      'host entry',
      docker.extraHosts.map((line) => line.replace(/^([^:=]+)=/, '$1:')),
      actual.extraHosts,
    ),
  ];
}

const flag = (what: string, wanted: boolean, actual: boolean): string[] =>
  wanted === actual ? [] : [`it is ${actual ? '' : 'not '}${what}`];

const missing = (what: string, wanted: readonly string[], actual: readonly string[]): string[] =>
  wanted.filter((each) => !actual.includes(each)).map((each) => `it has no ${what} ${each}`);

/** `HOST[:CONTAINER[:PERMISSIONS]]` in full. */
function deviceOf(text: string): string {
  const [host = '', inside = host, permissions = 'rwm'] = text.split(':');
  return [host, inside, permissions].join(':');
}

function limits(docker: DockerSpec, { limits: actual }: ContainerSettings): string[] {
  const { cpus, memory, pids } = declaredLimits(docker);
  return [
    ...changed('its limit of CPUs', cpus, actual.cpus),
    ...changed('its limit of memory in bytes', memory, actual.memory),
    ...changed('its limit of processes', pids, actual.pids),
  ];
}

function checked({ disable, ...wanted }: Healthcheck, { test, ...actual }: ContainerSettings['healthcheck']): string[] {
  if (disable) return test.length > 0 ? ['it has a health check'] : [];
  const { test: wantedTest, ...times } = wanted;
  return [
    ...other('the test of its health check', wantedTest, test),
    ...Object.entries(times).flatMap(([name, value]) =>
      changed(`${name} of its health check`, value, actual[name as keyof typeof actual]),
    ),
  ];
}

/** For what may be shown. */
const changed = <T extends string | number>(what: string, wanted: T | undefined, actual: T): string[] =>
  wanted === undefined || wanted === actual ? [] : [`${what} is ${actual || 'not set'} instead of ${wanted}`];

/** For what may hold secrets. */
const other = (what: string, wanted: readonly string[] | undefined, actual: readonly string[]): string[] =>
  wanted === undefined || isDeepStrictEqual(wanted, actual) ? [] : [`${what} is another one`];
