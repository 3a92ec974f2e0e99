import type { Service } from './generated/resource.ts';
import type { Launch } from './runtime.ts';

/**
 * Stands for a launch that is not known any more: enough to stop and replace the instance.
 *
 * @param runtime - the block that says how such an instance is stopped
 */
export function placeholderLaunch(
  { name, slot, revision }: { name: string; slot: number; revision: string },
  runtime: Pick<Service, 'process'> | Pick<Service, 'docker'>,
): Launch {
  const service: Service = {
    name,
    critical: false,
    adopt: false,
    oneShot: false,
    replicas: 1,
    dependsOn: [],
    ports: [],
    update: { drainSeconds: 0, autoRevert: false },
    alternatives: [],
    ...runtime,
  };
  return { service, slot, revision, ports: {}, command: [], env: {} };
}
