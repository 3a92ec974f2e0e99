import type { Clock } from '../api/clock.ts';

/** Looks at a stack that hints ask for take at most this part of the time, */
const SHARE = 1 / 3;
/** and this one while effects are under way: the machine is for them. */
const SHARE_BESIDE_EFFECTS = 1 / 10;
/** The longest pause that this makes between two looks, in milliseconds. */
const LONGEST_PAUSE = 500;

/** How far apart the looks at each stack are, so that they leave time for everything else. */
export class Pacing {
  readonly #clock: Clock;
  readonly #areEffectsUnderWay: (key: string) => boolean;
  /** The last look at each stack; milliseconds, `at` since the epoch. */
  readonly #looks = new Map<string, { readonly at: number; readonly took: number }>();

  constructor(clock: Clock, areEffectsUnderWay: (key: string) => boolean) {
    this.#clock = clock;
    this.#areEffectsUnderWay = areEffectsUnderWay;
  }

  /** Notes a look that ends now. */
  looked(key: string, took: number): void {
    this.#looks.set(key, { at: this.#clock.now(), took });
  }

  /** How long the next look is to wait, in milliseconds. */
  pause(key: string): number {
    const { at, took } = this.#looks.get(key) ?? { at: 0, took: 0 };
    const share = this.#areEffectsUnderWay(key) ? SHARE_BESIDE_EFFECTS : SHARE;
    const apart = Math.min(took / share - took, LONGEST_PAUSE);
    // The wall clock may have been set back since.
    return Math.max(0, Math.min(apart, at + apart - this.#clock.now()));
  }

  forget(key: string): void {
    this.#looks.delete(key);
  }
}
