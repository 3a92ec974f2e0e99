import type { Clock } from '../../api/clock.ts';
import type { ContainerDetail } from '../../api/container.ts';
import type { Engine } from '../../api/engine.ts';
import { QbtcError } from '../../api/errors.ts';
import type { FacilityProvider } from '../../api/facilities.ts';
import type { StackSpec } from '../../api/generated/resource.ts';
import { known, type Observation } from '../../api/observation.ts';
import type { Launch, Runtime, RuntimeState, StackRef } from '../../api/runtime.ts';
import type { Adoptions } from './adoptions.ts';
import { checkBindSources, type RealPath } from './bind-sources.ts';
import type { Connections } from './connections.ts';
import { createContainer } from './create.ts';
import { deviationsOf, memberships, type Surroundings } from './deviations.ts';
import { createFacilities, type FindCredentials } from './facilities.ts';
import { observeStack, remoteHostOf } from './observe.ts';
import { missing, notOurs, ownedContainer, ownershipOf, type OwnedContainer } from './owned.ts';
import { containerRequest } from './request.ts';
import { removeInherited, withInheritance } from './inheritance.ts';
import { letGo, takeOver } from './take-over.ts';
import { startAgain } from './start-again.ts';
import { LIMITS, withinTime } from './time-limit.ts';

/** The first API version whose engine knows the address of its host as `host-gateway`. */
const KNOWS_HOST = [1, 41] as const;

export interface DockerRuntimeOptions {
  readonly connections: Connections;
  readonly adoptions: Adoptions;
  readonly clock: Clock;
  readonly credentialsFor: FindCredentials;
  readonly realPath: RealPath;
}

/** Runs instances as containers of a Docker engine; see docs/docker.md. */
export class DockerRuntime implements Runtime {
  readonly facilities: FacilityProvider;
  readonly #connections: Connections;
  readonly #adoptions: Adoptions;
  readonly #clock: Clock;
  readonly #realPath: RealPath;

  constructor({ connections, adoptions, clock, credentialsFor, realPath }: DockerRuntimeOptions) {
    this.#connections = connections;
    this.#adoptions = adoptions;
    this.#clock = clock;
    this.#realPath = realPath;
    this.facilities = createFacilities(connections, clock, credentialsFor);
  }

  async observe(stack: StackRef, spec: StackSpec, signal: AbortSignal): Promise<Observation<RuntimeState>> {
    const connection = this.#connections.of(stack);
    connection.follow();
    return known(await observeStack(connection, this.#adoptions, stack, spec, signal));
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
      const declared = containerRequest({
        stack,
        launch,
        docker,
        secrets,
        knowsHost: isAtLeast(apiVersion, KNOWS_HOST),
      });
      await checkBindSources(declared, engine.endpoint, this.#realPath);
      const request = await withInheritance(connection, this.#adoptions, stack, launch, declared, limited);
      const id = await createContainer(engine, this.#adoptions, stack, launch, request, limited);
      // The first network was joined at the creation; an older API takes only one there.
      const [, ...further] = launch.networks ?? [];
      const joined = further.length > 0 ? ((await engine.container(id, limited))?.networks ?? {}) : {};
      for (const { name, aliases } of further)
        if (!joined[name]) await engine.connectNetwork(name, id, aliases, limited);
      await engine.startContainer(id, limited);
    });
  }

  isElsewhere(stack: StackRef): boolean {
    return remoteHostOf(this.#connections.of(stack).engine.endpoint) !== undefined;
  }

  restart(stack: StackRef, id: string, signal: AbortSignal): Promise<void> {
    const connection = this.#connections.of(stack);
    const { engine } = connection;
    return this.#change(signal, async (limited) => {
      const owned = await this.#owned(engine, stack, id, limited);
      if (!owned) throw missing(id);
      connection.stopping.delete(id);
      const around = await this.#surroundings(engine, stack, owned, limited);
      // A network that was made anew is another one to a container that stands still, too.
      const broken = around ? memberships(owned.container, around) : [];
      for (const { mend } of broken) await mend(engine, limited);
      await startAgain(engine, owned, limited);
    });
  }

  repair(stack: StackRef, id: string, signal: AbortSignal): Promise<void> {
    const { engine } = this.#connections.of(stack);
    return this.#change(signal, async (limited) => {
      const owned = await this.#owned(engine, stack, id, limited);
      const around = owned && (await this.#surroundings(engine, stack, owned, limited));
      if (!around) return;
      for (const { mend } of deviationsOf(owned.container, around)) await mend(engine, limited);
    });
  }

  async stop(stack: StackRef, id: string, _stopSignal: string, signal: AbortSignal): Promise<void> {
    const connection = this.#connections.of(stack);
    const { engine } = connection;
    // Its labels never change, and that it was paused, events tell: nothing has to be asked, of each of many that are to end together.
    const owned = await this.#change(signal, (limited) =>
      ownedContainer(connection.known(id, limited), this.#adoptions, stack, id),
    );
    if (!owned) return;
    const { container, launch } = owned;
    connection.stopping.set(id, this.#clock.now());
    const seconds = launch?.service.docker?.stopTimeoutSeconds ?? 10;
    try {
      const stop = (): Promise<void> =>
        withinTime(this.#clock, LIMITS.change + seconds * 1000, signal, async (limited) => {
          await wake(engine, container, limited);
          await engine.stopContainer(id, seconds, limited);
        });
      await connection.stops.run(stop, signal);
    } catch (error) {
      // It may never have heard of it: it is asked again, with its whole grace.
      connection.stopping.delete(id);
      const isGone = error instanceof QbtcError && error.code === 'NotFound';
      if (!isGone) throw error;
    } finally {
      connection.forget(id);
    }
  }

  kill(stack: StackRef, id: string, signal: AbortSignal): Promise<void> {
    const { engine } = this.#connections.of(stack);
    return this.#change(signal, async (limited) => {
      const owned = await this.#owned(engine, stack, id, limited);
      if (!owned) return;
      await wake(engine, owned.container, limited);
      await engine.killContainer(id, 'SIGKILL', limited);
    });
  }

  remove(stack: StackRef, id: string, signal: AbortSignal): Promise<void> {
    const { engine } = this.#connections.of(stack);
    return this.#change(signal, async (limited) => {
      const owned = await this.#owned(engine, stack, id, limited);
      if (!owned) return;
      const { container } = owned;
      if (owned.adoption) throw notOurs(container, stack);
      if (container.state === 'running' || container.state === 'paused') {
        throw new QbtcError(`container ${container.name} still runs`, {
          code: 'InstanceRuns',
          mend: 'It is removed once it has ended.',
        });
      }
      await engine.removeContainer(id, limited);
      await removeInherited(engine, owned, limited);
    });
  }

  adopt(
    stack: StackRef,
    candidate: string,
    launch: Launch,
    secrets: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<void> {
    const { engine, stopping } = this.#connections.of(stack);
    return this.#change(signal, async (limited) => {
      await takeOver(engine, this.#adoptions, stack, candidate, launch, secrets, limited);
      // Somebody may have started it again since it was stopped and let go.
      stopping.delete(candidate);
    });
  }

  release(stack: StackRef, id: string, aside: boolean, signal: AbortSignal): Promise<void> {
    const { engine } = this.#connections.of(stack);
    return this.#change(signal, async (limited) => {
      const owned = await this.#owned(engine, stack, id, limited);
      if (owned) await letGo(engine, this.#adoptions, stack, owned, aside, limited);
    });
  }

  async purge(stack: StackRef, signal: AbortSignal): Promise<void> {
    const { engine } = this.#connections.of(stack);
    const [containers, adoptions] = await Promise.all([
      this.#change(signal, (limited) => engine.containers(limited)),
      this.#adoptions.all(),
    ]);
    const left = containers.filter((container) => ownershipOf(container, adoptions.get(container.id), stack));
    if (left.length > 0) {
      const names = left.map(({ name }) => name).join(', ');
      throw new QbtcError(`containers are left: ${names}`, { code: 'InstancesRemain' });
    }
    // Those whose containers somebody else removed.
    for (const [id, adoption] of adoptions) if (adoption.stack === stack.uid) await this.#adoptions.forget(id);
  }

  watch(stack: StackRef, changed: () => void): Disposable {
    return this.#connections.of(stack).watch(stack.uid, changed);
  }

  #change<T>(signal: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    return withinTime(this.#clock, LIMITS.change, signal, work);
  }

  #owned(engine: Engine, stack: StackRef, id: string, signal: AbortSignal): Promise<OwnedContainer | undefined> {
    return ownedContainer(engine.container(id, signal), this.#adoptions, stack, id);
  }

  /** Undefined when it is not known what the container is to be like. */
  async #surroundings(
    engine: Engine,
    stack: StackRef,
    { launch, adoption }: OwnedContainer,
    signal: AbortSignal,
  ): Promise<Surroundings | undefined> {
    if (!launch) return undefined;
    const [containers, networks] = await Promise.all([engine.containers(signal), engine.networks(signal)]);
    return { stack, launch, containers, networks, adopted: adoption !== undefined };
  }
}

/** A paused container takes no signal. */
async function wake(engine: Engine, { id, state }: ContainerDetail, signal: AbortSignal): Promise<void> {
  if (state === 'paused') await engine.unpauseContainer(id, signal);
}

function isAtLeast(version: string, [major, minor]: readonly [number, number]): boolean {
  const [a = 0, b = 0] = version.split('.').map(Number);
  return a > major || (a === major && b >= minor);
}
