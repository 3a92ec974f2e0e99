import type { Clock } from '../../controller/api/clock.ts';
import type { Labels } from '../../controller/api/container.ts';
import type { EngineEvent } from '../../controller/api/engine.ts';

type Listener = (event: EngineEvent | 'end') => void;

/** What an engine tells those who follow its events, in order. */
export class SimulatedEvents {
  /** Milliseconds until an event is heard. */
  delay: () => number = () => 0;
  readonly #clock: Clock;
  readonly #listeners = new Set<Listener>();
  /** Not heard yet, since the first of them is late or nobody hears anything. */
  #late: (EngineEvent | 'end')[] = [];
  #isHeard = true;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  listen(listener: Listener): Disposable {
    this.#listeners.add(listener);
    return { [Symbol.dispose]: () => void this.#listeners.delete(listener) };
  }

  tell(type: 'container' | 'network' | 'volume' | 'image', action: string, id: string, labels: Labels = {}): void {
    if (this.#listeners.size === 0) return;
    const ms = this.delay();
    this.#late.push({ type, action, id, labels });
    if (this.#late.length > 1) return;
    if (ms === 0) this.#deliver();
    else
      this.#clock.after(ms, () => {
        this.#deliver();
      });
  }

  /** Whoever listens is cut off. */
  end(): void {
    this.#late = [];
    for (const listener of [...this.#listeners]) listener('end');
    this.#listeners.clear();
  }

  /** Holds everything back, until it is to be heard again. */
  hold(isHeld: boolean): void {
    this.#isHeard = !isHeld;
    this.#deliver();
  }

  #deliver(): void {
    if (!this.#isHeard) return;
    for (const event of this.#late.splice(0)) for (const listener of [...this.#listeners]) listener(event);
  }
}
