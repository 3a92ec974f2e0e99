import type { ContainerSettings } from '../../controller/api/container-settings.ts';
import type { SimulatedContainer } from './simulated-container.ts';

/** What a container was created with, as its engine would tell it. */
export function settingsOf({
  request,
  argv,
  env,
  health,
  restartPolicy,
  limits,
}: SimulatedContainer): ContainerSettings {
  const { HostConfig, Healthcheck = {} } = request;
  const seconds = (nanoseconds = 0): number => nanoseconds / 1e9;
  const command = request.Cmd ?? [];
  return {
    image: request.Image,
    env,
    // Without a command of its own everything that it runs is its image's.
    entrypoint: request.Entrypoint ?? argv.slice(0, argv.length - command.length),
    command,
    user: request.User ?? '',
    workingDir: request.WorkingDir ?? '',
    stopSignal: request.StopSignal,
    published: Object.entries(HostConfig.PortBindings).flatMap(([port, bindings]) =>
      bindings.map(({ HostIp, HostPort }) => {
        return { port: Number.parseInt(port), hostAddress: HostIp || '0.0.0.0', hostPort: Number(HostPort) || 0 };
      }),
    ),
    mounts: [
      ...HostConfig.Mounts.map(({ Type, Source, Target, ReadOnly }) => {
        return { type: Type, source: Source, target: Target, readOnly: ReadOnly };
      }),
      ...Object.entries(HostConfig.Tmpfs).map(([target, options]) => {
        return { type: 'tmpfs', source: '', target, readOnly: options.split(',').includes('ro') };
      }),
    ],
    networkMode: HostConfig.NetworkMode,
    hostPid: HostConfig.PidMode === 'host',
    hostIpc: HostConfig.IpcMode === 'host',
    privileged: HostConfig.Privileged,
    readOnlyRootFilesystem: HostConfig.ReadonlyRootfs,
    restartPolicy,
    capAdd: HostConfig.CapAdd,
    capDrop: HostConfig.CapDrop,
    extraHosts: HostConfig.ExtraHosts,
    devices: HostConfig.Devices.map((device) => Object.values(device).join(':')),
    limits: { ...limits, pids: Math.max(0, limits.pids) },
    healthcheck: {
      test: health?.test ?? [],
      intervalSeconds: seconds(Healthcheck.Interval),
      timeoutSeconds: seconds(Healthcheck.Timeout),
      startPeriodSeconds: seconds(Healthcheck.StartPeriod),
      startIntervalSeconds: seconds(Healthcheck.StartInterval),
      retries: Healthcheck.Retries ?? 0,
    },
  };
}
