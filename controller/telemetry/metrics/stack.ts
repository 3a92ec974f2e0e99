import { indicatorsOf } from '../indicators.ts';
import { WINDOW_NAMES } from '../windows.ts';
import type { Describer } from './render.ts';

/** The stack as a whole. */
export const describeStack: Describer = ({ gauge, counter, histogram }) => {
  const one = ['stack'] as const;
  const ready = gauge('qbtc_stack_ready', 'Whether the stack is as declared (1) or not (0).', one);
  const score = gauge('qbtc_stack_score', 'Health score of the stack, 0 to 100.', one);
  const parts = gauge('qbtc_stack_score_part', 'Points of each part of the score.', ['stack', 'part']);
  const most = gauge('qbtc_stack_score_part_max', 'Points that each part of the score can have.', ['stack', 'part']);
  const target = gauge('qbtc_stack_score_target', 'Healing starts when the score is below.', one);
  const direct = gauge('qbtc_fallback_active', 'Whether requests go past APISIX (1) or not (0).', one);
  const switches = counter('qbtc_gateway_switches_total', 'Changes of the way of requests, by where they go since.', [
    'stack',
    'to',
  ]);
  const failovers = counter(
    'qbtc_failovers_total',
    'Times that requests went past APISIX without being asked to.',
    one,
  );
  const found = gauge('qbtc_discovered_services', 'Services that were found on the machine.', ['stack', 'validated']);
  const passes = histogram('qbtc_reconcile_duration_seconds', 'How long complete passes over the stack took.', one);
  const errors = counter('qbtc_reconcile_errors_total', 'Passes over the stack that failed as a whole.', one);
  const available = gauge(
    'qbtc_stack_availability_ratio',
    'The share of time for which the services were healthy, 0 to 1.',
    ['stack', 'window'],
  );
  const mttr = gauge('qbtc_stack_mttr_seconds', 'Mean time from unhealthy to healthy again, over the last hour.', one);
  return (stack, { document: { spec, status }, record, windows }) => {
    const is = (condition: string): number =>
      status?.conditions?.some(({ type, status: value }) => type === condition && value === 'True') ? 1 : 0;
    // Nobody knows whether a suspended one is as declared, and nobody makes it so.
    if (!spec.suspend) ready.set({ stack }, is('Ready'));
    direct.set({ stack }, is('FallbackActive'));
    if (status?.score) score.set({ stack }, status.score.total);
    target.set({ stack }, spec.healing.scoreThreshold);
    for (const { name: part, score: points, max } of status?.score?.parts ?? []) {
      parts.set({ stack, part }, points);
      most.set({ stack, part }, max);
    }
    const { discovered = [] } = status ?? {};
    for (const validated of [true, false]) {
      const count = discovered.filter((service) => (service.validated ?? false) === validated).length;
      if (count > 0) found.set({ stack, validated: String(validated) }, count);
    }
    for (const window of WINDOW_NAMES) {
      const { availability } = indicatorsOf(windows[window]);
      if (availability !== null) available.set({ stack, window }, availability);
    }
    const { mttr_seconds: repair } = indicatorsOf(windows['1h']);
    if (repair !== null) mttr.set({ stack }, repair);
    if (!record) return;
    passes.set({ stack }, record.passes);
    errors.set({ stack }, record.failedPasses);
    if (!spec.gateway.apisix) return;
    switches.set({ stack, to: 'apisix' }, record.switches.toApisix);
    switches.set({ stack, to: 'front-door' }, record.switches.toFrontDoor);
    failovers.set({ stack }, record.switches.failovers);
  };
};
