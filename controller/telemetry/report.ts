import type { QueueReading, Reading } from '../api/monitoring.ts';
import type { SystemReading } from '../api/system.ts';
import { isUp } from '../status/readiness.ts';
import { fresh, type Fresh, gather, type Gathered, stale } from './freshness.ts';
import { type Indicators, indicatorsOf } from './indicators.ts';
import type { MeasuredStack } from './measured.ts';
import { isHeldDown, restartsLeft } from './service-state.ts';
import { Sums, type WindowName } from './windows.ts';

/** A queue of a broker that is a service of a stack. */
interface QueueMetrics extends QueueReading {
  readonly stack: string;
  readonly service: string;
}

interface ServiceMetrics {
  readonly phase: string;
  /** All replicas that are wanted are healthy; null when it is held down, or while nobody knows. */
  readonly up: boolean | null;
  readonly replicas: number;
  readonly replicas_ready: number;
  /** Since the controller began, as the following. */
  readonly restarts: number;
  readonly probes_failed: number;
  readonly probe_latency_seconds: Indicators['latency_seconds'];
  readonly restart_budget_left: number;
  readonly quarantined: boolean;
}

/** How stacks and their machine do: the JSON report (design §8). */
export interface Report {
  /** RFC 3339. */
  readonly timestamp: string;
  readonly system_metrics: SystemReading;
  /** By stack, and by service. */
  readonly service_metrics: Readonly<Record<string, Readonly<Record<string, ServiceMetrics>>>>;
  /** What is not known is null; `freshness` says why, and since when. */
  readonly quantum_metrics: {
    /** Null when the stacks differ in it. */
    readonly quantum_frequency: string | null;
  } & { readonly [K in keyof Quantities]: Quantities[K] | null };
  readonly performance_indicators: { readonly latency_of: 'probes' } & Readonly<Record<WindowName, Indicators>>;
  /** How old each of the quantum metrics is, and what each source says by itself. */
  readonly freshness: { readonly [K in keyof Quantities]: Omit<Gathered<Quantities[K]>, 'value'> };
}

interface Quantities {
  readonly services_responding: number;
  readonly rabbitmq_queues: readonly QueueMetrics[];
  readonly redis_keys: number;
  readonly total_requests_proxied: number;
}

/** Queues of a broker that are told, the fullest. */
const MOST_QUEUES = 100;

/** @param now milliseconds since the epoch */
export function reportOf(stacks: readonly MeasuredStack[], system: SystemReading, now: number): Report {
  const keyed = stacks.map((measured): [string, MeasuredStack] => {
    const { namespace, name } = measured.document.metadata;
    return [`${namespace}/${name}`, measured];
  });
  const add = (values: number[]): number => values.reduce((sum, value) => sum + value, 0);
  const frequencies = new Set(stacks.map(({ document }) => document.spec.gateway.frontDoor.quantumFrequency));
  const each = <T>(tell: (measured: MeasuredStack, key: string) => Readonly<Record<string, Fresh<T>>>) =>
    Object.assign({}, ...keyed.map(([key, measured]) => tell(measured, key))) as Readonly<Record<string, Fresh<T>>>;
  const windows = (window: WindowName): Indicators => {
    const sums = new Sums();
    for (const measured of stacks) sums.add(measured.windows[window]);
    return indicatorsOf(sums);
  };
  const gathered = {
    services_responding: gather(
      each((measured, key) => ({ [key]: responding(measured, now) })),
      add,
      'there is no stack',
    ),
    rabbitmq_queues: gather(
      each((measured, key) => readingsOf(measured, key, 'rabbitmq', now, queuesIn)),
      (values) => values.flat(),
      'no stack declares a RabbitMQ in spec.monitoring',
    ),
    redis_keys: gather(
      each((measured, key) =>
        readingsOf(measured, key, 'redis', now, (reading) => (reading.kind === 'redis' ? reading.redis.keys : 0)),
      ),
      add,
      'no stack declares a Redis in spec.monitoring',
    ),
    total_requests_proxied: gather(
      each((measured, key) => (hasRoutes(measured) ? { [key]: proxied(measured, now) } : {})),
      add,
      'no stack has routes',
    ),
  };
  const { services_responding, rabbitmq_queues, redis_keys, total_requests_proxied } = gathered;
  return {
    timestamp: new Date(now).toISOString(),
    system_metrics: system,
    service_metrics: Object.fromEntries(keyed.map(([key, measured]) => [key, servicesOf(measured, now)])),
    quantum_metrics: {
      quantum_frequency: frequencies.size === 1 ? ([...frequencies][0] ?? null) : null,
      services_responding: services_responding.value,
      rabbitmq_queues: rabbitmq_queues.value,
      redis_keys: redis_keys.value,
      total_requests_proxied: total_requests_proxied.value,
    },
    performance_indicators: { latency_of: 'probes', '5m': windows('5m'), '1h': windows('1h') },
    freshness: {
      services_responding: ageOf(services_responding),
      rabbitmq_queues: ageOf(rabbitmq_queues),
      redis_keys: ageOf(redis_keys),
      total_requests_proxied: ageOf(total_requests_proxied),
    },
  };
}

const ageOf = <T>({ value: _, ...rest }: Gathered<T>): Omit<Gathered<T>, 'value'> => rest;

function servicesOf({ document: { spec, status }, memory, record }: MeasuredStack, now: number) {
  const isKnown = record?.passedAt !== undefined && record.failure === undefined;
  return Object.fromEntries(
    (status?.services ?? []).map((service): [string, ServiceMetrics] => {
      const { budgets = {} } = memory.durable.services[service.name] ?? {};
      const counted = record?.services.get(service.name);
      const percentile = (share: number): number | null => counted?.probes.quantile(share) ?? null;
      return [
        service.name,
        {
          phase: service.phase,
          up: isKnown && !isHeldDown(service) ? isUp(service) : null,
          replicas: service.desired,
          replicas_ready: service.ready,
          restarts: counted?.restarts ?? 0,
          probes_failed: counted?.failedProbes ?? 0,
          probe_latency_seconds: { p50: percentile(0.5), p95: percentile(0.95), p99: percentile(0.99) },
          restart_budget_left: restartsLeft(spec.healing, budgets, now),
          quarantined: Object.values(budgets).some(({ quarantined }) => quarantined),
        },
      ];
    }),
  );
}

/** How many services of a stack answer: those that are up and not done. */
function responding({ document: { status }, record }: MeasuredStack, now: number): Fresh<number> {
  if (record?.passedAt === undefined) return stale(record?.failure ?? 'it has not been looked at yet', undefined, now);
  if (record.failure !== undefined) return stale(record.failure, record.passedAt, now);
  const up = (status?.services ?? []).filter((service) => service.phase !== 'Completed' && isUp(service));
  return fresh(up.length, record.passedAt, now);
}

const hasRoutes = ({ document: { status } }: MeasuredStack): boolean => (status?.routes ?? []).length > 0;

function proxied({ proxied: total, door: { at, problem } }: MeasuredStack, now: number): Fresh<number> {
  if (at === undefined || problem !== undefined)
    return stale(`the front door: ${problem ?? 'it has not been asked yet'}`, at, now);
  return fresh(total, at, now);
}

type Answered = Exclude<Reading, { readonly problem: string }>;

/** What the monitoring sources of one kind say, by `namespace/name/service`. */
function readingsOf<T>(
  { document: { spec }, readings }: MeasuredStack,
  stack: string,
  kind: 'redis' | 'rabbitmq',
  now: number,
  tell: (reading: Answered, at: { readonly stack: string; readonly service: string }) => T,
): Readonly<Record<string, Fresh<T>>> {
  const entries = spec.monitoring[kind].map(({ service }): [string, Fresh<T>] => {
    const key = `${stack}/${service}`;
    const reading = readings[`${kind}/${service}`];
    if (!reading) return [key, stale('it has not been read yet', undefined, now)];
    if ('problem' in reading) return [key, stale(reading.problem, reading.answeredAt, now)];
    return [key, fresh(tell(reading, { stack, service }), reading.at, now)];
  });
  return Object.fromEntries(entries);
}

const queuesIn = (reading: Answered, at: { readonly stack: string; readonly service: string }): QueueMetrics[] =>
  reading.kind === 'rabbitmq'
    ? reading.rabbitmq.queues.slice(0, MOST_QUEUES).map((queue) => ({ ...at, ...queue }))
    : [];
