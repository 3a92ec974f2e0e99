import type { Service } from '../api/generated/resource.ts';
import type { Instance } from '../api/runtime.ts';
import { areLaunchedAlike } from '../spec/hash.ts';

/**
 * The instance as if it had been created from today's declaration, where that differs only in what needs no new instance (a
 * probe, a drain time): such a change takes effect at once.
 */
export function withDeclaration(instance: Instance, declared: Service | undefined): Instance {
  if (!declared || !areLaunchedAlike(declared, instance.launch.service)) return instance;
  return { ...instance, launch: { ...instance.launch, service: declared } };
}
