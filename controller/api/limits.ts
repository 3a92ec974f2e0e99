import type { DockerSpec } from './generated/resource.ts';
import { bytesOf } from './quantity.ts';

/** What a container may take; 0 where it has no limit. */
export interface Limits {
  /** Processors. */
  readonly cpus: number;
  /** Bytes. */
  readonly memory: number;
  readonly pids: number;
}

/** Those that are declared. */
export function declaredLimits({ resources: { cpus, memory, pids } = {} }: DockerSpec): Partial<Limits> {
  return {
    ...(cpus === undefined ? {} : { cpus: Number(cpus) }),
    ...(memory === undefined ? {} : { memory: bytesOf(memory) }),
    ...(pids === undefined ? {} : { pids }),
  };
}
