import type { Labels } from '../../controller/api/container.ts';
import type { NetworkRequest, NetworkSummary } from '../../controller/api/engine.ts';
import { refusal } from '../../controller/platform/docker/errors.ts';

interface SimulatedNetwork extends NetworkSummary {
  /** Numbers of the addresses that are taken. */
  readonly taken: Set<number>;
}

interface Range {
  readonly from: number;
  readonly size: number;
}

/** The networks of a simulated engine. */
export class SimulatedNetworks {
  readonly #byId = new Map<string, SimulatedNetwork>();
  readonly #nextId: () => string;

  constructor(nextId: () => string) {
    this.#nextId = nextId;
    this.#add({ name: 'none', driver: 'null', subnets: [] });
    this.#add({ name: 'host', driver: 'host', subnets: [] });
    this.#add({ name: 'bridge', driver: 'bridge', subnets: ['172.17.0.0/16'] });
  }

  list(): NetworkSummary[] {
    return [...this.#byId.values()].map(({ taken: _, ...summary }) => summary);
  }

  /** By id or name. */
  find(key: string): SimulatedNetwork | undefined {
    return this.#byId.get(key) ?? [...this.#byId.values()].find(({ name }) => name === key);
  }

  create({ name, subnet, internal, labels }: NetworkRequest): SimulatedNetwork {
    const task = `create the network ${name}${subnet === undefined ? '' : ` with subnet ${subnet}`}`;
    if (this.find(name)) throw refusal(task, 409, `network with name ${name} already exists`);
    const overlaps = (candidate: string): boolean =>
      [...this.#byId.values()].some(({ subnets }) =>
        subnets.some((other) => overlap(rangeOf(other), rangeOf(candidate))),
      );
    if (subnet !== undefined && overlaps(subnet))
      throw refusal(task, 403, 'Pool overlaps with other one on this address space');
    const pool = Array.from({ length: 14 }, (_, index) => `172.${18 + index}.0.0/16`);
    const chosen = subnet ?? pool.find((candidate) => !overlaps(candidate));
    if (chosen === undefined)
      throw refusal(
        task,
        500,
        'could not find an available, non-overlapping IPv4 address pool among the defaults to assign to the network',
      );
    return this.#add({ name, driver: 'bridge', subnets: [chosen], internal, labels });
  }

  delete(id: string): void {
    this.#byId.delete(id);
  }

  /** A free address; the first one is the bridge's own. */
  take({ taken, subnets }: SimulatedNetwork): string {
    let number = 2;
    while (taken.has(number)) number++;
    taken.add(number);
    return subnets[0] === undefined ? '' : textOf(rangeOf(subnets[0]).from + number);
  }

  release(id: string, address: string): void {
    const network = this.#byId.get(id);
    const [subnet] = network?.subnets ?? [];
    if (subnet !== undefined && address !== '') network?.taken.delete(numberOf(address) - rangeOf(subnet).from);
  }

  #add({
    name,
    driver,
    subnets,
    internal = false,
    labels = {},
  }: {
    name: string;
    driver: string;
    subnets: string[];
    internal?: boolean;
    labels?: Labels;
  }): SimulatedNetwork {
    const network = { id: this.#nextId(), name, driver, internal, subnets, labels, taken: new Set<number>() };
    this.#byId.set(network.id, network);
    return network;
  }
}

const numberOf = (address: string): number =>
  address.split('.').reduce((number, byte) => number * 256 + Number(byte), 0);
const textOf = (number: number): string =>
  [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join('.');

function rangeOf(subnet: string): Range {
  const [address = '', bits = '32'] = subnet.split('/');
  return { from: numberOf(address), size: 2 ** (32 - Number(bits)) };
}

const overlap = (a: Range, b: Range): boolean => a.from < b.from + b.size && b.from < a.from + a.size;
