import type { Limits } from './limits.ts';
import type { ContainerSettings } from './container-settings.ts';
import type { ContainerRequest } from './container-request.ts';
import type { ContainerDetail, ContainerSummary, Labels } from './container.ts';

/**
 * A container engine, as far as the controller uses it: the Docker Engine API (https://docs.docker.com/reference/api/engine/),
 * one call a method, without decisions. Every call ends at its signal. What the engine refuses comes as a QbtcError whose code
 * is one of `EngineErrorCode`.
 */
export interface Engine {
  /** Where it is, for people: `unix:///var/run/docker.sock`. */
  readonly endpoint: string;
  info(signal: AbortSignal): Promise<EngineInfo>;

  /** Every container of the engine, whoever made it. */
  containers(signal: AbortSignal): Promise<ContainerSummary[]>;
  /** Undefined when there is none. */
  container(id: string, signal: AbortSignal): Promise<ContainerDetail | undefined>;
  /** What it was created with; undefined when there is none. */
  settings(id: string, signal: AbortSignal): Promise<ContainerSettings | undefined>;
  /** Creates a container without starting it; returns its id. Before API 1.44 in one network at most: others are connected afterwards. */
  createContainer(name: string, request: ContainerRequest, signal: AbortSignal): Promise<string>;
  /** Nothing happens when it runs already. */
  startContainer(id: string, signal: AbortSignal): Promise<void>;
  /** Sends the container's stop signal, then SIGKILL after `seconds`; answers when it has ended. Nothing happens when it does not run. */
  stopContainer(id: string, seconds: number, signal: AbortSignal): Promise<void>;
  /** Nothing happens when it does not run. */
  killContainer(id: string, signalName: string, signal: AbortSignal): Promise<void>;
  /** Removes a container with its anonymous volumes, by force when it runs; nothing happens when there is none. */
  removeContainer(id: string, signal: AbortSignal): Promise<void>;
  renameContainer(id: string, name: string, signal: AbortSignal): Promise<void>;
  /** Nothing happens when it is not paused. */
  unpauseContainer(id: string, signal: AbortSignal): Promise<void>;
  /** @param policy as the `docker` command takes it: `no`, `always`, `unless-stopped`, `on-failure` or `on-failure:TIMES` */
  setRestartPolicy(id: string, policy: string, signal: AbortSignal): Promise<void>;
  /** Those that are left out stay. */
  setLimits(id: string, limits: Partial<Limits>, signal: AbortSignal): Promise<void>;
  /** Runs a command in a running container and waits for its end. An abort leaves it running: the API cannot end it. */
  exec(id: string, request: ExecRequest, signal: AbortSignal): Promise<ExecResult>;
  /** What it wrote, line by line, without the line breaks. */
  logs(id: string, query: ContainerLogQuery, signal: AbortSignal): AsyncIterable<string>;

  networks(signal: AbortSignal): Promise<NetworkSummary[]>;
  createNetwork(request: NetworkRequest, signal: AbortSignal): Promise<void>;
  /** Nothing happens when there is none. */
  removeNetwork(id: string, signal: AbortSignal): Promise<void>;
  connectNetwork(network: string, container: string, aliases: readonly string[], signal: AbortSignal): Promise<void>;
  /** By force, so that a network that is gone can be left too. */
  disconnectNetwork(network: string, container: string, signal: AbortSignal): Promise<void>;

  volumes(signal: AbortSignal): Promise<VolumeSummary[]>;
  /** Nothing happens when it exists. */
  createVolume(name: string, labels: Labels, signal: AbortSignal): Promise<void>;
  /** Nothing happens when there is none. */
  removeVolume(name: string, signal: AbortSignal): Promise<void>;

  /** The image that a reference means; undefined when it is not here. */
  image(reference: string, signal: AbortSignal): Promise<ImageSummary | undefined>;
  /**
   * Fetches an image from its registry.
   *
   * @param credentials of that registry, when there are any
   * @param progress called now and then with the bytes so far
   */
  pull(
    image: string,
    credentials: RegistryCredentials | undefined,
    progress: (progress: PullProgress) => void,
    signal: AbortSignal,
  ): Promise<void>;

  /** What happens from now on. The first item is `Connected`; it ends or throws when the connection does. */
  events(signal: AbortSignal): AsyncIterable<EngineEvent>;
}

/**
 * What an engine's refusal means. `EngineUnreachable`: nobody answers, or too late. `EngineUnsupported`: its API is too old.
 * `EngineBusy`: the object is in the middle of another change. `EngineError`: everything else, with the engine's own words.
 */
export type EngineErrorCode =
  | 'EngineUnreachable'
  | 'EngineUnsupported'
  | 'EngineBusy'
  | 'EngineError'
  | 'NotFound'
  | 'NameConflict'
  | 'PortConflict'
  | 'ImageMissing'
  | 'PullFailed'
  | 'SubnetConflict'
  | 'NetworkInUse'
  | 'VolumeInUse'
  | 'DiskFull'
  | 'CommandNotFound'
  | 'ContainerInvalid'
  | 'ContainerStuck';

export interface EngineInfo {
  /** Of the engine, such as `20.10.24`. */
  readonly version: string;
  /** The API version in use, such as `1.41`. */
  readonly apiVersion: string;
  /** Whether this host reaches containers at their own addresses: a local engine on this kernel, not rootless, not in a virtual machine. */
  readonly reachable: boolean;
}

export interface ExecRequest {
  readonly command: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

export interface ExecResult {
  readonly code: number;
  /** The last bytes of what it wrote to both streams. */
  readonly output: string;
}

export interface ContainerLogQuery {
  /** How many of the last lines; undefined for all. */
  readonly tail: number | undefined;
  /** Milliseconds since the epoch; undefined for the beginning. */
  readonly since?: number | undefined;
  readonly follow: boolean;
}

export interface NetworkSummary {
  readonly id: string;
  readonly name: string;
  readonly driver: string;
  readonly internal: boolean;
  /** In CIDR notation. */
  readonly subnets: readonly string[];
  readonly labels: Labels;
}

export interface NetworkRequest {
  readonly name: string;
  readonly subnet: string | undefined;
  readonly internal: boolean;
  readonly labels: Labels;
}

export interface VolumeSummary {
  readonly name: string;
  readonly labels: Labels;
}

export interface ImageSummary {
  /** `sha256:…` */
  readonly id: string;
  /** `NAME:TAG` */
  readonly tags: readonly string[];
  /** `NAME@sha256:…` */
  readonly digests: readonly string[];
  /** Where each of its containers has a volume. */
  readonly volumes: readonly string[];
}

export interface RegistryCredentials {
  readonly username?: string;
  readonly password?: string;
  readonly identityToken?: string;
  readonly registry: string;
}

/** Bytes over all layers that are known so far. */
export interface PullProgress {
  readonly current: number;
  readonly total: number;
}

/**
 * Tells of every container of an engine, whosesoever it is, that has come or gone.
 *
 * @param heard called with whether one has begun to run, after each such event, however many there are
 */
export type WatchContainers = (endpoint: string | undefined, heard: (hasBegun: boolean) => void) => Disposable;

export interface EngineEvent {
  /** `Connected` comes first: what happened before may have been missed. */
  readonly type: 'Connected' | 'container' | 'network' | 'volume' | 'image';
  readonly action: string;
  /** Id of the container; of what else changed otherwise. */
  readonly id: string;
  /** Of the object, as far as the engine tells. */
  readonly labels: Labels;
}
