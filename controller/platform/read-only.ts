import type { Engine } from '../api/engine.ts';
import { QbtcError } from '../api/errors.ts';
import type { Files } from '../api/files.ts';
import type { Gateway } from '../api/gateway.ts';
import type { Processes } from '../api/processes.ts';

const refuse = (): Promise<never> =>
  Promise.reject(new QbtcError('this command only looks', { code: 'ReadOnly', disposition: 'terminal' }));
const nothing = (): Promise<void> => Promise.resolve();

/** The same files, for those who must not change any: what would be noted is not, what would be claimed is taken by others. */
export const readOnlyFiles = (files: Files): Files => {
  return {
    ...files,
    write: nothing,
    append: nothing,
    remove: nothing,
    claim: () => Promise.resolve(false),
    archive: refuse,
    watch: () => ({ [Symbol.dispose]: () => undefined }),
  };
};

/** The same process table, for those who must neither start nor signal. */
export const readOnlyProcesses = (processes: Processes): Processes => ({ ...processes, spawn: refuse, signal: refuse });

/** The same container engine, for those who must change nothing in it. Probes may run in its containers. */
export const readOnlyEngine = (engine: Engine): Engine => {
  return {
    ...engine,
    createContainer: refuse,
    startContainer: refuse,
    stopContainer: refuse,
    killContainer: refuse,
    removeContainer: refuse,
    renameContainer: refuse,
    unpauseContainer: refuse,
    setRestartPolicy: refuse,
    setLimits: refuse,
    createNetwork: refuse,
    removeNetwork: refuse,
    connectNetwork: refuse,
    disconnectNetwork: refuse,
    createVolume: refuse,
    removeVolume: refuse,
    pull: refuse,
  };
};

/** The same gateway, for those who must write nothing. */
export const readOnlyGateway = (gateway: Gateway): Gateway => ({ ...gateway, put: refuse, change: refuse });
