import type { MeasuredStack } from '../measured.ts';
import { createFamilies, type Families } from './families.ts';
import { describeRoutes } from './routes.ts';
import { describeServices } from './services.ts';
import { describeSources } from './sources.ts';
import { describeStack } from './stack.ts';

/** What the metrics are read from when they are asked for. */
export interface MetricsInput {
  readonly stacks: readonly MeasuredStack[];
  readonly queueDepth: number;
  readonly build: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** Adds what one stack has to tell. */
export type Describe = (stack: string, measured: MeasuredStack, now: number) => void;
export type Describer = (families: Families) => Describe;

/** The state of all stacks in the Prometheus text format. */
export function renderMetrics({ stacks, queueDepth, build, now }: MetricsInput): Promise<string> {
  const families = createFamilies();
  families.gauge('qbtc_build_info', 'The build that runs; always 1.', ['build']).set({ build }, 1);
  families
    .gauge('qbtc_queue_depth', 'Stacks that wait to be looked at or are being looked at.', [])
    .set({}, queueDepth);
  const describers = [describeStack, describeServices, describeRoutes, describeSources].map((each) => each(families));
  for (const measured of stacks) {
    const { namespace, name } = measured.document.metadata;
    for (const describe of describers) describe(`${namespace}/${name}`, measured, now);
  }
  return families.text();
}
