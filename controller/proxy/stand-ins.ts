import type { Server } from 'node:net';
import { errnoOf, messageOf } from '../api/errors.ts';
import { addressKey, type FrontDoorAddress } from '../api/front-door.ts';
import type { RouteTable } from '../api/route-table.ts';
import type { DataPlane } from './data-plane.ts';

/** Milliseconds between two attempts to listen where somebody else still does. */
const RETRY_TIME = 100;

/** The addresses of APISIXes that are down, at which the front door serves meanwhile. */
export class StandIns {
  readonly #plane: Pick<DataPlane, 'listen' | 'unlisten'>;
  readonly #changed: () => void;
  /** Where to listen, with why that fails; an empty text when it does not. */
  readonly #wanted = new Map<string, { readonly address: FrontDoorAddress; server?: Server; problem: string }>();
  #retry: NodeJS.Timeout | undefined;
  #turn: Promise<void> = Promise.resolve();

  /** @param changed is told when an address is served, or no longer */
  constructor(plane: Pick<DataPlane, 'listen' | 'unlisten'>, changed: () => void) {
    this.#plane = plane;
    this.#changed = changed;
  }

  /** Releases what the tables do not name any more, and takes note of what they do; `listen` does the rest. */
  want(tables: readonly RouteTable[]): void {
    const addresses = tables.flatMap(({ gateway }) => (gateway?.standIn ? [gateway.standIn] : []));
    const keys = new Set(addresses.map(addressKey));
    for (const [key, { server }] of this.#wanted) {
      if (keys.has(key)) continue;
      this.#wanted.delete(key);
      if (server) this.#plane.unlisten(server);
      this.#changed();
    }
    for (const address of addresses)
      if (!this.#wanted.has(addressKey(address)))
        this.#wanted.set(addressKey(address), { address, problem: 'it has not been tried yet' });
  }

  /** Tries to listen at each address where it does not yet; resolves when all were tried. */
  listen(): Promise<void> {
    this.#turn = this.#turn.then(() => this.#listen());
    return this.#turn;
  }

  /** By address, why it is not served; an empty text when it is. */
  states(): Record<string, string> {
    return Object.fromEntries([...this.#wanted].map(([key, { problem }]) => [key, problem]));
  }

  /** Ports that requests from here would come back to. */
  get ports(): number[] {
    return [...this.#wanted.values()].map(({ address }) => address.port);
  }

  /** Tries no more; what listens is the data plane's to close. */
  stop(): void {
    clearTimeout(this.#retry);
    this.#wanted.clear();
  }

  async #listen(): Promise<void> {
    clearTimeout(this.#retry);
    const before = JSON.stringify(this.states());
    for (const [key, entry] of this.#wanted) {
      if (entry.server) continue;
      try {
        const server = await this.#plane.listen(entry.address.host, entry.address.port);
        // Nobody wants it any more.
        if (this.#wanted.get(key) !== entry) this.#plane.unlisten(server);
        else Object.assign(entry, { server, problem: '' });
      } catch (error) {
        entry.problem = errnoOf(error) === 'EADDRINUSE' ? 'somebody else listens there' : messageOf(error);
      }
    }
    if (JSON.stringify(this.states()) !== before) this.#changed();
    if ([...this.#wanted.values()].some(({ server }) => !server))
      this.#retry = setTimeout(() => void this.listen(), RETRY_TIME).unref();
  }
}
