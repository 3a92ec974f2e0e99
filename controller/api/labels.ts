import type { StackRef } from './runtime.ts';

/** What everything carries that was created for a stack (design §5): nothing without these is ever touched. */
export const LABELS = {
  installation: 'qbtc.dev/installation',
  namespace: 'qbtc.dev/stack-namespace',
  stack: 'qbtc.dev/stack-name',
  uid: 'qbtc.dev/stack-uid',
  service: 'qbtc.dev/service',
  slot: 'qbtc.dev/slot',
  revision: 'qbtc.dev/spec-hash',
  /** An object of APISIX that was, or may have been, somebody else's: it is given back rather than removed. */
  adopted: 'qbtc.dev/adopted',
  /** What an instance was created with, as JSON; secret values are not in it. */
  launch: 'qbtc.dev/launch',
  /** Anonymous volumes that a container has inherited from an adopted one, as a list with commas: they are not ours to remove. */
  keptVolumes: 'qbtc.dev/kept-volumes',
} as const;

/** The labels that name the owner. */
export const ownerLabels = ({ installation, namespace, name, uid }: StackRef): Record<string, string> => ({
  [LABELS.installation]: installation,
  [LABELS.namespace]: namespace,
  [LABELS.stack]: name,
  [LABELS.uid]: uid,
});

/** The labels of an object of APISIX. */
export const labelsOf = ({ labels }: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> =>
  typeof labels === 'object' && labels !== null ? (labels as Readonly<Record<string, string>>) : {};

/** Whether labels say that something was created for this very stack (I1). */
export const isOwned = (labels: Readonly<Record<string, string>>, { installation, uid }: StackRef): boolean =>
  labels[LABELS.installation] === installation && labels[LABELS.uid] === uid;
