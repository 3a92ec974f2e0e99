import { describe, expect, it } from '@jest/globals';
import type { QbtcStack } from '../../../controller/api/generated/resource.ts';
import { renderMetrics } from '../../../controller/telemetry/metrics.ts';
import { stackFrom } from '../../support/world.ts';

const document = (status: QbtcStack['status']): QbtcStack => {
  const stack = stackFrom('services: []', 'shop');
  return { ...stack, metadata: { ...stack.metadata, uid: 'uid-1' }, ...(status ? { status } : {}) };
};

describe('the metrics', () => {
  it('tell score and parts, what was found, and what the sources say; of one that is silent, nothing', async () => {
    const text = await renderMetrics({
      stacks: [
        document({
          score: { total: 85, grade: 'B', parts: [{ name: 'routes', score: 20, max: 20 }], losses: [] },
          discovered: [{ name: 'a', host: 'h', port: 1, validated: true }],
        }),
      ],
      queueDepth: 3,
      readingsOf: (uid) =>
        uid === 'uid-1'
          ? {
              'redis/cache': { at: 1, kind: 'redis', redis: { keys: 7, usedMemoryBytes: 1024, clients: 2 } },
              'rabbitmq/broker': { at: 1, problem: 'refused' },
            }
          : {},
    });
    for (const line of [
      'qbtc_queue_depth 3',
      'qbtc_stack_score{stack="default/shop"} 85',
      'qbtc_stack_score_part{stack="default/shop",part="routes"} 20',
      'qbtc_discovered_services{stack="default/shop",validated="true"} 1',
      'qbtc_monitoring_source_up{stack="default/shop",source="redis/cache"} 1',
      'qbtc_monitoring_source_up{stack="default/shop",source="rabbitmq/broker"} 0',
      'qbtc_redis_keys{stack="default/shop",service="cache"} 7',
      'qbtc_redis_memory_used_bytes{stack="default/shop",service="cache"} 1024',
    ])
      expect(text.split('\n')).toContain(line);
    expect(text).not.toContain('qbtc_rabbitmq_connections{');
  });

  it('of a thousand queues are those of the fullest hundred (I23)', async () => {
    const queues = Array.from({ length: 1000 }, (_, index) => ({
      name: `q${index}`,
      messages: 1000 - index,
      consumers: 0,
    }));
    const text = await renderMetrics({
      stacks: [document(undefined)],
      queueDepth: 0,
      readingsOf: () => ({ 'rabbitmq/broker': { at: 1, kind: 'rabbitmq', rabbitmq: { connections: 1, queues } } }),
    });
    expect(text.split('\n').filter((line) => line.startsWith('qbtc_rabbitmq_queue_messages{'))).toHaveLength(100);
  });
});
