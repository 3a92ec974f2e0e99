import type { Limits } from './limits.ts';
import type { PublishedPort } from './container.ts';

/**
 * What a container was created with, its image's part included, whoever created it and by whatever tool. Values of its environment may be
 * secret: nothing of them is to be shown.
 */
export interface ContainerSettings {
  /** The reference. */
  readonly image: string;
  readonly env: Readonly<Record<string, string>>;
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
  readonly user: string;
  readonly workingDir: string;
  /** Empty for the engine's default. */
  readonly stopSignal: string;
  /** Asked for, whether it runs or not; `hostPort` is 0 where the engine chooses. */
  readonly published: readonly PublishedPort[];
  readonly mounts: readonly ContainerMount[];
  /** `host`, `none`, `container:ID`, or the network that it was created in. */
  readonly networkMode: string;
  readonly hostPid: boolean;
  readonly hostIpc: boolean;
  readonly privileged: boolean;
  readonly readOnlyRootFilesystem: boolean;
  /** As it is now, in the form that `setRestartPolicy` takes. */
  readonly restartPolicy: string;
  /** In capitals, without CAP_. */
  readonly capAdd: readonly string[];
  readonly capDrop: readonly string[];
  /** `NAME:ADDRESS` */
  readonly extraHosts: readonly string[];
  /** `HOST:CONTAINER:PERMISSIONS` */
  readonly devices: readonly string[];
  readonly limits: Limits;
  readonly healthcheck: ContainerHealthcheck;
}

export interface ContainerMount {
  readonly type: string;
  /** Name of the volume, or path on the host; empty for others. */
  readonly source: string;
  readonly target: string;
  readonly readOnly: boolean;
}

/** Durations in seconds; 0 for the engine's default. */
export interface ContainerHealthcheck {
  /** As the engine's API has it; empty when it has none. */
  readonly test: readonly string[];
  readonly intervalSeconds: number;
  readonly timeoutSeconds: number;
  readonly startPeriodSeconds: number;
  readonly startIntervalSeconds: number;
  readonly retries: number;
}
