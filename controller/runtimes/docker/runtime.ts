import type { Clock } from '../../api/clock.ts';
import type { ContainerDetail, Engine } from '../../api/engine.ts';
import { QbtcError } from '../../api/errors.ts';
import type { FacilityProvider } from '../../api/facilities.ts';
import type { StackSpec } from '../../api/generated/resource.ts';
import { isOwned } from '../../api/labels.ts';
import { known, type Observation } from '../../api/observation.ts';
import type { Launch, Runtime, RuntimeState, StackRef } from '../../api/runtime.ts';
import type { Connections } from './connections.ts';
import { createContainer } from './create.ts';
import { deviationsOf, memberships, type Surroundings } from './deviations.ts';
import { createFacilities, type FindCredentials } from './facilities.ts';
import { launchOfLabels } from './launch-label.ts';
import { observeStack } from './observe.ts';
import { ownedContainer } from './owned.ts';
import { containerRequest } from './request.ts';
import { LIMITS, withinTime } from './time-limit.ts';

/** The first API version whose engine knows the address of its host as `host-gateway`. */
const KNOWS_HOST = [1, 41] as const;

export interface DockerRuntimeOptions {
  readonly connections: Connections;
  readonly clock: Clock;
  readonly credentialsFor: FindCredentials;
}

/** Runs instances as containers of a Docker engine; see docs/docker.md. */
export class DockerRuntime implements Runtime {
  readonly facilities: FacilityProvider;
  readonly #connections: Connections;
  readonly #clock: Clock;

  constructor({ connections, clock, credentialsFor }: DockerRuntimeOptions) {
    this.#connections = connections;
    this.#clock = clock;
    this.facilities = createFacilities(connections, clock, credentialsFor);
  }

  async observe(stack: StackRef, spec: StackSpec, signal: AbortSignal): Promise<Observation<RuntimeState>> {
    const connection = this.#connections.of(stack);
    connection.follow();
    return known(await observeStack(connection, stack, spec, signal));
  }

  start(
    stack: StackRef,
    launch: Launch,
    secrets: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<void> {
    const connection = this.#connections.of(stack);
    const { engine } = connection;
    return this.#change(signal, async (limited) => {
      const { docker } = launch.service;
      if (!docker) throw new QbtcError(`service ${launch.service.name} is no container`, { code: 'RuntimeMissing' });
      const { apiVersion } = await connection.info(limited);
      const request = containerRequest({
        stack,
        launch,
        docker,
        secrets,
        knowsHost: isAtLeast(apiVersion, KNOWS_HOST),
      });
      const id = await createContainer(engine, stack, launch, request, limited);
      // The first network was joined at the creation; an older API takes only one there.
      const [, ...further] = launch.networks ?? [];
      const joined = further.length > 0 ? ((await engine.container(id, limited))?.networks ?? {}) : {};
      for (const { name, aliases } of further)
        if (!joined[name]) await engine.connectNetwork(name, id, aliases, limited);
      await engine.startContainer(id, limited);
    });
  }

  restart(stack: StackRef, id: string, signal: AbortSignal): Promise<void> {
    const connection = this.#connections.of(stack);
    const { engine } = connection;
    return this.#change(signal, async (limited) => {
      const container = await ownedContainer(engine, stack, id, limited);
      if (!container) throw missing(id);
      connection.stopping.delete(id);
      const launch = launchOfLabels(container.labels);
      // A network that was made anew is another one to a container that stands still, too.
      const broken = launch ? memberships(container, await this.#surroundings(engine, stack, launch, limited)) : [];
      for (const { mend } of broken) await mend(engine, limited);
      await engine.startContainer(id, limited);
    });
  }

  repair(stack: StackRef, id: string, signal: AbortSignal): Promise<void> {
    const { engine } = this.#connections.of(stack);
    return this.#change(signal, async (limited) => {
      const container = await ownedContainer(engine, stack, id, limited);
      const launch = container && launchOfLabels(container.labels);
      if (!container || !launch) return;
      const found = deviationsOf(container, await this.#surroundings(engine, stack, launch, limited));
      for (const { mend } of found) await mend(engine, limited);
    });
  }

  async stop(stack: StackRef, id: string, _stopSignal: string, signal: AbortSignal): Promise<void> {
    const connection = this.#connections.of(stack);
    const { engine } = connection;
    const container = await this.#change(signal, (limited) => ownedContainer(engine, stack, id, limited));
    if (!container) return;
    connection.stopping.set(id, this.#clock.now());
    const seconds = launchOfLabels(container.labels)?.service.docker?.stopTimeoutSeconds ?? 10;
    await withinTime(this.#clock, LIMITS.change + seconds * 1000, signal, async (limited) => {
      await wake(engine, container, limited);
      await engine.stopContainer(id, seconds, limited);
    });
  }

  kill(stack: StackRef, id: string, signal: AbortSignal): Promise<void> {
    const { engine } = this.#connections.of(stack);
    return this.#change(signal, async (limited) => {
      const container = await ownedContainer(engine, stack, id, limited);
      if (!container) return;
      await wake(engine, container, limited);
      await engine.killContainer(id, 'SIGKILL', limited);
    });
  }

  remove(stack: StackRef, id: string, signal: AbortSignal): Promise<void> {
    const { engine } = this.#connections.of(stack);
    return this.#change(signal, async (limited) => {
      const container = await ownedContainer(engine, stack, id, limited);
      if (!container) return;
      if (container.state === 'running' || container.state === 'paused') {
        throw new QbtcError(`container ${container.name} still runs`, {
          code: 'InstanceRuns',
          mend: 'It is removed once it has ended.',
        });
      }
      await engine.removeContainer(id, limited);
    });
  }

  async purge(stack: StackRef, signal: AbortSignal): Promise<void> {
    const { engine } = this.#connections.of(stack);
    const left = (await this.#change(signal, (limited) => engine.containers(limited))).filter(({ labels }) =>
      isOwned(labels, stack),
    );
    if (left.length === 0) return;
    throw new QbtcError(`containers are left: ${left.map(({ name }) => name).join(', ')}`, { code: 'InstancesRemain' });
  }

  watch(stack: StackRef, changed: () => void): Disposable {
    return this.#connections.of(stack).watch(stack.uid, changed);
  }

  #change<T>(signal: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    return withinTime(this.#clock, LIMITS.change, signal, work);
  }

  async #surroundings(engine: Engine, stack: StackRef, launch: Launch, signal: AbortSignal): Promise<Surroundings> {
    const [containers, networks] = await Promise.all([engine.containers(signal), engine.networks(signal)]);
    return { stack, launch, containers, networks };
  }
}

/** A paused container takes no signal. */
async function wake(engine: Engine, { id, state }: ContainerDetail, signal: AbortSignal): Promise<void> {
  if (state === 'paused') await engine.unpauseContainer(id, signal);
}

const missing = (id: string): QbtcError =>
  new QbtcError(`there is no container ${id.slice(0, 12)} any more`, { code: 'InstanceMissing' });

function isAtLeast(version: string, [major, minor]: readonly [number, number]): boolean {
  const [a = 0, b = 0] = version.split('.').map(Number);
  return a > major || (a === major && b >= minor);
}
