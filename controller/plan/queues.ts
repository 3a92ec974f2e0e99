import type { QueueTrouble } from '../api/discovery.ts';
import type { Observed, ServiceVerdict } from '../api/plan.ts';

/**
 * Services that should work a queue off, and do not: those that were seen to consume it, or that it is named after. What runs is left as it is: the
 * verdict says what is wrong.
 */
export function degradedByQueues(
  verdicts: readonly ServiceVerdict[],
  { discovery }: Pick<Observed, 'discovery'>,
): readonly ServiceVerdict[] {
  const troubles = discovery?.troubles ?? [];
  if (troubles.length === 0) return verdicts;
  return verdicts.map((verdict) => {
    const trouble =
      verdict.phase === 'Running' ? troubles.find((each) => shouldConsume(verdict.name, each)) : undefined;
    return trouble ? { ...verdict, phase: 'Unhealthy', reason: 'QueueNotConsumed', message: trouble.message } : verdict;
  });
}

const plain = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]+/g, '-');

function shouldConsume(service: string, { queue, consumers }: QueueTrouble): boolean {
  const names = consumers.length > 0 ? consumers : [queue.split('/').at(-1) ?? queue];
  return names.map(plain).some((name) => name === service || name.startsWith(`${service}-`));
}
