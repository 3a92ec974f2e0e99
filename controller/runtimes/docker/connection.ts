import type { Clock } from '../../api/clock.ts';
import type { ContainerDetail, ContainerSummary, Engine, EngineEvent, EngineInfo } from '../../api/engine.ts';
import { LABELS } from '../../api/labels.ts';
import { pause } from '../../platform/pause.ts';

/** Between two attempts to follow an engine's events, in milliseconds. */
const FIRST_PAUSE = 100;
const LONGEST_PAUSE = 10_000;
/** How long further events are waited for after one, in milliseconds. */
const BURST = 30;

interface Watcher {
  readonly uid: string;
  readonly changed: () => void;
  /** The hint that is due. */
  hint: Disposable | undefined;
}

/**
 * One engine with what is known of it from one look to the next. Events are hints: they tell which containers are to be looked at more
 * closely, and which stacks at all. While they do not arrive, nothing is taken for known.
 */
export class Connection {
  readonly engine: Engine;
  /** When each container was asked to stop, by id. */
  readonly stopping = new Map<string, number>();
  readonly #clock: Clock;
  readonly #details = new Map<string, ContainerDetail>();
  readonly #watchers = new Set<Watcher>();
  readonly #end = new AbortController();
  #seen: ReadonlySet<string> = new Set();
  #info: EngineInfo | undefined;
  /** How many events there were so far. */
  #heard = 0;
  #follows = false;
  #connected = false;

  constructor(engine: Engine, clock: Clock) {
    this.engine = engine;
    this.#clock = clock;
  }

  /** Asked once for each time that the engine is connected to. */
  async info(signal: AbortSignal): Promise<EngineInfo> {
    this.#info ??= await this.engine.info(signal);
    return this.#info;
  }

  /** What a look at the one container tells, taken from the last one while nothing happened to it since; undefined when it is gone. */
  async detail(container: ContainerSummary, signal: AbortSignal): Promise<ContainerDetail | undefined> {
    const known = this.#details.get(container.id);
    const isSame = known?.state === container.state && known.health === container.health;
    if (known && isSame) return { ...known, ...container };
    const heard = this.#heard;
    const detail = await this.engine.container(container.id, signal);
    // What happened meanwhile may or may not be in the answer.
    if (detail && this.#connected && heard === this.#heard) this.#details.set(container.id, detail);
    return detail;
  }

  /** Whether the container was seen there. */
  carries(id: string): boolean {
    return this.#seen.has(id);
  }

  /** Forgets what is known of containers that are gone. */
  keep(ids: ReadonlySet<string>): void {
    this.#seen = ids;
    for (const id of this.#details.keys()) if (!ids.has(id)) this.#details.delete(id);
    for (const id of this.stopping.keys()) if (!ids.has(id)) this.stopping.delete(id);
  }

  watch(uid: string, changed: () => void): Disposable {
    const watcher: Watcher = { uid, changed, hint: undefined };
    this.#watchers.add(watcher);
    return {
      [Symbol.dispose]: () => {
        this.#watchers.delete(watcher);
        watcher.hint?.[Symbol.dispose]();
      },
    };
  }

  /** Begins to follow the engine's events, and goes on until this is disposed. */
  follow(): void {
    if (this.#follows) return;
    this.#follows = true;
    void this.#follow();
  }

  [Symbol.dispose](): void {
    this.#end.abort();
  }

  async #follow(): Promise<void> {
    const { signal } = this.#end;
    let delay = FIRST_PAUSE;
    while (!signal.aborted) {
      try {
        for await (const event of this.engine.events(signal)) {
          if (event.type === 'Connected') delay = FIRST_PAUSE;
          this.#hear(event);
        }
      } catch {
        // Whoever looks at the engine next learns why, and says so.
      }
      this.#disconnected();
      await pause(this.#clock, delay, signal);
      delay = Math.min(LONGEST_PAUSE, delay * 2);
    }
  }

  #hear(event: EngineEvent): void {
    this.#heard += 1;
    if (event.type === 'Connected') {
      this.#connected = true;
      // What happened until now may have been missed.
      this.#details.clear();
    } else this.#details.delete(event.id);
    const uid = event.type === 'container' ? event.labels[LABELS.uid] : undefined;
    for (const watcher of this.#watchers) if (uid === undefined || uid === watcher.uid) this.#hint(watcher);
  }

  /** Events come in bursts; one look after each is enough. */
  #hint(watcher: Watcher): void {
    watcher.hint ??= this.#clock.after(BURST, () => {
      watcher.hint = undefined;
      watcher.changed();
    });
  }

  #disconnected(): void {
    const wasConnected = this.#connected;
    this.#connected = false;
    this.#info = undefined;
    this.#details.clear();
    if (wasConnected) for (const watcher of this.#watchers) this.#hint(watcher);
  }
}
