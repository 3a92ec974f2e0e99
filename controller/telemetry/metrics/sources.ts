import type { Describer } from './render.ts';

/** Queues of a broker with values of their own, the fullest: label sets are bounded. */
const MOST_QUEUES = 100;

/** Of a source that does not answer there is no value at all: it is not known, rather than zero. */
export const describeSources: Describer = ({ gauge }) => {
  const one = ['stack', 'service'] as const;
  const source = ['stack', 'source'] as const;
  const up = gauge('qbtc_monitoring_source_up', 'Whether the source answered when it was read last.', source);
  const age = gauge('qbtc_monitoring_source_age_seconds', 'How long ago the source answered.', source);
  const keys = gauge('qbtc_redis_keys', 'Keys in all databases.', one);
  const memory = gauge('qbtc_redis_memory_used_bytes', 'Memory that Redis uses.', one);
  const clients = gauge('qbtc_redis_connected_clients', 'Connected clients.', one);
  const connections = gauge('qbtc_rabbitmq_connections', 'Open connections.', one);
  const messages = gauge('qbtc_rabbitmq_queue_messages', 'Messages that wait in a queue.', [...one, 'queue']);
  const consumers = gauge('qbtc_rabbitmq_queue_consumers', 'Consumers of a queue.', [...one, 'queue']);
  return (stack, { readings }, now) => {
    for (const [name, reading] of Object.entries(readings)) {
      const labels = { stack, service: name.slice(name.indexOf('/') + 1) };
      const isUp = !('problem' in reading);
      up.set({ stack, source: name }, isUp ? 1 : 0);
      const answeredAt = isUp ? reading.at : reading.answeredAt;
      if (answeredAt !== undefined) age.set({ stack, source: name }, Math.max(0, now - answeredAt) / 1000);
      if (!isUp) continue;
      if (reading.kind === 'redis') {
        keys.set(labels, reading.redis.keys);
        memory.set(labels, reading.redis.usedMemoryBytes);
        clients.set(labels, reading.redis.clients);
        continue;
      }
      connections.set(labels, reading.rabbitmq.connections);
      for (const queue of reading.rabbitmq.queues.slice(0, MOST_QUEUES)) {
        messages.set({ ...labels, queue: queue.name }, queue.messages);
        consumers.set({ ...labels, queue: queue.name }, queue.consumers);
      }
    }
  };
};
