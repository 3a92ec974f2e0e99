/** A call that never comes back: what a dead controller gets from everything it asks. */
export const never = <T>(): Promise<T> => new Promise<T>(() => undefined);

/** The life of one controller. Once it is over, nothing that belongs to it goes on: no call, no timer, no watch. */
export class Life {
  #state: 'alive' | 'doomed' | 'dead' = 'alive';
  readonly #onDeath: () => void;
  readonly death: Promise<'dead'>;
  #resolveDeath: (word: 'dead') => void = () => undefined;

  constructor(onDeath: () => void) {
    this.#onDeath = onDeath;
    this.death = new Promise((resolve) => {
      this.#resolveDeath = resolve;
    });
  }

  get isOver(): boolean {
    return this.#state === 'dead';
  }

  /** Ends it now. */
  end(): void {
    if (this.isOver) return;
    this.#state = 'dead';
    this.#resolveDeath('dead');
    this.#onDeath();
  }

  /** Ends it at its next call to anything outside. */
  doom(): void {
    if (this.#state === 'alive') this.#state = 'doomed';
  }

  /** Ends it in peace: whatever it has left behind is silent from now on. */
  retire(): void {
    this.#state = 'dead';
    this.#resolveDeath('dead');
  }

  /** Whether it may act now; one that is doomed may not. */
  acts(): boolean {
    if (this.#state === 'doomed') this.end();
    return !this.isOver;
  }

  /** An outside system as this controller sees it, as long as it lives. `watch` answers at once, `events` and `logs` are streams. */
  bind<T extends object>(system: T): T {
    return new Proxy(system, {
      get: (target, name, receiver): unknown => {
        const method: unknown = Reflect.get(target, name, receiver);
        if (typeof method !== 'function') return method;
        const call = method as (...args: unknown[]) => unknown;
        if (name === 'watch') {
          return (...args: unknown[]) =>
            call.call(target, ...args.slice(0, -1), () => {
              if (!this.isOver) (args.at(-1) as () => void)();
            });
        }
        if (name === 'events' || name === 'logs')
          return (...args: unknown[]) => this.hear(() => call.apply(target, args) as AsyncIterable<unknown>);
        return (...args: unknown[]) => this.guard(() => call.apply(target, args) as Promise<unknown>);
      },
    });
  }

  /** A stream of an outside system: what comes after its death is not heard. */
  async *hear<T>(stream: () => AsyncIterable<T>): AsyncGenerator<T, void, void> {
    if (!this.acts()) await never();
    try {
      for await (const item of stream()) {
        if (this.isOver) break;
        yield item;
      }
    } catch (error) {
      if (!this.isOver) throw error;
    }
    if (this.isOver) await never();
  }

  async guard<T>(call: () => Promise<T>): Promise<T> {
    if (!this.acts()) return never();
    try {
      const answer = await call();
      return this.isOver ? await never<T>() : answer;
    } catch (error) {
      if (this.isOver) return never();
      throw error;
    }
  }
}
