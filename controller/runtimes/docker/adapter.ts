import type { Clock } from '../../api/clock.ts';
import type { Engine, WatchContainers } from '../../api/engine.ts';
import type { Files } from '../../api/files.ts';
import type { LogSource } from '../../api/logs.ts';
import type { RunProbe } from '../../api/probe.ts';
import type { Runtime } from '../../api/runtime.ts';
import { Adoptions } from './adoptions.ts';
import type { RealPath } from './bind-sources.ts';
import { Connections } from './connections.ts';
import { createExecProbe } from './exec-probe.ts';
import type { FindCredentials } from './facilities.ts';
import { createContainerLogs } from './logs.ts';
import { DockerRuntime } from './runtime.ts';

export interface DockerAdapterOptions {
  readonly clock: Clock;
  readonly files: Files;
  /** The state directory. */
  readonly directory: string;
  /** @param endpoint as in DOCKER_HOST; undefined for the engine of this machine */
  readonly connect: (endpoint: string | undefined) => Engine;
  readonly credentialsFor: FindCredentials;
  readonly realPath: RealPath;
}

export interface DockerAdapter {
  readonly runtime: Runtime;
  readonly logs: LogSource;
  /** Runs exec probes inside containers. */
  readonly execProbe: RunProbe;
  readonly watchContainers: WatchContainers;
  /** Ends the connections. */
  readonly end: () => void;
}

/** The container runtime, the logs of what it runs, and the probes that run inside. */
export function createDockerAdapter({
  clock,
  files,
  directory,
  connect,
  credentialsFor,
  realPath,
}: DockerAdapterOptions): DockerAdapter {
  const connections = new Connections(connect, clock);
  const adoptions = new Adoptions(files, directory);
  return {
    runtime: new DockerRuntime({ connections, adoptions, clock, credentialsFor, realPath }),
    logs: createContainerLogs(connections, adoptions, clock),
    execProbe: createExecProbe(connections, clock),
    watchContainers: (engine, heard) => connections.of(engine === undefined ? {} : { engine }).listen(heard),
    end: () => {
      connections[Symbol.dispose]();
    },
  };
}
