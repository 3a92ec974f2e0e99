import type { Labels } from './container.ts';

/** The body of `POST /containers/create`, as far as it is used; the field names are the API's. */
export interface ContainerRequest {
  readonly Image: string;
  readonly Entrypoint?: readonly string[];
  readonly Cmd?: readonly string[];
  readonly Env: readonly string[];
  readonly User?: string;
  readonly WorkingDir?: string;
  readonly Labels: Labels;
  readonly StopSignal: string;
  readonly StopTimeout: number;
  readonly ExposedPorts: Readonly<Record<string, Readonly<Record<string, never>>>>;
  readonly Healthcheck?: HealthcheckRequest;
  readonly HostConfig: HostConfig;
  readonly NetworkingConfig: {
    readonly EndpointsConfig: Readonly<Record<string, { readonly Aliases: readonly string[] }>>;
  };
}

/** Durations are nanoseconds; 0 means the engine's default. */
export interface HealthcheckRequest {
  readonly Test?: readonly string[];
  readonly Interval?: number;
  readonly Timeout?: number;
  readonly StartPeriod?: number;
  /** From API 1.44 on. */
  readonly StartInterval?: number;
  readonly Retries?: number;
}

export interface HostConfig {
  readonly NetworkMode: string;
  readonly RestartPolicy: { readonly Name: 'no' };
  readonly PortBindings: Readonly<Record<string, readonly { readonly HostIp: string; readonly HostPort: string }[]>>;
  readonly Mounts: readonly MountRequest[];
  readonly Tmpfs: Readonly<Record<string, string>>;
  readonly NanoCpus?: number;
  readonly Memory?: number;
  readonly PidsLimit?: number;
  readonly CapAdd: readonly string[];
  readonly CapDrop: readonly string[];
  readonly ExtraHosts: readonly string[];
  readonly SecurityOpt: readonly string[];
  readonly Init: boolean;
  readonly Privileged: boolean;
  readonly ReadonlyRootfs: boolean;
  readonly PidMode?: 'host';
  readonly IpcMode?: 'host';
  readonly Devices: readonly {
    readonly PathOnHost: string;
    readonly PathInContainer: string;
    readonly CgroupPermissions: string;
  }[];
}

export interface MountRequest {
  readonly Type: 'volume' | 'bind';
  readonly Source: string;
  readonly Target: string;
  readonly ReadOnly: boolean;
}
