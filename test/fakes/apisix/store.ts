/** An object as the configuration store has it. */
export interface Stored {
  /** `/apisix/routes/r1` */
  readonly key: string;
  readonly value: Readonly<Record<string, unknown>>;
  readonly createdIndex: number;
  readonly modifiedIndex: number;
}

/** How the store answers: at once, not at all (connection refused), or never (frozen). */
export type StoreState = 'up' | 'down' | 'frozen';

/** What a call rejects with while the store is down. */
export class StoreDown extends Error {
  override readonly message = 'has no healthy etcd endpoint available';
}

/** The configuration store behind the Admin API: etcd, as far as APISIX uses it. */
export class Store {
  readonly #objects = new Map<string, Stored>();
  #index = 0;
  #state: StoreState = 'up';
  #thawed = new Set<() => void>();

  get state(): StoreState {
    return this.#state;
  }

  set state(state: StoreState) {
    this.#state = state;
    if (state === 'frozen') return;
    for (const thaw of this.#thawed) thaw();
    this.#thawed.clear();
  }

  /** The number of the next change. */
  get nextIndex(): number {
    return this.#index + 1;
  }

  async get(key: string): Promise<Stored | undefined> {
    await this.#reach();
    return this.#objects.get(key);
  }

  /** What is right below a folder, sorted by key. */
  async list(folder: string): Promise<Stored[]> {
    await this.#reach();
    return this.all(folder);
  }

  async put(key: string, value: Stored['value']): Promise<Stored> {
    await this.#reach();
    const modifiedIndex = ++this.#index;
    const stored = { key, value, createdIndex: this.#objects.get(key)?.createdIndex ?? modifiedIndex, modifiedIndex };
    this.#objects.set(key, stored);
    return stored;
  }

  /** False when there is none. */
  async delete(key: string): Promise<boolean> {
    await this.#reach();
    this.#index++;
    return this.#objects.delete(key);
  }

  /** What everybody who watches the store has, whatever its state. */
  all(folder: string): Stored[] {
    return [...this.#objects.values()]
      .filter(({ key }) => key.startsWith(`${folder}/`) && !isCredential(folder, key))
      .sort((a, b) => (a.key < b.key ? -1 : 1));
  }

  async #reach(): Promise<void> {
    if (this.#state === 'frozen') await new Promise<void>((thawed) => this.#thawed.add(thawed));
    if (this.#state === 'down') throw new StoreDown();
  }
}

/** Credentials lie below their consumers, and are none. */
const isCredential = (folder: string, key: string): boolean =>
  !folder.endsWith('/credentials') && key.includes('/credentials/');
