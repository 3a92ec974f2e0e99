import type {
  ContainerDetail,
  ContainerNetwork,
  ContainerState,
  ContainerSummary,
  PublishedPort,
} from '../../api/container.ts';
import { LIFTED, NANOS, type Limits } from '../../api/limits.ts';
import type { ContainerInspected, ContainerListed, EndpointAnswer, MountAnswer } from './answers.ts';

type Health = ContainerSummary['health'];

export function summaryOf(listed: ContainerListed): ContainerSummary {
  const state = listed.State as ContainerState;
  return {
    id: listed.Id,
    name: listed.Names.map(withoutSlash).find((name) => !name.includes('/')) ?? '',
    image: listed.Image,
    imageId: listed.ImageID,
    state,
    health: healthOf(state, listed.Health?.Status ?? healthIn(listed.Status)),
    labels: listed.Labels ?? {},
    published: (listed.Ports ?? []).flatMap(({ IP, PrivatePort, PublicPort, Type }) =>
      IP === undefined || PublicPort === undefined || Type !== 'tcp'
        ? []
        : [{ port: PrivatePort, hostAddress: IP, hostPort: PublicPort }],
    ),
    exposed: [
      ...new Set((listed.Ports ?? []).flatMap(({ PrivatePort, Type }) => (Type === 'tcp' ? [PrivatePort] : []))),
    ],
    networks: networksOf(listed.NetworkSettings?.Networks),
    volumes: volumesOf(listed.Mounts),
  };
}

export function detailOf(inspected: ContainerInspected): ContainerDetail {
  const { Id, Name, Image, State, Config, HostConfig, NetworkSettings, Mounts } = inspected;
  const state = State.Status as ContainerState;
  return {
    id: Id,
    name: withoutSlash(Name),
    image: Config.Image,
    imageId: Image,
    state,
    health: healthOf(state, checkStatus(inspected)),
    labels: Config.Labels ?? {},
    published: publishedOf(NetworkSettings.Ports),
    exposed: Object.keys(NetworkSettings.Ports ?? {}).flatMap((name) =>
      name.endsWith('/tcp') ? [Number(name.slice(0, -4))] : [],
    ),
    networks: networksOf(NetworkSettings.Networks),
    volumes: volumesOf(Mounts),
    startedAt: momentOf(State.StartedAt),
    finishedAt: momentOf(State.FinishedAt),
    exitCode: State.ExitCode,
    oomKilled: State.OOMKilled,
    error: State.Error,
    pid: State.Pid,
    restartPolicy: policyOf(HostConfig.RestartPolicy),
    limits: limitsOf(HostConfig),
    healthTest: (Config.Healthcheck?.Test ?? []).filter((word, index) => index > 0 || word !== 'NONE'),
    healthExit: State.Health?.Log?.at(-1)?.ExitCode,
    aliases: mapValues(NetworkSettings.Networks ?? {}, ({ Aliases }) =>
      // Before API 1.45 the engine adds the short id.
      (Aliases ?? []).filter((alias) => !Id.startsWith(alias)),
    ),
    anonymousVolumes: (Mounts ?? []).flatMap(({ Type, Name = '', Destination: target }) =>
      Type === 'volume' && ANONYMOUS.test(Name) ? [{ name: Name, target }] : [],
    ),
  };
}

/** The name that an engine gives to a volume which has none. */
const ANONYMOUS = /^[0-9a-f]{64}$/;

/** An engine calls a container that it pauses unhealthy until the next check, although too few have failed for that. */
function checkStatus({ State: { Health: health }, Config }: ContainerInspected): string | undefined {
  const retries = Config.Healthcheck?.Retries ?? 0;
  const hasFailed = (health?.FailingStreak ?? 0) >= (retries > 0 ? retries : DEFAULT_RETRIES);
  return health?.Status === 'unhealthy' && !hasFailed ? 'starting' : health?.Status;
}

const DEFAULT_RETRIES = 3;

/** As the `docker` command takes it. */
export const policyOf = ({ Name, MaximumRetryCount = 0 }: ContainerInspected['HostConfig']['RestartPolicy']): string =>
  MaximumRetryCount > 0 ? `${Name}:${MaximumRetryCount}` : Name || 'no';

/** An engine whose kernel has no limit of processes says null; one that was asked to lift it, 0 or -1. */
export const limitsOf = ({ NanoCpus = 0, Memory = 0, PidsLimit }: ContainerInspected['HostConfig']): Limits => {
  const pids = PidsLimit ?? 0;
  return { cpus: NanoCpus / NANOS, memory: Memory, pids: pids > 0 || PidsLimit == null ? pids : LIFTED };
};

const withoutSlash = (name: string): string => name.replace(/^\//, '');

/** A container that has ended keeps its last health, which says nothing any more. */
function healthOf(state: ContainerState, status: string | undefined): Health {
  const isHealth = status === 'starting' || status === 'healthy' || status === 'unhealthy';
  return state === 'running' && isHealth ? status : 'none';
}

/** The health in a status for people: `(healthy)`, `(unhealthy)` or `(health: starting)` at its end. */
const healthIn = (status: string): string | undefined =>
  /\((?:health: )?(starting|healthy|unhealthy)\)$/.exec(status)?.[1];

function publishedOf(ports: ContainerInspected['NetworkSettings']['Ports']): PublishedPort[] {
  return Object.entries(ports ?? {}).flatMap(([name, bindings]) => {
    const [port, protocol] = name.split('/');
    if (protocol !== 'tcp') return [];
    return (bindings ?? []).map(({ HostIp, HostPort }) => ({
      port: Number(port),
      hostAddress: HostIp,
      hostPort: Number(HostPort),
    }));
  });
}

const networksOf = (
  networks: Readonly<Record<string, EndpointAnswer>> | null | undefined,
): Record<string, ContainerNetwork> =>
  mapValues(networks ?? {}, ({ NetworkID, IPAddress }) => ({ networkId: NetworkID, address: IPAddress }));

const volumesOf = (mounts: readonly MountAnswer[] | null): string[] =>
  (mounts ?? []).flatMap(({ Type, Name }) => (Type === 'volume' && Name !== undefined ? [Name] : []));

/** The engine writes the year 1 for never. */
function momentOf(text: string): number | undefined {
  const moment = Date.parse(text);
  return moment > 0 ? moment : undefined;
}

const mapValues = <A, B>(record: Readonly<Record<string, A>>, change: (value: A) => B): Record<string, B> =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]));
