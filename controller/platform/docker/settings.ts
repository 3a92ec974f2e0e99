import type { ContainerMount, ContainerSettings } from '../../api/container-settings.ts';
import type { PublishedPort } from '../../api/container.ts';
import type { ContainerInspected } from './answers.ts';
import { NANOS } from '../../api/limits.ts';
import { limitsOf, policyOf } from './convert.ts';

/** What a container was created with, in one form, whatever tool wrote it down in which of the engine's ways. */
export function settingsOf({ Config, HostConfig, Mounts }: ContainerInspected): ContainerSettings {
  const check = Config.Healthcheck;
  const limits = limitsOf(HostConfig);
  const seconds = (nanoseconds: number | undefined): number => (nanoseconds ?? 0) / NANOS;
  return {
    image: Config.Image,
    env: Object.fromEntries((Config.Env ?? []).map(variable)),
    entrypoint: Config.Entrypoint ?? [],
    command: Config.Cmd ?? [],
    user: Config.User ?? '',
    workingDir: Config.WorkingDir ?? '',
    stopSignal: Config.StopSignal ?? '',
    published: Object.entries(HostConfig.PortBindings ?? {}).flatMap(publishedAt),
    mounts: [
      ...(Mounts ?? []).map(mountOf),
      ...Object.entries(HostConfig.Tmpfs ?? {}).map(([target, options]) => {
        return { type: 'tmpfs', source: '', target, readOnly: options.split(',').includes('ro') };
      }),
    ],
    networkMode: HostConfig.NetworkMode,
    hostPid: HostConfig.PidMode === 'host',
    hostIpc: HostConfig.IpcMode === 'host',
    privileged: HostConfig.Privileged ?? false,
    readOnlyRootFilesystem: HostConfig.ReadonlyRootfs ?? false,
    restartPolicy: policyOf(HostConfig.RestartPolicy),
    capAdd: (HostConfig.CapAdd ?? []).map(capability),
    capDrop: (HostConfig.CapDrop ?? []).map(capability),
    extraHosts: HostConfig.ExtraHosts ?? [],
    devices: (HostConfig.Devices ?? []).map(
      ({ PathOnHost, PathInContainer, CgroupPermissions }) => `${PathOnHost}:${PathInContainer}:${CgroupPermissions}`,
    ),
    limits: { ...limits, pids: Math.max(0, limits.pids) },
    healthcheck: {
      test: check?.Test?.[0] === 'NONE' ? [] : (check?.Test ?? []),
      intervalSeconds: seconds(check?.Interval),
      timeoutSeconds: seconds(check?.Timeout),
      startPeriodSeconds: seconds(check?.StartPeriod),
      startIntervalSeconds: seconds(check?.StartInterval),
      retries: check?.Retries ?? 0,
    },
  };
}

function variable(text: string): [string, string] {
  const end = text.indexOf('=');
  return end < 0 ? [text, ''] : [text.slice(0, end), text.slice(end + 1)];
}

function publishedAt([name, bindings]: [
  string,
  readonly { readonly HostIp: string; readonly HostPort: string }[] | null,
]): PublishedPort[] {
  const [port, protocol] = name.split('/');
  if (protocol !== 'tcp') return [];
  return (bindings ?? []).map(({ HostIp, HostPort }) => {
    return { port: Number(port), hostAddress: HostIp || '0.0.0.0', hostPort: Number(HostPort) || 0 };
  });
}

const mountOf = ({
  Type: type,
  Name,
  Source = '',
  Destination: target,
  RW,
}: NonNullable<ContainerInspected['Mounts']>[number]): ContainerMount => {
  const source = type === 'volume' ? (Name ?? '') : type === 'bind' ? Source : '';
  return { type, source, target, readOnly: !RW };
};

const capability = (name: string): string => name.toUpperCase().replace(/^CAP_/, '');
