import { createHash } from 'node:crypto';
import type { Clock } from '../../controller/api/clock.ts';
import type { ContainerRequest, HealthcheckRequest } from '../../controller/api/container-request.ts';
import type { Labels } from '../../controller/api/container.ts';
import type { NetworkRequest } from '../../controller/api/engine.ts';
import { refusal } from '../../controller/platform/docker/errors.ts';
import { SimulatedAttachments } from './simulated-attachments.ts';
import { runCommand, type CommandResult } from './simulated-command.ts';
import { SimulatedContainer, type ContainerHost } from './simulated-container.ts';
import { SimulatedEvents } from './simulated-events.ts';
import { SimulatedImages, type SimulatedImage } from './simulated-images.ts';
import { SimulatedNetworks } from './simulated-networks.ts';
import { SimulatedPower } from './simulated-power.ts';
import type { ContainerProgram } from './simulated-run.ts';

export interface EngineHostOptions {
  readonly clock: Clock;
  /** The program behind a container's command; undefined when the image has none. */
  readonly program: ContainerHost['program'];
  /** What a command that is run in a container does; undefined: one of `test -e`, `touch`, `rm`, `true`, `false`, or nothing that exists. */
  readonly exec?: (
    container: SimulatedContainer,
    argv: readonly string[],
    env: Readonly<Record<string, string>>,
  ) => CommandResult | undefined;
  /** Listens on a port of the host for a container; undefined when somebody who is no container does. */
  readonly listen?: (address: string, port: number) => Disposable | undefined;
  /** Whether a path of the host exists, for mounts. */
  readonly exists?: (path: string) => boolean;
}

const LEAST_MEMORY = 6 * 1024 * 1024;

/** A container engine with everything in it. Survives any number of controllers. Its methods are what a call does, without its faults. */
export class SimulatedEngineHost implements ContainerHost {
  readonly clock: Clock;
  readonly program: (argv: readonly string[], env: Readonly<Record<string, string>>) => ContainerProgram | undefined;
  readonly containers = new Map<string, SimulatedContainer>();
  readonly volumes = new Map<string, Labels>();
  readonly images = new SimulatedImages();
  readonly networks: SimulatedNetworks;
  readonly attachments = new SimulatedAttachments(this);
  readonly events: SimulatedEvents;
  readonly power: SimulatedPower;
  /** Milliseconds until an answer. */
  delay: (call: string) => number = () => 0;
  /** Milliseconds until an image is there. */
  pullTime: (image: string) => number = () => 1000;
  /** What befalls a pull, in the words of an engine. */
  pullFault: (image: string) => string | undefined = () => undefined;
  /** Called for every change that is asked of it, whatever becomes of it. */
  onCall: (call: string) => void = () => undefined;
  readonly #options: EngineHostOptions;
  #numbers = 0;

  constructor(options: EngineHostOptions) {
    this.#options = options;
    this.clock = options.clock;
    this.program = options.program;
    this.networks = new SimulatedNetworks(() => this.nextId());
    this.events = new SimulatedEvents(options.clock);
    const { clock, containers, events } = this;
    const start = (container: SimulatedContainer): void => void container.start(this.nextPid());
    this.power = new SimulatedPower({ clock, containers, events, start });
  }

  nextNumber(): number {
    return this.#numbers++;
  }

  nextPid(): number {
    return 2000 + this.nextNumber();
  }

  /** Listens on a port of the host; undefined when somebody who is no container does. */
  listen(address: string, port: number): Disposable | undefined {
    const { listen } = this.#options;
    return listen ? listen(address, port) : { [Symbol.dispose]: () => undefined };
  }

  nextId(): string {
    return createHash('sha256').update(`id ${this.nextNumber()}`).digest('hex');
  }

  /** Makes an image, and gives it a name. */
  addImage(
    reference: string,
    content: {
      readonly entrypoint?: readonly string[];
      readonly cmd?: readonly string[];
      readonly healthcheck?: HealthcheckRequest;
    } = {},
  ): SimulatedImage {
    const { entrypoint = [], cmd = [], healthcheck } = content;
    const image = {
      id: `sha256:${this.nextId()}`,
      tags: new Set<string>(),
      digests: new Set<string>(),
      entrypoint,
      cmd,
      healthcheck,
    };
    this.images.tag(image, reference);
    this.tell('image', 'tag', image.id);
    return image;
  }

  /** By id, a beginning of it, or name. */
  find(key: string): SimulatedContainer | undefined {
    const all = [...this.containers.values()];
    return (
      this.containers.get(key) ??
      all.find(({ name }) => name === key) ??
      all.find(({ id }) => key.length >= 12 && id.startsWith(key))
    );
  }

  require(task: string, key: string): SimulatedContainer {
    const container = this.find(key);
    if (!container) throw refusal(task, 404, `No such container: ${key}`);
    return container;
  }

  create(name: string, request: ContainerRequest): SimulatedContainer {
    const task = `create the container ${name} from ${request.Image}`;
    const refuse = (status: number, words: string): never => {
      throw refusal(task, status, words);
    };
    const image = this.images.find(request.Image) ?? refuse(404, `No such image: ${request.Image}`);
    const { Mounts, Memory, NetworkMode } = request.HostConfig;
    const attachments = Object.entries(request.NetworkingConfig.EndpointsConfig);
    if (Memory !== undefined && Memory > 0 && Memory < LEAST_MEMORY) refuse(400, 'Minimum memory limit allowed is 6MB');
    if (attachments.length > 1)
      refuse(
        400,
        `Container cannot be connected to network endpoints: ${attachments.map(([each]) => each).join(', ')}`,
      );
    for (const { Type, Source } of Mounts)
      if (Type === 'bind' && this.#options.exists?.(Source) === false)
        refuse(400, `invalid mount config for type "bind": bind source path does not exist: ${Source}`);
    this.#claimName(task, name);
    const argv = [...(request.Entrypoint ?? image.entrypoint), ...(request.Cmd ?? image.cmd)];
    if (argv.length === 0) refuse(400, 'No command specified');
    for (const { Type, Source } of Mounts) if (Type === 'volume') this.createVolume(Source, {});
    const healthcheck = request.Healthcheck ?? image.healthcheck;
    const container = new SimulatedContainer(this, {
      id: this.nextId(),
      name,
      imageId: image.id,
      request,
      argv,
      healthcheck,
    });
    const network = NetworkMode === 'default' ? 'bridge' : NetworkMode;
    container.networks.set(network, { networkId: '', aliases: attachments[0]?.[1].Aliases ?? [], address: '' });
    this.containers.set(container.id, container);
    this.changed(container, 'create');
    return container;
  }

  start(container: SimulatedContainer): void {
    const task = `start the container ${container.id}`;
    if (container.state === 'running') return;
    if (container.state === 'paused') throw refusal(task, 409, 'cannot start a paused container, try unpause instead');
    const problem = container.start(this.nextPid());
    if (problem !== undefined) throw refusal(task, 400, problem);
  }

  rename(container: SimulatedContainer, name: string): void {
    this.#claimName(`give the name ${name} to the container ${container.id}`, name);
    container.name = name;
    this.changed(container, 'rename');
  }

  remove(container: SimulatedContainer): void {
    container.abandon();
    this.containers.delete(container.id);
    this.changed(container, 'destroy');
  }

  /** Runs a command in a container. */
  run(
    container: SimulatedContainer,
    argv: readonly string[],
    env: Readonly<Record<string, string>> = {},
  ): CommandResult {
    return this.#options.exec?.(container, argv, env) ?? runCommand(container, argv);
  }

  attach(container: SimulatedContainer): void {
    this.attachments.attach(container);
  }

  detach(container: SimulatedContainer): void {
    this.attachments.detach(container);
  }

  createNetwork(request: NetworkRequest): void {
    const { id } = this.networks.create(request);
    this.tell('network', 'create', id, request.labels);
  }

  removeNetwork(key: string): void {
    const network = this.networks.find(key);
    if (!network) return;
    const inUse = [...this.containers.values()].some(
      (container) => container.isAlive && container.networks.get(network.name)?.networkId === network.id,
    );
    if (inUse)
      throw refusal(
        `remove the network ${key}`,
        403,
        `error while removing network: network ${network.name} id ${network.id} has active endpoints`,
      );
    this.networks.delete(network.id);
    this.tell('network', 'destroy', network.id, network.labels);
  }

  createVolume(name: string, labels: Labels): void {
    if (this.volumes.has(name)) return;
    this.volumes.set(name, labels);
    this.tell('volume', 'create', name, labels);
  }

  removeVolume(name: string): void {
    const holders = [...this.containers.values()]
      .filter((container) => volumesOf(container.request).includes(name))
      .map(({ id }) => id);
    if (holders.length > 0)
      throw refusal(`remove the volume ${name}`, 409, `remove ${name}: volume is in use - [${holders.join(', ')}]`);
    if (this.volumes.delete(name)) this.tell('volume', 'destroy', name);
  }

  changed(container: SimulatedContainer, action: string): void {
    this.tell('container', action, container.id, {
      ...container.request.Labels,
      name: container.name,
      image: container.request.Image,
    });
  }

  tell(type: 'container' | 'network' | 'volume' | 'image', action: string, id: string, labels: Labels = {}): void {
    if (this.power.mode !== 'absent') this.events.tell(type, action, id, labels);
  }

  #claimName(task: string, name: string): void {
    const holder = [...this.containers.values()].find((each) => each.name === name);
    if (!holder) return;
    throw refusal(
      task,
      409,
      `Conflict. The container name "/${name}" is already in use by container "${holder.id}". You have to remove (or rename) that container to be able to reuse that name.`,
    );
  }
}

export const volumesOf = ({ HostConfig }: ContainerRequest): string[] =>
  HostConfig.Mounts.filter(({ Type }) => Type === 'volume').map(({ Source }) => Source);
