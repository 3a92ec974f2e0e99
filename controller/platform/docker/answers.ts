/** The engine's answers, as far as they are read (https://docs.docker.com/reference/api/engine/version/v1.41/). */

export interface EndpointAnswer {
  readonly NetworkID: string;
  readonly IPAddress: string;
  readonly Aliases?: readonly string[] | null;
}

export interface MountAnswer {
  readonly Type: string;
  readonly Name?: string;
  /** Of a bind: the path on the host. */
  readonly Source?: string;
  readonly Destination: string;
  readonly RW: boolean;
}

/** One of `GET /containers/json`. */
export interface ContainerListed {
  readonly Id: string;
  /** With a slash; `/OTHER/ALIAS` for a link of another container. */
  readonly Names: readonly string[];
  readonly Image: string;
  readonly ImageID: string;
  readonly State: string;
  /** For people: `Up 2 hours (healthy)`. */
  readonly Status: string;
  /** From API 1.52 on. */
  readonly Health?: { readonly Status: string };
  readonly Labels: Readonly<Record<string, string>> | null;
  readonly Ports:
    | readonly {
        readonly IP?: string;
        readonly PrivatePort: number;
        readonly PublicPort?: number;
        readonly Type: string;
      }[]
    | null;
  readonly NetworkSettings?: { readonly Networks: Readonly<Record<string, EndpointAnswer>> | null };
  readonly Mounts: readonly MountAnswer[] | null;
}

/** `GET /containers/{id}/json`. */
export interface ContainerInspected {
  readonly Id: string;
  readonly Name: string;
  readonly Image: string;
  readonly State: {
    readonly Status: string;
    readonly Pid: number;
    readonly ExitCode: number;
    readonly OOMKilled: boolean;
    readonly Error: string;
    readonly StartedAt: string;
    readonly FinishedAt: string;
    readonly Health?: {
      readonly Status: string;
      readonly FailingStreak: number;
      readonly Log: readonly { readonly ExitCode: number }[] | null;
    } | null;
  };
  readonly Config: {
    readonly Image: string;
    readonly Tty: boolean;
    readonly Labels: Readonly<Record<string, string>> | null;
    readonly Env: readonly string[] | null;
    readonly Entrypoint: readonly string[] | null;
    readonly Cmd: readonly string[] | null;
    readonly User?: string;
    readonly WorkingDir?: string;
    readonly StopSignal?: string;
    /** Durations are nanoseconds. */
    readonly Healthcheck?: {
      readonly Test?: readonly string[] | null;
      readonly Interval?: number;
      readonly Timeout?: number;
      readonly StartPeriod?: number;
      readonly StartInterval?: number;
      readonly Retries?: number;
    } | null;
  };
  readonly HostConfig: HostConfigAnswer;
  readonly Mounts: readonly MountAnswer[] | null;
  readonly NetworkSettings: {
    readonly Ports: Readonly<
      Record<string, readonly { readonly HostIp: string; readonly HostPort: string }[] | null>
    > | null;
    readonly Networks: Readonly<Record<string, EndpointAnswer>> | null;
  };
}

export interface HostConfigAnswer {
  readonly RestartPolicy: { readonly Name: string; readonly MaximumRetryCount?: number };
  readonly NetworkMode: string;
  readonly PortBindings?: Readonly<
    Record<string, readonly { readonly HostIp: string; readonly HostPort: string }[] | null>
  > | null;
  readonly Tmpfs?: Readonly<Record<string, string>> | null;
  readonly PidMode?: string;
  readonly IpcMode?: string;
  readonly Privileged?: boolean;
  readonly ReadonlyRootfs?: boolean;
  readonly CapAdd?: readonly string[] | null;
  readonly CapDrop?: readonly string[] | null;
  readonly ExtraHosts?: readonly string[] | null;
  readonly Devices?:
    | readonly { readonly PathOnHost: string; readonly PathInContainer: string; readonly CgroupPermissions: string }[]
    | null;
  readonly NanoCpus?: number;
  readonly Memory?: number;
  readonly PidsLimit?: number | null;
}

export interface NetworkListed {
  readonly Id: string;
  readonly Name: string;
  readonly Driver: string;
  readonly Internal: boolean;
  readonly IPAM: { readonly Config: readonly { readonly Subnet?: string }[] | null };
  readonly Labels: Readonly<Record<string, string>> | null;
}

export interface VolumeListed {
  readonly Name: string;
  readonly Labels: Readonly<Record<string, string>> | null;
}

export interface ImageInspected {
  readonly Id: string;
  readonly Config?: { readonly Volumes?: Readonly<Record<string, unknown>> | null } | null;
  readonly RepoTags: readonly string[] | null;
  readonly RepoDigests: readonly string[] | null;
}

/** One line of what a pull streams. */
export interface PullLine {
  /** Of the layer. */
  readonly id?: string;
  readonly status?: string;
  readonly progressDetail?: { readonly current?: number; readonly total?: number };
  readonly error?: string;
  readonly errorDetail?: { readonly message?: string };
}

/** One line of `GET /events`. */
export interface EventLine {
  readonly Type: string;
  readonly Action: string;
  readonly Actor: { readonly ID: string; readonly Attributes: Readonly<Record<string, string>> | null };
}
