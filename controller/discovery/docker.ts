import type { ContainerSummary } from '../api/container.ts';
import type { Found, Sighting } from '../api/discovery.ts';
import type { Engine } from '../api/engine.ts';
import { LABELS } from '../api/labels.ts';
import { type LabelRoutes, routesOfLabels } from './labels.ts';

/** Labels that name what a container is, the most telling first. */
const NAMES = [LABELS.service, 'com.docker.compose.service', 'app.kubernetes.io/name'];
const TYPE = 'qbtc.dev/type';
const PROJECT = 'com.docker.compose.project';

/** Images that say what is in them, by the last part of their name. */
const TYPES = /^(redis|postgres|rabbitmq|apisix|etcd|mysql|mariadb|mongo|nginx|memcached|kafka|grafana|prometheus)/;

/**
 * Running containers at the ports at which they are published; those that publish none, and ports that labels name, at the containers' own
 * addresses.
 */
export async function findContainers(engine: Pick<Engine, 'containers' | 'info'>, signal: AbortSignal): Promise<Found> {
  const containers = await engine.containers(signal);
  const running = containers.filter(({ state }) => state === 'running').map(lookedAt);
  const isAsked = running.some(({ inner }) => inner.length > 0);
  const isReached = isAsked && (await engine.info(signal)).reachable;
  return {
    sightings: running.flatMap((each) => sightingsOf(each, isReached)),
    gaps: running.flatMap(({ container, asked }) => asked.leftOut.map((why) => `container ${container.name}: ${why}`)),
  };
}

interface LookedAt {
  readonly container: ContainerSummary;
  readonly asked: LabelRoutes;
  /** Its ports that are of interest and not published. */
  readonly inner: readonly number[];
}

function lookedAt(container: ContainerSummary): LookedAt {
  const published = [...new Set(container.published.map(({ port }) => port))];
  const candidates = published.length > 0 ? published : container.exposed;
  const asked = routesOfLabels(container.labels, candidates.length === 1 ? candidates[0] : undefined);
  const named = asked.routes.map(({ port }) => port);
  const inner = [...(published.length > 0 ? [] : container.exposed), ...named];
  return { container, asked, inner: [...new Set(inner)].filter((port) => !published.includes(port)) };
}

function sightingsOf({ container, asked, inner }: LookedAt, isReached: boolean): Sighting[] {
  const { id, name, image, labels, health } = container;
  const called = NAMES.flatMap((label) => labels[label] ?? [])[0] ?? name;
  const type =
    labels[TYPE] ??
    TYPES.exec(
      image
        .replace(/[@:][^/]*$/, '')
        .split('/')
        .at(-1) ?? '',
    )?.[1];
  const project = labels[PROJECT];
  const known = health === 'healthy' ? { vouched: true } : health === 'unhealthy' ? { vouched: false } : {};
  const sightingAt = (host: string, port: number, inside: number): Sighting => {
    const routes = asked.routes.filter((route) => route.port === inside);
    return {
      ...{ method: 'docker', host, port, name: called },
      ...(type === undefined ? {} : { type }),
      container: {
        ...{ id, name, image, inside, owned: labels[LABELS.uid] !== undefined },
        ...(project === undefined ? {} : { project }),
      },
      ...known,
      ...(routes.length > 0 ? { routes } : {}),
    };
  };
  const addresses = Object.values(container.networks).flatMap(({ address }) => (address === '' ? [] : [address]));
  const own = isReached ? {} : ({ unreachable: true } as const);
  return [
    // Of each port every address at which it is published; they are one service.
    ...container.published.map(({ port, hostAddress, hostPort }) =>
      sightingAt(WILDCARDS[hostAddress] ?? hostAddress, hostPort, port),
    ),
    ...addresses.flatMap((address) =>
      inner.map((port): Sighting => ({ ...sightingAt(address, port, port), ...own, inner: true })),
    ),
  ];
}

const WILDCARDS: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1', '': '127.0.0.1' };
