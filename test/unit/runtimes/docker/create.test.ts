import { expect, it } from '@jest/globals';
import type { ContainerRequest } from '../../../../controller/api/container-request.ts';
import type { Engine } from '../../../../controller/api/engine.ts';
import { QbtcError } from '../../../../controller/api/errors.ts';
import type { Launch, StackRef } from '../../../../controller/api/runtime.ts';
import { Adoptions } from '../../../../controller/runtimes/docker/adoptions.ts';
import { createContainer } from '../../../../controller/runtimes/docker/create.ts';
import { createSimulatedClock } from '../../../fakes/simulated-clock.ts';
import { createSimulatedFiles, SimulatedDisk } from '../../../fakes/simulated-files.ts';
import { stackFrom } from '../../../support/world.ts';

const STACK: StackRef = { installation: 'inst', namespace: 'default', name: 'shop', uid: 'uid-1' };
const [SERVICE] = stackFrom('services: [{name: web, docker: {image: "web:1", containerName: web}}]').spec.services;
const LAUNCH: Launch = { service: SERVICE!, slot: 0, revision: 'v1-abc', ports: {}, command: [], env: {} };

it("the name of a container that is somebody else's is left to it, and the way out is one that there is (I1)", async () => {
  const engine = {
    createContainer: () => Promise.reject(new QbtcError('in use', { code: 'NameConflict' })),
    containers: () => Promise.resolve([{ id: '0123456789abcdef', name: 'web', image: 'theirs:1', labels: {} }]),
  } as unknown as Engine;
  const adoptions = new Adoptions(createSimulatedFiles(new SimulatedDisk({ clock: createSimulatedClock() })), '/state');
  const request = {} as ContainerRequest;
  const creation = createContainer(engine, adoptions, STACK, LAUNCH, request, new AbortController().signal);
  await expect(creation).rejects.toMatchObject({
    message: 'the name web belongs to another container (0123456789ab, theirs:1)',
    mend: 'Rename or remove it (`docker rename web …`), or take it over with adopt: true.',
    disposition: 'wait',
  });
});
