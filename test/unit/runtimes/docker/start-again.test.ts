import { expect, it } from '@jest/globals';
import type { ContainerDetail } from '../../../../controller/api/container.ts';
import type { Engine } from '../../../../controller/api/engine.ts';
import { QbtcError } from '../../../../controller/api/errors.ts';
import type { OwnedContainer } from '../../../../controller/runtimes/docker/owned.ts';
import { startAgain } from '../../../../controller/runtimes/docker/start-again.ts';

const SIGNAL = new AbortController().signal;

/** An engine that answers a start with an error of this code, or takes it. */
function engineThat(code?: string): { engine: Engine; removed: string[] } {
  const removed: string[] = [];
  const engine = {
    startContainer: async () => {
      if (code !== undefined) throw new QbtcError('task c0ffee: already exists', { code });
    },
    removeContainer: async (id: string) => void removed.push(id),
  } as unknown as Engine;
  return { engine, removed };
}

const owned = (changes: Partial<OwnedContainer> = {}, state: ContainerDetail['state'] = 'exited'): OwnedContainer => ({
  container: { id: 'c1', name: 'web', state } as ContainerDetail,
  launch: undefined,
  ...changes,
});

it('a container that its engine can never start again makes room for a new one', async () => {
  const { engine, removed } = engineThat('ContainerStuck');
  await expect(startAgain(engine, owned(), SIGNAL)).rejects.toMatchObject({ code: 'ContainerStuck' });
  expect(removed).toEqual(['c1']);
  const dead = engineThat();
  await expect(startAgain(dead.engine, owned({}, 'dead'), SIGNAL)).rejects.toMatchObject({ code: 'ContainerStuck' });
  expect(dead.removed).toEqual(['c1']);
});

it('one that cannot be started now stays, and so does one of somebody else', async () => {
  const busy = engineThat('PortConflict');
  await expect(startAgain(busy.engine, owned(), SIGNAL)).rejects.toMatchObject({ code: 'PortConflict' });
  const { engine, removed } = engineThat('ContainerStuck');
  const adopted = owned({ adoption: {} as NonNullable<OwnedContainer['adoption']> });
  await expect(startAgain(engine, adopted, SIGNAL)).rejects.toMatchObject({ code: 'ContainerStuck' });
  expect([...busy.removed, ...removed]).toEqual([]);
  await startAgain(engineThat().engine, owned(), SIGNAL);
});
