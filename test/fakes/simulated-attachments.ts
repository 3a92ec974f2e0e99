import { refusal } from '../../controller/platform/docker/errors.ts';
import type { SimulatedContainer } from './simulated-container.ts';
import type { SimulatedEngineHost } from './simulated-engine-host.ts';

/** The networks that containers are in, and the ports of the host that they have. */
export class SimulatedAttachments {
  readonly #host: SimulatedEngineHost;
  /** What listens on the host for each container. */
  readonly #proxies = new Map<SimulatedContainer, Disposable[]>();

  constructor(host: SimulatedEngineHost) {
    this.#host = host;
  }

  /** Lets a container that starts into its networks and gives it its ports. */
  attach(container: SimulatedContainer): void {
    const task = `start the container ${container.id}`;
    const found = [...container.networks].map(([name, attachment]) => {
      const key = attachment.networkId === '' ? name : attachment.networkId;
      const network = this.#host.networks.find(key);
      if (!network) throw refusal(task, 404, `network ${key} not found`);
      return { attachment, network };
    });
    const wanted = Object.entries(container.request.HostConfig.PortBindings).flatMap(([port, bindings]) =>
      bindings.map(({ HostIp, HostPort }) => ({
        port: Number.parseInt(port),
        hostAddress: HostIp || '0.0.0.0',
        hostPort: Number(HostPort) || 32_768 + this.#host.nextNumber(),
      })),
    );
    const proxies: Disposable[] = [];
    this.#proxies.set(container, proxies);
    for (const { hostAddress, hostPort } of wanted) {
      const prefix = `driver failed programming external connectivity on endpoint ${container.name}`;
      const taken = [...this.#host.containers.values()].some((other) =>
        other.published.some((each) => each.hostPort === hostPort && meet(each.hostAddress, hostAddress)),
      );
      if (taken)
        throw refusal(task, 500, `${prefix}: Bind for ${hostAddress}:${hostPort} failed: port is already allocated`);
      const proxy = this.#host.listen(hostAddress, hostPort);
      if (!proxy) this.#release(container);
      if (!proxy)
        throw refusal(
          task,
          500,
          `${prefix}: Error starting userland proxy: listen tcp4 ${hostAddress}:${hostPort}: bind: address already in use`,
        );
      proxies.push(proxy);
    }
    container.published = wanted;
    for (const { attachment, network } of found) {
      Object.assign(attachment, { networkId: network.id, address: this.#host.networks.take(network) });
      this.#host.tell('network', 'connect', container.id, { container: container.id, name: network.name });
    }
  }

  detach(container: SimulatedContainer): void {
    container.published = [];
    this.#release(container);
    for (const [name, attachment] of container.networks) this.#leave(container, name, attachment);
  }

  connect(key: string, container: SimulatedContainer, aliases: readonly string[]): void {
    const task = `connect the container ${container.id} to the network ${key}`;
    const network = this.#host.networks.find(key);
    if (!network) throw refusal(task, 404, `network ${key} not found`);
    if (container.networks.has('none') || container.networks.has('host'))
      throw refusal(
        task,
        403,
        'container cannot be connected to multiple networks with one of the networks in private (none) mode',
      );
    if (container.networks.has(network.name))
      throw refusal(task, 403, `endpoint with name ${container.name} already exists in network ${network.name}`);
    const address = container.isAlive ? this.#host.networks.take(network) : '';
    container.networks.set(network.name, { networkId: network.id, aliases, address });
    if (container.isAlive)
      this.#host.tell('network', 'connect', container.id, { container: container.id, name: network.name });
  }

  disconnect(key: string, container: SimulatedContainer): void {
    const name =
      this.#host.networks.find(key)?.name ??
      [...container.networks].find(([each, { networkId }]) => each === key || networkId === key)?.[0] ??
      key;
    const attachment = container.networks.get(name);
    if (!attachment)
      throw refusal(
        `disconnect the container ${container.id} from the network ${key}`,
        404,
        `network ${key} not found`,
      );
    this.#leave(container, name, attachment);
    container.networks.delete(name);
  }

  #release(container: SimulatedContainer): void {
    for (const proxy of this.#proxies.get(container) ?? []) proxy[Symbol.dispose]();
    this.#proxies.delete(container);
  }

  #leave(
    container: SimulatedContainer,
    name: string,
    attachment: { readonly networkId: string; address: string },
  ): void {
    if (attachment.address === '' && !container.isAlive) return;
    this.#host.networks.release(attachment.networkId, attachment.address);
    attachment.address = '';
    this.#host.tell('network', 'disconnect', container.id, { container: container.id, name });
  }
}

const meet = (one: string, other: string): boolean => one === other || one === '0.0.0.0' || other === '0.0.0.0';
