import type { Engine } from '../../api/engine.ts';
import { QbtcError } from '../../api/errors.ts';
import { isOwned } from '../../api/labels.ts';
import type { Launch, StackRef } from '../../api/runtime.ts';
import type { Adoptions } from './adoptions.ts';
import { isFree } from './candidates.ts';
import { missing, notOurs, type OwnedContainer } from './owned.ts';

/**
 * Takes a container over: it is ours once that is noted, and nothing else is done to it here.
 *
 * @param secrets what its variables have to be, by name
 * @throws QbtcError `AdoptionDiffers` naming the variables that have other values
 */
export async function takeOver(
  engine: Engine,
  adoptions: Adoptions,
  stack: StackRef,
  id: string,
  launch: Launch,
  secrets: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<void> {
  const [container, settings] = await Promise.all([engine.container(id, signal), engine.settings(id, signal)]);
  if (!container || !settings) throw missing(id);
  if (!isFree(container)) throw notOurs(container, stack);
  const { name, restartPolicy, networks } = container;
  const different = Object.entries(secrets).flatMap(([key, value]) => (settings.env[key] === value ? [] : [key]));
  if (different.length > 0) {
    throw new QbtcError(`container ${name} has other values of ${different.join(', ')} than declared`, {
      code: 'AdoptionDiffers',
      mend: `Give the service the values that the container has, or rename the container (\`docker rename ${name} …\`) to have another one created.`,
      disposition: 'wait',
    });
  }
  const found = { restartPolicy, networks: Object.keys(networks) };
  await adoptions.note(id, { stack: stack.uid, launch, found });
}

/**
 * Lets an adopted container go: out of the networks that it joined for the stack, restarted by the engine as before. With `aside` it has a
 * successor: it stays as it ended, under a name that is in nobody's way.
 */
export async function letGo(
  engine: Engine,
  adoptions: Adoptions,
  stack: StackRef,
  { container, adoption }: OwnedContainer,
  aside: boolean,
  signal: AbortSignal,
): Promise<void> {
  const { id, name } = container;
  if (!adoption) throw notAdopted(name);
  const { launch, found } = adoption;
  const networks = await engine.networks(signal);
  const made = new Set(networks.filter(({ labels }) => isOwned(labels, stack)).map((network) => network.name));
  const joined = new Set((launch.networks ?? []).map((network) => network.name));
  for (const network of Object.keys(container.networks)) {
    const isForeign = found.networks.includes(network) || !joined.has(network);
    // Those of the stack go with it, which they could not while it is in them.
    if (made.has(network) || !isForeign) await engine.disconnectNetwork(network, id, signal);
  }
  const mark = `-replaced-${id.slice(0, 8)}`;
  if (aside && !name.endsWith(mark)) await engine.renameContainer(id, `${name}${mark}`, signal);
  if (!aside && container.restartPolicy !== found.restartPolicy)
    await engine.setRestartPolicy(id, found.restartPolicy, signal);
  // Last: until then whoever comes next finds it and goes on.
  await adoptions.forget(id);
}

const notAdopted = (name: string): QbtcError =>
  new QbtcError(`container ${name} was not adopted`, { code: 'NotAdopted', disposition: 'terminal' });
