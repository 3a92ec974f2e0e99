import type { DiscoveryRequest, Found, FoundQueue, Sighting } from '../api/discovery.ts';
import { isRecord } from '../api/records.ts';

type Value = Readonly<Record<string, unknown>>;

/** Asks the management API for the JSON at a path; rejects with what is wrong in words. */
export type AskBroker = (path: string) => Promise<unknown>;

/** What a broker says of itself, and of those who consume its queues (https://rawcdn.githack.com/rabbitmq/rabbitmq-server/main/deps/rabbitmq_management/priv/www/api/index.html). */
export async function findConsumers(
  { managementUrl }: NonNullable<DiscoveryRequest['rabbitmq']>,
  ask: AskBroker,
): Promise<Found> {
  const [overview, consumers, connections, queues] = await Promise.all([
    ask('/api/overview'),
    ask('/api/consumers'),
    ask('/api/connections'),
    ask('/api/queues?columns=name,vhost,messages'),
  ]);
  const { hostname } = new URL(managementUrl);
  const brokers = valuesIn(isRecord(overview) ? overview.listeners : []).flatMap(({ protocol, port }): Sighting[] =>
    protocol === 'amqp' && typeof port === 'number'
      ? [
          {
            method: 'rabbitmq',
            host: hostname.replace(/^\[(.*)\]$/, '$1'),
            port,
            name: 'rabbitmq',
            type: 'rabbitmq',
          },
        ]
      : [],
  );
  const byName = new Map(valuesIn(connections).map((connection) => [connection.name, connection]));
  const seen = new Map<string, Sighting>();
  const byQueue = new Map<string, Set<string>>();
  for (const { channel_details: channel, queue, consumer_tag: tag } of valuesIn(consumers)) {
    const { connection_name: name, peer_host: host, peer_port: port } = isRecord(channel) ? channel : {};
    if (typeof host !== 'string' || typeof port !== 'number') continue;
    const { client_properties: properties } = byName.get(name) ?? {};
    const own = isRecord(properties) ? properties.connection_name : undefined;
    const called = [own, isRecord(queue) ? queue.name : undefined, tag].find(
      (each) => typeof each === 'string' && each !== '',
    );
    if (isRecord(queue)) {
      const key = queueKey(queue);
      byQueue.set(key, (byQueue.get(key) ?? new Set()).add(String(called)));
    }
    seen.set(`${host}:${port}`, {
      method: 'rabbitmq',
      host,
      port,
      name: String(called),
      type: 'consumer',
      vouched: true,
    });
  }
  const found = valuesIn(queues).map((queue): FoundQueue => ({
    name: queueKey(queue),
    messages: Number(queue.messages ?? 0),
    consumers: [...(byQueue.get(queueKey(queue)) ?? [])].sort(),
  }));
  return { sightings: [...brokers, ...seen.values()], gaps: [], queues: found };
}

/** The name of a queue, with its virtual host where that is not the usual one. */
const queueKey = ({ name, vhost }: Value): string => {
  const text = typeof name === 'string' ? name : '';
  return typeof vhost !== 'string' || vhost === '/' ? text : `${vhost}/${text}`;
};

const valuesIn = (list: unknown): Value[] => (Array.isArray(list) ? (list as unknown[]).filter(isRecord) : []);
