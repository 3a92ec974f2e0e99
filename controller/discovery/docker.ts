import type { ContainerSummary } from '../api/container.ts';
import type { Found, Sighting } from '../api/discovery.ts';
import type { Engine } from '../api/engine.ts';
import { LABELS } from '../api/labels.ts';

/** Labels that name what a container is, the most telling first. */
const NAMES = [LABELS.service, 'com.docker.compose.service', 'app.kubernetes.io/name'];
const TYPE = 'qbtc.dev/type';

/** Images that say what is in them, by the last part of their name. */
const TYPES = /^(redis|postgres|rabbitmq|apisix|etcd|mysql|mariadb|mongo|nginx|memcached|kafka|grafana|prometheus)/;

/** Running containers at the ports at which they are published. */
export async function findContainers(engine: Pick<Engine, 'containers'>, signal: AbortSignal): Promise<Found> {
  const containers = await engine.containers(signal);
  const running = containers.filter(({ state }) => state === 'running');
  return { sightings: running.flatMap(sightingsOf), gaps: [] };
}

function sightingsOf(container: ContainerSummary): Sighting[] {
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
  const known = health === 'healthy' ? { vouched: true } : health === 'unhealthy' ? { vouched: false } : {};
  // Of each port every address at which it is published; they are one service.
  return container.published.map(({ port, hostAddress, hostPort }): Sighting => ({
    method: 'docker',
    host: WILDCARDS[hostAddress] ?? hostAddress,
    port: hostPort,
    name: called,
    ...(type === undefined ? {} : { type }),
    container: { id, name, image, inside: port, owned: labels[LABELS.uid] !== undefined },
    ...known,
  }));
}

const WILDCARDS: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1', '': '127.0.0.1' };
