import type { ContainerDetail, ContainerSummary } from '../../controller/api/container.ts';
import type { Engine, EngineEvent } from '../../controller/api/engine.ts';
import { coded, refusal, unless, unreachable } from '../../controller/platform/docker/errors.ts';
import { pullFailure } from '../../controller/platform/docker/pull-failure.ts';
import { runEffect, type EffectHook } from './effects.ts';
import type { SimulatedContainer } from './simulated-container.ts';
import { volumesOf, type SimulatedEngineHost } from './simulated-engine-host.ts';
import { settingsOf } from './simulated-settings.ts';

/** How often a pull tells its progress. */
const STEPS = 4;

/** One controller's view of an engine. Modifying calls pass the hook, under `docker WHAT NAME`. */
export function createSimulatedEngine(host: SimulatedEngineHost, effect: EffectHook = runEffect): Engine {
  const endpoint = 'unix:///simulated/docker.sock';
  const gone = (code: string): Error => unreachable(endpoint, Object.assign(new Error(code), { code }));

  /** What a promise gives, unless the call is aborted before. */
  const unlessAborted = async <T>(signal: AbortSignal, promise: Promise<T>): Promise<T> => {
    signal.throwIfAborted();
    let abort = (): void => undefined;
    const aborted = new Promise<never>((_, reject) => {
      abort = () => {
        reject(signal.reason as Error);
      };
      signal.addEventListener('abort', abort);
    });
    try {
      return await Promise.race([promise, aborted]);
    } finally {
      signal.removeEventListener('abort', abort);
    }
  };
  const pause = (ms: number): Promise<void> => new Promise((resolve) => void host.clock.after(ms, resolve));
  /** The way of a call to the engine. */
  const reach = async (call: string, signal: AbortSignal): Promise<void> => {
    signal.throwIfAborted();
    const ms = host.delay(call);
    if (ms > 0) await unlessAborted(signal, pause(ms));
    await unlessAborted(signal, host.power.awake());
    if (host.power.mode === 'absent') throw gone('ECONNREFUSED');
  };
  const read = async <T>(call: string, signal: AbortSignal, run: () => T): Promise<T> => {
    await reach(call, signal);
    return run();
  };
  const change = async <T>(call: string, signal: AbortSignal, run: () => T): Promise<T> => {
    host.onCall(call);
    await reach(call, signal);
    return effect(`docker ${call}`, run);
  };
  const changeOne = (
    task: string,
    id: string,
    signal: AbortSignal,
    run: (container: SimulatedContainer) => void,
  ): Promise<void> =>
    change(`${task.split(' ')[0] ?? ''} ${host.find(id)?.name ?? id}`, signal, () => {
      run(host.require(`${task} the container ${id}`, id));
    });
  /** Waits for what the engine calls back about, as long as the connection stands. */
  const connected = async (signal: AbortSignal, begin: (done: () => void) => void): Promise<void> => {
    const { epoch } = host.power;
    let broken = (): void => undefined;
    using _listener = host.events.listen((event) => {
      if (event === 'end') broken();
    });
    const answer = new Promise<void>((resolve) => {
      broken = resolve;
      begin(resolve);
    });
    await unlessAborted(signal, answer);
    await unlessAborted(signal, host.power.awake());
    if (host.power.epoch !== epoch) throw gone('ECONNRESET');
  };

  const summary = (container: SimulatedContainer): ContainerSummary => ({
    id: container.id,
    name: container.name,
    image:
      host.images.find(container.request.Image)?.id === container.imageId ? container.request.Image : container.imageId,
    imageId: container.imageId,
    state: container.state,
    health: container.state === 'running' ? (container.health?.status ?? 'none') : 'none',
    labels: container.request.Labels,
    published: container.published,
    exposed: container.published.map(({ port }) => port),
    networks: Object.fromEntries(
      [...container.networks].map(([name, { networkId, address }]) => [name, { networkId, address }]),
    ),
    volumes: volumesOf(container.request),
  });
  const detail = (container: SimulatedContainer): ContainerDetail => {
    const { startedAt, finishedAt, exitCode, oomKilled, error, pid, restartPolicy, limits, health } = container;
    return {
      ...summary(container),
      ...(container.state === 'running' && health?.status === 'unhealthy' && !health.hasFailed
        ? { health: 'starting' as const }
        : {}),
      image: container.request.Image,
      ...{ startedAt, finishedAt, exitCode, oomKilled, error, pid, restartPolicy, limits },
      healthTest: health?.test ?? [],
      healthExit: health?.exitCode,
      aliases: Object.fromEntries([...container.networks].map(([name, { aliases }]) => [name, aliases])),
      // Its images have no volumes.
      anonymousVolumes: [],
    };
  };

  return {
    endpoint,
    info: (signal) => read('info', signal, () => ({ version: '20.10.24', apiVersion: '1.41', reachable: true })),

    containers: (signal) => read('containers', signal, () => [...host.containers.values()].map(summary)),
    container: (id, signal) =>
      read('container', signal, () => {
        const found = host.find(id);
        return found && detail(found);
      }),
    settings: (id, signal) =>
      read('settings', signal, () => {
        const found = host.find(id);
        return found && settingsOf(found);
      }),
    createContainer: (name, request, signal) => change(`create ${name}`, signal, () => host.create(name, request).id),
    startContainer: (id, signal) =>
      changeOne('start', id, signal, (container) => {
        host.start(container);
      }),
    async stopContainer(id, seconds, signal) {
      await changeOne('stop', id, signal, (container) => {
        container.cancelRestart();
        const { startedAt } = container;
        container.signal(container.request.StopSignal as NodeJS.Signals);
        host.clock.after(seconds * 1000, () => {
          if (container.startedAt === startedAt) container.signal('SIGKILL');
        });
      });
      await connected(signal, (done) => {
        const container = host.find(id);
        if (container) container.whenEnded(done);
        else done();
      });
    },
    killContainer: (id, signalName, signal) =>
      changeOne(`send ${signalName} to`, id, signal, (container) => {
        container.signal(signalName as NodeJS.Signals);
      }),
    async removeContainer(id, signal) {
      await unless(coded('NotFound'), () =>
        changeOne('remove', id, signal, (container) => {
          host.remove(container);
        }),
      );
    },
    renameContainer: (id, name, signal) =>
      changeOne('rename', id, signal, (container) => {
        host.rename(container, name);
      }),
    unpauseContainer: (id, signal) =>
      changeOne('unpause', id, signal, (container) => {
        if (container.state === 'paused') container.unpause();
      }),
    setRestartPolicy: (id, policy, signal) =>
      changeOne('update', id, signal, (container) => {
        container.restartPolicy = policy;
        host.changed(container, 'update');
      }),
    setLimits: (id, limits, signal) =>
      changeOne('update', id, signal, (container) => {
        container.limits = { ...container.limits, ...limits };
        host.changed(container, 'update');
      }),
    async exec(id, { command, env = {} }, signal) {
      await reach('exec', signal);
      const task = `run a command in the container ${id}`;
      const container = host.require(task, id);
      if (container.state === 'paused')
        throw refusal(task, 409, `Container ${id} is paused, unpause the container before exec`);
      if (container.state === 'restarting')
        throw refusal(task, 409, `Container ${id} is restarting, wait until the container is running`);
      if (container.state !== 'running') throw refusal(task, 409, `Container ${id} is not running`);
      return host.run(container, command, env);
    },
    async *logs(id, { tail, since = 0, follow }, signal) {
      await reach('logs', signal);
      const container = host.require(`read the logs of the container ${id}`, id);
      let next = tail === undefined ? 0 : Math.max(0, container.lines.length - tail);
      for (;;) {
        for (; next < container.lines.length; next++) {
          const line = container.lines[next];
          if (line && line.at >= since) yield line.text;
        }
        if (!follow || !container.isAlive) return;
        await connected(signal, (done) => {
          const follower = container.follow(() => {
            follower[Symbol.dispose]();
            done();
          });
        });
      }
    },

    networks: (signal) => read('networks', signal, () => host.networks.list()),
    createNetwork: (request, signal) =>
      change(`create-network ${request.name}`, signal, () => {
        host.createNetwork(request);
      }),
    removeNetwork: (id, signal) =>
      change(`remove-network ${host.networks.find(id)?.name ?? id}`, signal, () => {
        host.removeNetwork(id);
      }),
    connectNetwork: (network, id, aliases, signal) =>
      changeOne('connect', id, signal, (container) => {
        host.attachments.connect(network, container, aliases);
      }),
    disconnectNetwork: (network, id, signal) =>
      changeOne('disconnect', id, signal, (container) => {
        host.attachments.disconnect(network, container);
      }),

    volumes: (signal) => read('volumes', signal, () => [...host.volumes].map(([name, labels]) => ({ name, labels }))),
    createVolume: (name, labels, signal) =>
      change(`create-volume ${name}`, signal, () => {
        host.createVolume(name, labels);
      }),
    removeVolume: (name, signal) =>
      change(`remove-volume ${name}`, signal, () => {
        host.removeVolume(name);
      }),

    image: (reference, signal) => read('image', signal, () => host.images.look(reference)),
    async pull(image, credentials, progress, signal) {
      const offer = await change(`pull ${image}`, signal, () => {
        const fault = host.pullFault(image);
        if (fault !== undefined) throw pullFailure(image, fault);
        const found = host.images.offered(image);
        const [registry = ''] = image.split('/');
        const isKnown = [...host.images.registry.keys()].some((key) => key.startsWith(`${registry}/`));
        if (!found && isKnown)
          throw pullFailure(image, `manifest for ${image} not found: manifest unknown: manifest unknown`);
        if (!found) throw pullFailure(image, `Get "http://${registry}/v2/": dial tcp: connect: connection refused`);
        const { username, password } = found.credentials ?? {};
        if (username !== credentials?.username || password !== credentials?.password)
          throw pullFailure(image, credentials ? 'unauthorized: authentication required' : 'no basic auth credentials');
        return found;
      });
      for (let step = 1; step <= STEPS; step++) {
        await connected(signal, (done) => void host.clock.after(host.pullTime(image) / STEPS, done));
        progress({ current: (offer.size * step) / STEPS, total: offer.size });
      }
      host.images.arrive(image, offer);
      host.tell('image', 'pull', image);
    },

    async *events(signal) {
      await reach('events', signal);
      const waiting: (EngineEvent | 'end')[] = [];
      let wake: () => void = () => undefined;
      using _listener = host.events.listen((event) => {
        waiting.push(event);
        wake();
      });
      yield { type: 'Connected', action: '', id: '', labels: {} };
      for (;;) {
        for (let event = waiting.shift(); event; event = waiting.shift()) {
          if (event === 'end') throw gone('ECONNRESET');
          yield event;
        }
        await unlessAborted(signal, new Promise<void>((resolve) => (wake = resolve)));
      }
    },
  };
}
