import type { Engine } from '../../api/engine.ts';
import { limitFields } from '../../api/limits.ts';
import type { ContainerInspected, ContainerListed } from './answers.ts';
import type { EngineApi } from './api.ts';
import { detailOf, summaryOf } from './convert.ts';
import { coded, saying, unless } from './errors.ts';
import { settingsOf } from './settings.ts';

type ContainerCalls = Pick<
  Engine,
  | 'containers'
  | 'container'
  | 'settings'
  | 'createContainer'
  | 'startContainer'
  | 'stopContainer'
  | 'killContainer'
  | 'removeContainer'
  | 'renameContainer'
  | 'unpauseContainer'
  | 'setRestartPolicy'
  | 'setLimits'
>;

export const containerPath = (id: string): string => `/containers/${encodeURIComponent(id)}`;

/** Undefined when there is no such container. */
export const inspect = (api: EngineApi, id: string, signal: AbortSignal): Promise<ContainerInspected | undefined> =>
  unless(coded('NotFound'), () =>
    api.json<ContainerInspected>(
      { task: `look at the container ${id}`, method: 'GET', path: `${containerPath(id)}/json` },
      signal,
    ),
  );

export function containerCalls(api: EngineApi): ContainerCalls {
  const post = async (id: string, task: string, action: string, query: object, signal: AbortSignal): Promise<void> => {
    await api.text(
      {
        task: `${task} the container ${id}`,
        method: 'POST',
        path: `${containerPath(id)}/${action}`,
        query: { ...query },
      },
      signal,
    );
  };
  const update = async (id: string, task: string, body: object, signal: AbortSignal): Promise<void> => {
    await api.text(
      { task: `${task} the container ${id}`, method: 'POST', path: `${containerPath(id)}/update`, body },
      signal,
    );
  };

  return {
    async containers(signal) {
      const request = {
        task: 'list the containers',
        method: 'GET',
        path: '/containers/json',
        query: { all: true },
      } as const;
      return (await api.json<ContainerListed[]>(request, signal)).map(summaryOf);
    },
    async container(id, signal) {
      const inspected = await inspect(api, id, signal);
      return inspected && detailOf(inspected);
    },
    async settings(id, signal) {
      const inspected = await inspect(api, id, signal);
      return inspected && settingsOf(inspected);
    },
    async createContainer(name, body, signal) {
      const task = `create the container ${name} from ${body.Image}`;
      const { Id } = await api.json<{ readonly Id: string }>(
        { task, method: 'POST', path: '/containers/create', query: { name }, body },
        signal,
      );
      return Id;
    },
    startContainer: (id, signal) => post(id, 'start', 'start', {}, signal),
    async stopContainer(id, seconds, signal) {
      const task = `stop the container ${id}`;
      await api.text(
        { task, method: 'POST', path: `${containerPath(id)}/stop`, query: { t: seconds }, long: true },
        signal,
      );
    },
    async killContainer(id, signalName, signal) {
      await unless(saying('is not running'), () =>
        post(id, `send ${signalName} to`, 'kill', { signal: signalName }, signal),
      );
    },
    async removeContainer(id, signal) {
      const request = {
        task: `remove the container ${id}`,
        method: 'DELETE',
        path: containerPath(id),
        query: { force: true, v: true },
      } as const;
      await unless(coded('NotFound'), () => api.text(request, signal));
    },
    renameContainer: (id, name, signal) => post(id, `give the name ${name} to`, 'rename', { name }, signal),
    async unpauseContainer(id, signal) {
      await unless(saying('is not paused'), () => post(id, 'unpause', 'unpause', {}, signal));
    },
    setRestartPolicy(id, policy, signal) {
      const [Name, retries = '0'] = policy.split(':');
      const change = { RestartPolicy: { Name, MaximumRetryCount: Number(retries) } };
      return update(id, 'set the restart policy of', change, signal);
    },
    setLimits(id, limits, signal) {
      const { memory } = limits;
      // With the swap that the engine gives to a new container: its limit may be too small for this one.
      const swap = memory === undefined ? {} : { MemorySwap: 2 * memory };
      return update(id, 'set the limits of', { ...limitFields(limits), ...swap }, signal);
    },
  };
}
