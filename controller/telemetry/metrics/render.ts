import { Gauge, Registry } from 'prom-client';
import type { QbtcStack } from '../api/generated/resource.ts';
import type { Readings } from '../api/monitoring.ts';

/** What the metrics are read from when they are asked for. */
export interface MetricsInput {
  readonly stacks: readonly QbtcStack[];
  readonly queueDepth: number;
  /** What the monitoring sources of a stack said last, by its uid. */
  readonly readingsOf: (uid: string) => Readings;
}

type NewGauge = <L extends string>(name: string, help: string, labelNames: readonly L[]) => Gauge<L>;

/** The state of all stacks in the Prometheus text format. */
export function renderMetrics({ stacks, queueDepth, readingsOf }: MetricsInput): Promise<string> {
  const registry = new Registry();
  const gauge: NewGauge = (name, help, labelNames) => new Gauge({ name, help, labelNames, registers: [registry] });
  gauge('qbtc_queue_depth', 'Stacks that wait to be looked at or are being looked at.', []).set(queueDepth);
  const describers = [describeStack(gauge), describeServices(gauge), describeSources(gauge, readingsOf)];
  for (const document of stacks) {
    const { namespace, name } = document.metadata;
    for (const describe of describers) describe(`${namespace}/${name}`, document);
  }
  return registry.metrics();
}

type Describe = (stack: string, document: QbtcStack) => void;

function describeStack(gauge: NewGauge): Describe {
  const ready = gauge('qbtc_stack_ready', 'Whether the stack is as declared (1) or not (0).', ['stack']);
  const score = gauge('qbtc_stack_score', 'Health score of the stack, 0 to 100.', ['stack']);
  const parts = gauge('qbtc_stack_score_part', 'Points of each part of the score.', ['stack', 'part']);
  const direct = gauge('qbtc_fallback_active', 'Whether requests go past APISIX (1) or not (0).', ['stack']);
  const found = gauge('qbtc_discovered_services', 'Services that were found on the machine.', ['stack', 'validated']);
  return (stack, { status }) => {
    const is = (condition: string): number =>
      status?.conditions?.some(({ type, status: value }) => type === condition && value === 'True') ? 1 : 0;
    ready.set({ stack }, is('Ready'));
    direct.set({ stack }, is('FallbackActive'));
    if (status?.score) score.set({ stack }, status.score.total);
    for (const { name, score: points } of status?.score?.parts ?? []) parts.set({ stack, part: name }, points);
    for (const { validated } of status?.discovered ?? []) found.inc({ stack, validated: String(validated ?? false) });
  };
}

function describeServices(gauge: NewGauge): Describe {
  const wanted = gauge('qbtc_service_replicas', 'Replicas that are wanted.', ['stack', 'service']);
  const healthy = gauge('qbtc_service_replicas_ready', 'Replicas that are healthy.', ['stack', 'service']);
  const restarts = gauge('qbtc_service_restarts', 'Restarts of the present instances.', ['stack', 'service']);
  const routes = gauge('qbtc_routes', 'Routes by state.', ['stack', 'state']);
  return (stack, { status }) => {
    for (const service of status?.services ?? []) {
      const labels = { stack, service: service.name };
      wanted.set(labels, service.desired);
      healthy.set(labels, service.ready);
      restarts.set(labels, service.restarts ?? 0);
    }
    for (const { state } of status?.routes ?? []) routes.inc({ stack, state });
  };
}

/** Of a source that does not answer there is no value at all: it is not known, rather than zero. */
function describeSources(gauge: NewGauge, readingsOf: MetricsInput['readingsOf']): Describe {
  const one = ['stack', 'service'] as const;
  const up = gauge('qbtc_monitoring_source_up', 'Whether the source answered when it was read last.', [
    'stack',
    'source',
  ]);
  const keys = gauge('qbtc_redis_keys', 'Keys in all databases.', one);
  const memory = gauge('qbtc_redis_memory_used_bytes', 'Memory that Redis uses.', one);
  const clients = gauge('qbtc_redis_connected_clients', 'Connected clients.', one);
  const connections = gauge('qbtc_rabbitmq_connections', 'Open connections.', one);
  const messages = gauge('qbtc_rabbitmq_queue_messages', 'Messages that wait in a queue.', [...one, 'queue']);
  const consumers = gauge('qbtc_rabbitmq_queue_consumers', 'Consumers of a queue.', [...one, 'queue']);
  return (stack, { metadata }) => {
    for (const [source, reading] of Object.entries(readingsOf(metadata.uid ?? ''))) {
      const isUp = !('problem' in reading);
      up.set({ stack, source }, isUp ? 1 : 0);
      if (!isUp) continue;
      const labels = { stack, service: source.slice(source.indexOf('/') + 1) };
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
}

/** Queues of a broker with values of their own, the fullest: label sets are bounded. */
const MOST_QUEUES = 100;
