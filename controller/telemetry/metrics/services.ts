import { isUp } from '../../status/readiness.ts';
import { isHeldDown, restartsLeft } from '../service-state.ts';
import type { Describer } from './render.ts';

/** Services of a stack with values of their own: label sets are bounded. */
const MOST_SERVICES = 100;

/** Each service: whether it is up, what its probes say, and what is left to mend it with. */
export const describeServices: Describer = ({ gauge, counter, histogram }) => {
  const one = ['stack', 'service'] as const;
  const up = gauge('qbtc_service_up', 'Whether all replicas that are wanted are healthy (1) or not (0).', one);
  const wanted = gauge('qbtc_service_replicas', 'Replicas that are wanted.', one);
  const healthy = gauge('qbtc_service_replicas_ready', 'Replicas that are healthy.', one);
  const restarts = counter('qbtc_service_restarts_total', 'Replicas that were restarted.', one);
  const left = gauge(
    'qbtc_service_restart_budget_left',
    'Restarts that are left in this window, of the replica with the fewest.',
    one,
  );
  const spent = gauge(
    'qbtc_service_quarantined',
    'Whether a replica is tried only once a window any more (1) or not (0).',
    one,
  );
  const probes = histogram('qbtc_probe_duration_seconds', 'How long probes that passed took.', one);
  const failures = counter('qbtc_probe_failures_total', 'Probes that failed.', one);
  return (stack, { document: { spec, status }, memory, record }, now) => {
    for (const service of (status?.services ?? []).slice(0, MOST_SERVICES)) {
      const labels = { stack, service: service.name };
      // Nobody misses what is held down.
      if (!isHeldDown(service)) up.set(labels, isUp(service) ? 1 : 0);
      wanted.set(labels, service.desired);
      healthy.set(labels, service.ready);
      const { budgets = {} } = memory.durable.services[service.name] ?? {};
      left.set(labels, restartsLeft(spec.healing, budgets, now));
      spent.set(labels, Object.values(budgets).some(({ quarantined }) => quarantined) ? 1 : 0);
      const counted = record?.services.get(service.name);
      if (!counted) continue;
      restarts.set(labels, counted.restarts);
      failures.set(labels, counted.failedProbes);
      // One without a probe has none to tell of.
      if (counted.probes.count + counted.failedProbes > 0) probes.set(labels, counted.probes);
    }
  };
};
