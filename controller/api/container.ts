import type { Limits } from './limits.ts';

export type Labels = Readonly<Record<string, string>>;

export type ContainerState = 'created' | 'running' | 'paused' | 'restarting' | 'removing' | 'exited' | 'dead';

export interface ContainerSummary {
  readonly id: string;
  /** Without the slash. */
  readonly name: string;
  /** The reference it was created with; the image's id once that reference means another image. */
  readonly image: string;
  readonly imageId: string;
  readonly state: ContainerState;
  /** What its own health check says; `none` when it has none, or does not run. */
  readonly health: 'none' | 'starting' | 'healthy' | 'unhealthy';
  readonly labels: Labels;
  readonly published: readonly PublishedPort[];
  /** TCP ports of the container that it or its image declares, published or not. */
  readonly exposed: readonly number[];
  /** By network name. */
  readonly networks: Readonly<Record<string, ContainerNetwork>>;
  /** Names of the volumes that it mounts. */
  readonly volumes: readonly string[];
}

export interface PublishedPort {
  /** Of the container. */
  readonly port: number;
  readonly hostAddress: string;
  readonly hostPort: number;
}

export interface ContainerNetwork {
  readonly networkId: string;
  /** Empty while it does not run. */
  readonly address: string;
}

/** What only a look at the one container tells. */
export interface ContainerDetail extends ContainerSummary {
  /** The reference it was created with, whatever it means now: to find that out would take another call. */
  readonly image: string;
  /** Milliseconds since the epoch; undefined when it never started. */
  readonly startedAt: number | undefined;
  /** Milliseconds since the epoch; undefined when it never ended. Some before `startedAt` when it ended at once. */
  readonly finishedAt: number | undefined;
  readonly exitCode: number;
  readonly oomKilled: boolean;
  /** Why it could not be started; empty when it could. */
  readonly error: string;
  readonly pid: number;
  /** As `setRestartPolicy` takes it. */
  readonly restartPolicy: string;
  readonly limits: Limits;
  /** The test of its health check, its own or its image's: `CMD` with arguments or `CMD-SHELL` with a shell line; empty when it has none. */
  readonly healthTest: readonly string[];
  /** Exit code of the last health check; undefined when there was none. What it wrote may hold secrets, and changes with every run. */
  readonly healthExit: number | undefined;
  /** Aliases by network name. */
  readonly aliases: Readonly<Record<string, readonly string[]>>;
  /** The volumes that nobody named: those of its image, or inherited from such. */
  readonly anonymousVolumes: readonly AnonymousVolume[];
}

export interface AnonymousVolume {
  readonly name: string;
  /** Where it is mounted. */
  readonly target: string;
}
