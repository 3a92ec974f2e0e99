import type { AcceptedStack } from '../api/accepted.ts';
import type { QbtcStack, StackStatus } from '../api/generated/resource.ts';
import { maskSecrets } from '../spec/secrets.ts';

/** A stack as people get to see it: the resource with its status, secrets masked. */
export function documentOf(stack: AcceptedStack, status: StackStatus | undefined): QbtcStack {
  const { resource, uid, generation, createdAt, deleting } = stack;
  return maskSecrets({
    ...resource,
    metadata: {
      ...resource.metadata,
      uid,
      generation,
      creationTimestamp: new Date(createdAt).toISOString(),
      ...(deleting ? { finalizers: ['qbtc.dev/cleanup'] } : {}),
    },
    ...(status ? { status } : {}),
  });
}
