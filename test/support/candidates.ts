import type { Candidate } from '../../controller/api/adoption.ts';
import type { ContainerSettings } from '../../controller/api/container-settings.ts';
import type { ContainerSummary } from '../../controller/api/container.ts';

interface Changes {
  readonly settings?: Partial<ContainerSettings>;
  readonly container?: Partial<ContainerSummary>;
}

const SETTINGS: ContainerSettings = {
  image: 'web:1',
  env: {},
  entrypoint: [],
  command: [],
  user: '',
  workingDir: '',
  stopSignal: '',
  published: [],
  mounts: [],
  networkMode: 'default',
  hostPid: false,
  hostIpc: false,
  privileged: false,
  readOnlyRootFilesystem: false,
  restartPolicy: 'no',
  capAdd: [],
  capDrop: [],
  extraHosts: [],
  devices: [],
  limits: { cpus: 0, memory: 0, pids: 0 },
  healthcheck: {
    test: [],
    intervalSeconds: 0,
    timeoutSeconds: 0,
    startPeriodSeconds: 0,
    startIntervalSeconds: 0,
    retries: 0,
  },
};

/** A container that somebody ran by hand from `web:1`, named as a service. */
export function candidateFor(service: string, { settings = {}, container = {} }: Changes = {}): Candidate {
  return {
    service,
    container: {
      id: 'theirs0123456789',
      name: service,
      image: 'web:1',
      imageId: 'sha256:one',
      state: 'running',
      health: 'none',
      labels: {},
      published: [],
      exposed: [],
      networks: { bridge: { networkId: 'b1', address: '172.17.0.2' } },
      volumes: [],
      ...container,
    },
    settings: { ...SETTINGS, ...settings },
  };
}
