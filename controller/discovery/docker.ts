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
  const { id, name, image, labels, health, networks } = container;
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
  const published = new Map<number, ContainerSummary['published'][number]>();
  // A port that is published in both families is one.
  for (const port of container.published)
    if (!published.has(port.hostPort) || !port.hostAddress.includes(':')) published.set(port.hostPort, port);
  return [...published.values()].map(({ port, hostAddress, hostPort }): Sighting => ({
    method: 'docker',
    host: hostAddress === '0.0.0.0' || hostAddress === '::' || hostAddress === '' ? '127.0.0.1' : hostAddress,
    port: hostPort,
    name: called,
    ...(type === undefined ? {} : { type }),
    container: { id, name, image, inside: port, hostAddress, networks: Object.keys(networks) },
    ...known,
  }));
}
