import { Counter, Gauge, type Metric, Registry } from 'prom-client';
import { BOUNDS, type Histogram } from '../histogram.ts';

/** A metric with its label sets. */
interface Family<L extends string, V> {
  set(labels: Readonly<Record<L, string>>, value: V): void;
}

type NewFamily<V> = <L extends string>(name: string, help: string, labelNames: readonly L[]) => Family<L, V>;

/** Metrics that are filled in anew for each answer: what is not set is not there. */
export interface Families {
  readonly gauge: NewFamily<number>;
  /** Of sums that were kept elsewhere. */
  readonly counter: NewFamily<number>;
  readonly histogram: NewFamily<Histogram>;
  /** In the Prometheus text format. */
  text(): Promise<string>;
}

export function createFamilies(): Families {
  const registry = new Registry();
  const registers = [registry];
  return {
    gauge: (name, help, labelNames) => {
      const gauge = new Gauge({ name, help, labelNames, registers });
      return {
        set: (labels, value) => {
          gauge.set(labels, value);
        },
      };
    },
    counter: (name, help, labelNames) => {
      const counter = new Counter({ name, help, labelNames, registers });
      return {
        set: (labels, value) => {
          counter.inc(labels, value);
        },
      };
    },
    histogram: (name, help, labelNames) => {
      const kept: [labels: Readonly<Record<string, string>>, histogram: Histogram][] = [];
      const values = () => kept.flatMap(([labels, histogram]) => valuesOf(name, labels, histogram));
      const metric = { name, help, labelNames, type: 'histogram', aggregator: 'sum' };
      // The library's own can only observe by themselves. This is what its registry asks of one.
      registry.registerMetric({ ...metric, get: async () => ({ ...metric, values: values() }) } as unknown as Metric);
      return { set: (labels, histogram) => void kept.push([labels, histogram]) };
    },
    text: () => registry.metrics(),
  };
}

function valuesOf(name: string, labels: Readonly<Record<string, string>>, histogram: Histogram) {
  const { counts, sum, count } = histogram;
  let upTo = 0;
  const buckets = [...BOUNDS.map(String), '+Inf'].map((le, index) => ({
    metricName: `${name}_bucket`,
    labels: { ...labels, le },
    value: (upTo += counts[index] ?? 0),
  }));
  return [
    ...buckets,
    { metricName: `${name}_sum`, labels, value: sum },
    { metricName: `${name}_count`, labels, value: count },
  ];
}
