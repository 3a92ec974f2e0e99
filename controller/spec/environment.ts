import { isRecord } from '../api/records.ts';
import type { QbtcStack, Service } from '../api/generated/resource.ts';
import type { Problem } from './diagnostic.ts';
import { type Path } from './schema.ts';

/** Where a stack is to run. */
export interface Surroundings {
  /** As in process.platform. */
  readonly platform: string;
  /** Whether a Kubernetes API server is there to read Secrets and ConfigMaps from. */
  readonly cluster: boolean;
}

/** Finds what cannot work where the stack is to run. */
export function surroundingsProblems(stack: QbtcStack, { platform, cluster }: Surroundings): Problem[] {
  const processes = platform === 'linux' ? [] : stack.spec.services.flatMap(processProblems);
  return [...processes, ...(cluster ? [] : clusterReferences(stack.spec, ['spec']))];
}

function processProblems(service: Service, index: number): Problem[] {
  const message = 'process services need Linux or WSL2; docker, external and the gateways work on this platform';
  const own = service.process ? [{ path: ['spec', 'services', index, 'process'], message, at: 'key' as const }] : [];
  const others = service.alternatives.flatMap(({ process }, alternative): Problem[] => {
    const path = ['spec', 'services', index, 'alternatives', alternative, 'process'];
    return process ? [{ path, message, at: 'key' }] : [];
  });
  return [...own, ...others];
}

const CLUSTER_ONLY = ['secretKeyRef', 'configMapKeyRef'];

function clusterReferences(value: unknown, path: Path): Problem[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => clusterReferences(item, [...path, index]));
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([key, member]): Problem[] => {
    if (typeof member !== 'object') return [];
    if (path.at(-1) !== 'valueFrom' || !CLUSTER_ONLY.includes(key)) return clusterReferences(member, [...path, key]);
    return [{ path: [...path, key], message: 'needs a cluster; use env or file here', at: 'key' }];
  });
}
