import { LABELS } from '../../controller/api/labels.ts';
import type { SimulatedContainer } from '../fakes/simulated-container.ts';
import { uidOf } from './place.ts';
import type { World } from './world.ts';

/** What people do to containers behind the controller's back. */

/** The containers of a stack, or of one service of it. */
export const containersOf = ({ engine }: World, stack: string, service?: string): SimulatedContainer[] =>
  [...engine.containers.values()].filter(
    ({ request: { Labels } }) =>
      Labels[LABELS.uid] === uidOf(stack) && (service === undefined || Labels[LABELS.service] === service),
  );

/** `docker rm -f` */
export function forceRemove({ engine }: World, container: SimulatedContainer): void {
  engine.remove(container);
}

/** `docker pause`, of what runs. */
export function pause({ programs }: World, container: SimulatedContainer): void {
  const run = programs.living().find((candidate) => candidate.container === container);
  if (run && container.state === 'running') programs.pause(run);
}

/** `docker network disconnect`, from its first network. */
export function disconnect({ engine }: World, container: SimulatedContainer): void {
  const [network] = container.networks.keys();
  if (network !== undefined) engine.attachments.disconnect(network, container);
}

/** `docker network rm`, after everything was disconnected from it. */
export function removeNetwork({ engine }: World, name: string): void {
  for (const container of engine.containers.values())
    if (container.networks.has(name)) engine.attachments.disconnect(name, container);
  engine.removeNetwork(name);
}

/** `docker update --restart` */
export function setRestartPolicy({ engine }: World, container: SimulatedContainer, policy: string): void {
  container.restartPolicy = policy;
  engine.changed(container, 'update');
}
