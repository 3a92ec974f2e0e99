/** A call that never comes back: what a dead controller gets from everything it asks. */
const never = <T>(): Promise<T> => new Promise<T>(() => undefined);

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

  /** An outside system as this controller sees it, as long as it lives. `watch` is the one method that answers at once. */
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
        return (...args: unknown[]) => this.guard(() => call.apply(target, args) as Promise<unknown>);
      },
    });
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
