import type { AcceptedStack } from '../api/accepted.ts';
import type { QbtcStack, StackStatus } from '../api/generated/resource.ts';
import { maskSecrets } from '../spec/secrets.ts';

/** A stack as people get to see it: the resource with its status, secrets masked. */
export function documentOf(stack: AcceptedStack, status: StackStatus | undefined): QbtcStack {
  const { uid, generation, createdAt, deleting } = stack;
  const resource = masked(stack.resource);
  return {
    ...resource,
    metadata: {
      ...resource.metadata,
      uid,
      generation,
      creationTimestamp: new Date(createdAt).toISOString(),
      ...(deleting ? { finalizers: ['qbtc.dev/cleanup'] } : {}),
    },
    ...(status ? { status: masked(status) } : {}),
  };
}

/** Masked forms of what is never modified. Commands that wait ask for the same document many times. */
const maskedForms = new WeakMap<object, object>();

function masked<T extends object>(value: T): T {
  const known = maskedForms.get(value) as T | undefined;
  if (known) return known;
  const form = maskSecrets(value);
  maskedForms.set(value, form);
  return form;
}
