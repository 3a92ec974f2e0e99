import type { QbtcStack } from '../api/generated/resource.ts';
import type { Problem } from './diagnostic.ts';

/** Finds webhooks that can never be called. Their addresses are not repeated: they may hold secrets. */
export const webhookProblems = ({ spec }: QbtcStack): Problem[] =>
  spec.monitoring.webhooks.flatMap(({ url }, index) =>
    url === '' || URL.canParse(url)
      ? []
      : [{ path: ['spec', 'monitoring', 'webhooks', index, 'url'], message: 'is no address that can be called' }],
  );
