import type { ContainerRequest, HealthcheckRequest, HostConfig, MountRequest } from '../../api/container-request.ts';
import type { DockerSpec, Healthcheck, ServicePort } from '../../api/generated/resource.ts';
import type { Launch, StackRef } from '../../api/runtime.ts';
import { HOST_ALIAS } from '../../routing/addresses.ts';
import { containerLabels } from './launch-label.ts';
import { declaredLimits, limitFields, NANOS } from '../../api/limits.ts';
import { bytesOf } from '../../api/quantity.ts';

export interface RequestContext {
  readonly stack: StackRef;
  readonly launch: Launch;
  readonly docker: DockerSpec;
  /** Values of what `valueFrom` names, by variable. */
  readonly secrets: Readonly<Record<string, string>>;
  /** Whether the engine knows the address of its own host (API 1.41). */
  readonly knowsHost: boolean;
}

/**
 * The container of an instance, as the engine takes it: nothing that gives it power over the host unless it is declared, restarted by the
 * controller alone.
 */
export function containerRequest(context: RequestContext): ContainerRequest {
  const { stack, launch, docker, secrets } = context;
  const { service, env } = launch;
  const [first] = launch.networks ?? [];
  return {
    Image: docker.image,
    ...(docker.entrypoint === undefined ? {} : { Entrypoint: docker.entrypoint }),
    ...(docker.command === undefined ? {} : { Cmd: launch.command }),
    Env: Object.entries({ ...env, ...secrets }).map(([name, value]) => `${name}=${value}`),
    ...(docker.user === undefined ? {} : { User: docker.user }),
    ...(docker.workingDir === undefined ? {} : { WorkingDir: docker.workingDir }),
    Labels: containerLabels(stack, launch),
    StopSignal: docker.stopSignal,
    StopTimeout: docker.stopTimeoutSeconds,
    ExposedPorts: Object.fromEntries(service.ports.map(({ port }) => [`${port}/tcp`, {}])),
    ...(docker.healthcheck ? { Healthcheck: healthcheckRequest(docker.healthcheck) } : {}),
    HostConfig: hostConfig(context, first?.name),
    NetworkingConfig: { EndpointsConfig: first ? { [first.name]: { Aliases: first.aliases } } : {} },
  };
}

function hostConfig({ launch, docker, knowsHost }: RequestContext, network: string | undefined): HostConfig {
  const hasOwnHosts = knowsHost && !docker.hostNetwork;
  return {
    NetworkMode: docker.hostNetwork ? 'host' : (network ?? 'none'),
    RestartPolicy: { Name: 'no' },
    PortBindings: docker.hostNetwork ? {} : portBindings(launch.service.ports),
    Mounts: docker.volumes.flatMap(mountRequest),
    Tmpfs: Object.fromEntries(
      docker.volumes.flatMap(({ tmpfs, mountPath, readOnly }) =>
        tmpfs ? [[mountPath, tmpfsOptions(tmpfs.size, readOnly)]] : [],
      ),
    ),
    ...limitFields(declaredLimits(docker)),
    CapAdd: docker.capAdd,
    CapDrop: docker.capDrop,
    ExtraHosts: [
      ...(hasOwnHosts ? [`${HOST_ALIAS}:host-gateway`] : []),
      // Both forms are written; the engine takes a colon.
      ...docker.extraHosts.map((line) => line.replace(/^([^:=]+)=/, '$1:')),
    ],
    SecurityOpt: docker.privileged ? [] : ['no-new-privileges:true'],
    Init: docker.init,
    Privileged: docker.privileged,
    ReadonlyRootfs: docker.readOnlyRootFilesystem,
    ...(docker.hostPid ? { PidMode: 'host' as const } : {}),
    ...(docker.hostIpc ? { IpcMode: 'host' as const } : {}),
    Devices: docker.devices.map(deviceRequest),
  };
}

function portBindings(ports: readonly ServicePort[]): HostConfig['PortBindings'] {
  return Object.fromEntries(
    ports.flatMap(({ port, hostPort, hostAddress }) =>
      hostPort === undefined ? [] : [[`${port}/tcp`, [{ HostIp: hostAddress, HostPort: String(hostPort) }]]],
    ),
  );
}

function mountRequest({ volume, hostPath, mountPath, readOnly }: DockerSpec['volumes'][number]): MountRequest[] {
  if (volume !== undefined) return [{ Type: 'volume', Source: volume, Target: mountPath, ReadOnly: readOnly }];
  if (hostPath !== undefined) return [{ Type: 'bind', Source: hostPath, Target: mountPath, ReadOnly: readOnly }];
  return [];
}

const tmpfsOptions = (size: string | undefined, readOnly: boolean): string =>
  [...(readOnly ? ['ro'] : []), ...(size === undefined ? [] : [`size=${bytesOf(size)}`])].join(',');

/** `HOST[:CONTAINER[:rwm]]` */
function deviceRequest(text: string): HostConfig['Devices'][number] {
  const [host = '', inside, permissions = 'rwm'] = text.split(':');
  return { PathOnHost: host, PathInContainer: inside ?? host, CgroupPermissions: permissions };
}

/** What is absent is taken from the image, or the engine's default. */
function healthcheckRequest(check: Healthcheck): HealthcheckRequest {
  if (check.disable) return { Test: ['NONE'] };
  const seconds = (value: number | undefined): number | undefined => (value === undefined ? undefined : value * NANOS);
  const durations = {
    Interval: seconds(check.intervalSeconds),
    Timeout: seconds(check.timeoutSeconds),
    StartPeriod: seconds(check.startPeriodSeconds),
    StartInterval: seconds(check.startIntervalSeconds),
  };
  return {
    ...(check.test === undefined ? {} : { Test: check.test }),
    ...Object.fromEntries(Object.entries(durations).filter(([, value]) => value !== undefined)),
    ...(check.retries === undefined ? {} : { Retries: check.retries }),
  };
}
