/** Something that happened to a stack, for people. */
export interface StackEvent {
  /** Rises by one with every event of this installation. */
  readonly sequence: number;
  /** RFC 3339. */
  readonly time: string;
  /** `namespace/name` */
  readonly stack: string;
  readonly type: 'Normal' | 'Warning';
  /** One word in UpperCamelCase. */
  readonly reason: string;
  /** What it happened to: `service/api[0]`. */
  readonly target: string;
  readonly message: string;
}

export type EventDraft = Omit<StackEvent, 'sequence' | 'time'>;

/** The last events, and those who follow them. */
export class EventLog {
  readonly #capacity: number;
  readonly #now: () => number;
  readonly #events: StackEvent[] = [];
  readonly #followers = new Set<(event: StackEvent) => void>();
  #sequence = 0;

  constructor(now: () => number, capacity = 1000) {
    this.#now = now;
    this.#capacity = capacity;
  }

  /** Takes over what an earlier controller recorded; the numbers go on from there. */
  restore(events: readonly StackEvent[]): void {
    this.#events.unshift(...events.slice(-this.#capacity));
    this.#sequence = Math.max(this.#sequence, ...this.#events.map(({ sequence }) => sequence));
  }

  record(draft: EventDraft): void {
    const event: StackEvent = { sequence: ++this.#sequence, time: new Date(this.#now()).toISOString(), ...draft };
    this.#events.push(event);
    if (this.#events.length > this.#capacity) this.#events.shift();
    for (const follow of this.#followers) follow(event);
  }

  /** The number of the last event; 0 before the first. */
  get latest(): number {
    return this.#sequence;
  }

  /** Kept events after a sequence number, the oldest first. */
  since(sequence: number): readonly StackEvent[] {
    return this.#events.filter((event) => event.sequence > sequence);
  }

  follow(callback: (event: StackEvent) => void): Disposable {
    this.#followers.add(callback);
    return { [Symbol.dispose]: () => void this.#followers.delete(callback) };
  }
}
