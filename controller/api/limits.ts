import type { HostConfig } from './container-request.ts';
import type { DockerSpec } from './generated/resource.ts';
import { bytesOf } from './quantity.ts';

/** What a container may take; 0 where it has no limit. */
export interface Limits {
  /** Processors. */
  readonly cpus: number;
  /** Bytes. */
  readonly memory: number;
  /** `LIFTED` where somebody took the limit away. */
  readonly pids: number;
}

export const LIFTED = -1;

/** Nanoseconds in a second, and an engine's units of processors in one. */
export const NANOS = 1_000_000_000;

/** Those that are declared, as an engine keeps them; 0 declares none. */
export function declaredLimits({
  resources: { cpus = '0', memory = '0', pids = 0 } = {},
}: DockerSpec): Partial<Limits> {
  const limits = { cpus: Math.round(Number(cpus) * NANOS) / NANOS, memory: bytesOf(memory), pids };
  return Object.fromEntries(Object.entries(limits).filter(([, limit]) => limit > 0));
}

/** Limits as the engine's API takes them; those that are left out are left out there. */
export const limitFields = ({
  cpus,
  memory,
  pids,
}: Partial<Limits>): Pick<HostConfig, 'NanoCpus' | 'Memory' | 'PidsLimit'> => ({
  ...(cpus === undefined ? {} : { NanoCpus: Math.round(cpus * NANOS) }),
  ...(memory === undefined ? {} : { Memory: memory }),
  ...(pids === undefined ? {} : { PidsLimit: pids }),
});
