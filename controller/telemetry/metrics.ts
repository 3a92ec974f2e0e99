import { Gauge, Registry } from 'prom-client';
import type { QbtcStack } from '../api/generated/resource.ts';

/** What the metrics are read from when they are asked for. */
export interface MetricsInput {
  readonly stacks: readonly QbtcStack[];
  readonly queueDepth: number;
}

/** The state of all stacks in the Prometheus text format. */
export function renderMetrics({ stacks, queueDepth }: MetricsInput): Promise<string> {
  const registry = new Registry();
  const gauge = <L extends string>(name: string, help: string, labelNames: readonly L[]): Gauge<L> =>
    new Gauge({ name, help, labelNames, registers: [registry] });
  gauge('qbtc_queue_depth', 'Stacks that wait to be looked at or are being looked at.', []).set(queueDepth);
  const ready = gauge('qbtc_stack_ready', 'Whether the stack is as declared (1) or not (0).', ['stack']);
  const score = gauge('qbtc_stack_score', 'Health score of the stack, 0 to 100.', ['stack']);
  const wanted = gauge('qbtc_service_replicas', 'Replicas that are wanted.', ['stack', 'service']);
  const healthy = gauge('qbtc_service_replicas_ready', 'Replicas that are healthy.', ['stack', 'service']);
  const restarts = gauge('qbtc_service_restarts', 'Restarts of the present instances.', ['stack', 'service']);
  const routes = gauge('qbtc_routes', 'Routes by state.', ['stack', 'state']);
  for (const { metadata, status } of stacks) {
    const stack = `${metadata.namespace}/${metadata.name}`;
    ready.set({ stack }, status?.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True') ? 1 : 0);
    if (status?.score) score.set({ stack }, status.score.total);
    for (const service of status?.services ?? []) {
      const labels = { stack, service: service.name };
      wanted.set(labels, service.desired);
      healthy.set(labels, service.ready);
      restarts.set(labels, service.restarts ?? 0);
    }
    for (const { state } of status?.routes ?? []) routes.inc({ stack, state });
  }
  return registry.metrics();
}
