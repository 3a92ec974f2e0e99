import { isDeepStrictEqual } from 'node:util';
import type { Instance } from '../api/runtime.ts';
import { areLaunchedAlike, revisionOf } from '../spec/hash.ts';
import { launchOf, type LaunchContext } from './launch.ts';
import type { ServiceView } from './view.ts';

/** Why an instance of another revision has to make way for the wanted one, as the cause of an action. */
export function replacementCause(former: Instance, view: ServiceView, context: LaunchContext): string {
  const { spec, revision, declaredRevision, inputs } = view;
  if (revision !== declaredRevision) return 'its update was reverted';
  if (former.problem !== undefined) return former.problem;
  const { launch } = former;
  if (!areLaunchedAlike(launch.service, spec)) return 'its spec changed';
  const { command, env } = launchOf(spec, former.slot, revision, launch.ports, context);
  if (!isDeepStrictEqual({ command, env }, { command: launch.command, env: launch.env }))
    return 'the address of a service that it names changed';
  const { container } = inputs;
  if (container?.image !== undefined && container.image !== former.imageId) {
    const old = former.imageId === undefined ? {} : { image: former.imageId };
    const before = { ...inputs, container: { networks: container.networks, ...old } };
    if (revisionOf(spec, before) === former.revision) return 'its image has a newer version';
  }
  for (let restarts = inputs.restarts - 1; restarts >= 0; restarts--) {
    if (revisionOf(spec, { ...inputs, restarts }) === former.revision) return 'a restart was asked for';
  }
  return inputs.secretDigest === undefined ? 'its spec changed' : 'its secrets changed';
}
