import type { Clock } from '../../api/clock.ts';
import type { Engine } from '../../api/engine.ts';
import type { StackRef } from '../../api/runtime.ts';
import { Connection } from './connection.ts';

export type Connect = (endpoint: string | undefined) => Engine;

/** The engines of all stacks, one connection an endpoint. */
export class Connections {
  readonly #connect: Connect;
  readonly #clock: Clock;
  readonly #byEndpoint = new Map<string | undefined, Connection>();

  constructor(connect: Connect, clock: Clock) {
    this.#connect = connect;
    this.#clock = clock;
  }

  of({ engine: endpoint }: Pick<StackRef, 'engine'>): Connection {
    const known = this.#byEndpoint.get(endpoint);
    if (known) return known;
    const made = new Connection(this.#connect(endpoint), this.#clock);
    this.#byEndpoint.set(endpoint, made);
    return made;
  }

  /** The engine in which a container was seen last; the one of this machine when none was. */
  carrying(container: string): Engine {
    const found = [...this.#byEndpoint.values()].find((connection) => connection.carries(container));
    return (found ?? this.of({})).engine;
  }

  [Symbol.dispose](): void {
    for (const connection of this.#byEndpoint.values()) connection[Symbol.dispose]();
  }
}
