import type { Clock } from '../../api/clock.ts';
import type { ContainerDetail, ContainerSummary } from '../../api/container.ts';
import type { Engine, EngineEvent, EngineInfo } from '../../api/engine.ts';
import { LABELS } from '../../api/labels.ts';
import { Admission } from '../../platform/admission.ts';
import { pause } from '../../platform/pause.ts';

/** Between two attempts to follow an engine's events, in milliseconds. */
const FIRST_PAUSE = 100;
const LONGEST_PAUSE = 10_000;
/** How soon after a hint the next one is given, in milliseconds: events come in bursts, and one look at each is enough. */
const BURST = 150;

/** What makes a container be found, or not any more. */
const COMES_OR_GOES = /^(start|unpause|die|pause|destroy|health_status)/;
const GOES = /^(die|pause|destroy)/;

/**
 * How many containers are stopped at a time: an engine takes them off their networks one by one, and many at once only get in each other's
 * way (20 took a seventh longer). Those that have not ended after some milliseconds are about something else, and hold up nobody.
 */
const BUSY_STOPS = 8;
const STOP_PATIENCE = 100;

interface Watcher {
  readonly uid: string;
  readonly changed: () => void;
  /** Milliseconds since the epoch. */
  hintedAt: number;
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
  /** Containers that are being stopped. */
  readonly stops: Admission;
  readonly #clock: Clock;
  readonly #details = new Map<string, ContainerDetail>();
  readonly #watchers = new Set<Watcher>();
  /** Those who want to hear of everybody's containers. */
  readonly #listeners = new Set<(hasBegun: boolean) => void>();
  /** Names of other people's containers, by the uid of the stack that waits for them. */
  readonly #awaited = new Map<string, ReadonlySet<string>>();
  readonly #end = new AbortController();
  /** The containers that the last look found, by id. */
  #seen: ReadonlyMap<string, ContainerSummary> = new Map();
  #info: EngineInfo | undefined;
  /** The last look at each container, by id: an event makes it stale. */
  readonly #looks = new Map<string, { isStale: boolean }>();
  /** Containers whose creation was heard of, and no start: asked about one that it is starting, the engine answers late. */
  readonly #unstarted = new Set<string>();
  #follows = false;
  #connected = false;

  constructor(engine: Engine, clock: Clock) {
    this.engine = engine;
    this.#clock = clock;
    this.stops = new Admission({ clock, limit: BUSY_STOPS, patience: STOP_PATIENCE });
  }

  /** Asked once for each time that the engine is connected to. */
  async info(signal: AbortSignal): Promise<EngineInfo> {
    this.#info ??= await this.engine.info(signal);
    return this.#info;
  }

  /** What a look at the one container tells, taken from the last one while nothing happened to it since; undefined when it is gone. */
  async detail(container: ContainerSummary, signal: AbortSignal): Promise<ContainerDetail | undefined> {
    if (container.state === 'created' && this.#unstarted.has(container.id)) return neverStarted(container);
    const known = this.#details.get(container.id);
    // Why it is unhealthy, only a look tells; that it is well, the list does.
    const isTold = container.health === known?.health || container.health !== 'unhealthy';
    if (known?.state === container.state && isTold) return { ...known, ...container };
    const look = { isStale: !this.#connected };
    this.#looks.set(container.id, look);
    const detail = await this.engine.container(container.id, signal);
    // What happened meanwhile may or may not be in the answer.
    if (detail && !look.isStale) this.#details.set(container.id, detail);
    return detail;
  }

  /** The same, by id. */
  async known(id: string, signal: AbortSignal): Promise<ContainerDetail | undefined> {
    const seen = this.#seen.get(id);
    return seen ? this.detail(seen, signal) : this.engine.container(id, signal);
  }

  /** The next look at a container is a close one: a list may be behind, for good when the engine's disk was full. */
  forget(id: string): void {
    this.#details.delete(id);
    const look = this.#looks.get(id);
    if (look) look.isStale = true;
  }

  /** Whether the container was seen there. */
  carries(id: string): boolean {
    return this.#seen.has(id);
  }

  /** The containers that the last look found. */
  get seen(): readonly ContainerSummary[] {
    return [...this.#seen.values()];
  }

  /** Notes the names of other people's containers that a stack wants to hear of. */
  await(uid: string, names: readonly string[]): void {
    this.#awaited.set(uid, new Set(names));
  }

  /** Notes what a look found, and forgets what is known of containers that are gone. */
  keep(containers: readonly ContainerSummary[]): void {
    const ids = new Map(containers.map((container) => [container.id, container]));
    this.#seen = ids;
    for (const id of this.#details.keys()) if (!ids.has(id)) this.#details.delete(id);
    for (const id of this.#looks.keys()) if (!ids.has(id)) this.#looks.delete(id);
    for (const id of this.stopping.keys()) if (!ids.has(id)) this.stopping.delete(id);
  }

  watch(uid: string, changed: () => void): Disposable {
    const watcher: Watcher = { uid, changed, hintedAt: 0, hint: undefined };
    this.#watchers.add(watcher);
    return {
      [Symbol.dispose]: () => {
        this.#watchers.delete(watcher);
        this.#awaited.delete(uid);
        watcher.hint?.[Symbol.dispose]();
      },
    };
  }

  /** Calls back whenever a container has come or gone, or may have. */
  listen(heard: (hasBegun: boolean) => void): Disposable {
    // Two of them may be one function.
    const own = (hasBegun: boolean): void => {
      heard(hasBegun);
    };
    this.#listeners.add(own);
    this.follow();
    return { [Symbol.dispose]: () => void this.#listeners.delete(own) };
  }

  /** Begins to follow the engine's events, and goes on until this is disposed. */
  follow(): void {
    if (this.#follows) return;
    this.#follows = true;
    void this.#follow();
  }

  [Symbol.dispose](): void {
    this.#end.abort();
    this.stops[Symbol.dispose]();
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
    if (event.type === 'Connected' || (event.type === 'container' && COMES_OR_GOES.test(event.action)))
      for (const heard of this.#listeners) heard(!GOES.test(event.action));
    if (event.type === 'Connected') {
      this.#connected = true;
      // What happened until now may have been missed.
      this.#forgetAll();
    } else if (event.type === 'container' && event.labels[LABELS.uid] === undefined && !this.#looks.has(event.id)) {
      // Of somebody else, however busy: what it is in the way of looks again by itself.
      for (const watcher of this.#watchers) if (this.#isAwaited(watcher, event)) this.#hint(watcher);
      return;
    } else if (!event.action.startsWith('health_status') && !this.#isEnding(event)) this.forget(event.id);
    if (event.type === 'container' && event.action === 'create') this.#unstarted.add(event.id);
    else if (event.action === 'start' || event.action === 'destroy') this.#unstarted.delete(event.id);
    const uid = event.type === 'container' ? event.labels[LABELS.uid] : undefined;
    for (const watcher of this.#watchers) if (uid === undefined || uid === watcher.uid) this.#hint(watcher);
  }

  #isAwaited({ uid }: Watcher, { labels: { name = '', oldName = '' } }: EngineEvent): boolean {
    const names = this.#awaited.get(uid);
    return names !== undefined && (names.has(name) || names.has(oldName.replace(/^\//, '')));
  }

  /** Whether it tells nothing but that a container ends: a list shows once it has, and until then the engine answers no question about it. */
  #isEnding({ action, id }: EngineEvent): boolean {
    return ['kill', 'die', 'disconnect'].includes(action) && this.stopping.has(id);
  }

  /** At once after a while of silence; else when the last hint is old enough. */
  #hint(watcher: Watcher): void {
    const wait = Math.max(0, watcher.hintedAt + BURST - this.#clock.now());
    watcher.hint ??= this.#clock.after(Math.min(wait, BURST), () => {
      watcher.hint = undefined;
      watcher.hintedAt = this.#clock.now();
      watcher.changed();
    });
  }

  #forgetAll(): void {
    this.#details.clear();
    this.#unstarted.clear();
    for (const look of this.#looks.values()) look.isStale = true;
  }

  #disconnected(): void {
    const wasConnected = this.#connected;
    this.#connected = false;
    this.#info = undefined;
    this.#forgetAll();
    if (wasConnected) for (const watcher of this.#watchers) this.#hint(watcher);
  }
}

/** Nothing is to be learned from a closer look at a container that has done nothing yet. */
const neverStarted = (container: ContainerSummary): ContainerDetail => ({
  ...container,
  startedAt: undefined,
  finishedAt: undefined,
  exitCode: 0,
  oomKilled: false,
  error: '',
  pid: 0,
  restartPolicy: 'no',
  limits: { cpus: 0, memory: 0, pids: 0 },
  healthTest: [],
  healthExit: undefined,
  aliases: {},
  anonymousVolumes: [],
});
