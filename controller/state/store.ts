import { isDeepStrictEqual } from 'node:util';
import { join } from 'node:path';
import type { AcceptedStack } from '../api/accepted.ts';
import { QbtcError } from '../api/errors.ts';
import type { Files } from '../api/files.ts';
import type { QbtcStack, StackStatus } from '../api/generated/resource.ts';
import { EMPTY_MEMORY, type Memory } from '../api/memory.ts';
import { stackUid, type Installation } from './installation.ts';

/** The file that makes a folder a stack. */
const RECORD = 'stack.json';

/** A stack whose record could not be read; nothing is done about it until it is handed over anew. */
export interface DamagedStack {
  readonly path: string;
  readonly uid: string;
}

export interface StoreOptions {
  readonly files: Files;
  /** The state directory. */
  readonly directory: string;
  readonly installation: Installation;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** What people ask of a stack that is there. */
export type Wish = Partial<Pick<AcceptedStack, 'deleting' | 'stopped' | 'restarts'>>;

/** The accepted stacks, their memory and their last status, in the state directory and mirrored in memory. */
export class StackStore {
  readonly #options: StoreOptions;
  readonly #stacks = new Map<string, AcceptedStack>();
  readonly #memories = new Map<string, Memory>();
  readonly #statuses = new Map<string, StackStatus>();
  #damaged: readonly DamagedStack[] = [];
  /** The last change of each stack that was asked for: each waits for the one before, so that none overwrites another. */
  readonly #turns = new Map<string, Promise<unknown>>();

  private constructor(options: StoreOptions) {
    this.#options = options;
  }

  /** Reads everything that was kept. A damaged record is set apart and hides no other (I20). */
  static async open(options: StoreOptions): Promise<StackStore> {
    const store = new StackStore(options);
    for (const uid of await options.files.list(join(options.directory, 'stacks'))) await store.#load(uid);
    return store;
  }

  get damaged(): readonly DamagedStack[] {
    return this.#damaged;
  }

  /** Why there is no such stack, as an error: it is not known, or its record is damaged and what it describes may still run. */
  absence(key: string): QbtcError {
    const [namespace = '', name = ''] = key.split('/');
    const uid = stackUid(this.#options.installation, namespace, name);
    const damaged = this.#damaged.find((record) => record.uid === uid);
    if (!damaged) {
      return new QbtcError(`there is no stack ${key}`, {
        code: 'NotFound',
        mend: 'See `qbtc status` for those that there are.',
      });
    }
    return new QbtcError(`the record of stack ${key} is damaged: ${damaged.path}; what it describes may still run`, {
      code: 'StateDamaged',
      mend: 'Take it over again with `qbtc up -f FILE`; then it can be taken down.',
      disposition: 'terminal',
    });
  }

  /** Whether there is nothing to keep, readable or not. */
  get isEmpty(): boolean {
    return this.#stacks.size === 0 && this.#damaged.length === 0;
  }

  keys(): string[] {
    return [...this.#stacks.keys()];
  }

  list(): AcceptedStack[] {
    return [...this.#stacks.values()];
  }

  get(key: string): AcceptedStack | undefined {
    return this.#stacks.get(key);
  }

  memory(key: string): Memory {
    return this.#memories.get(key) ?? EMPTY_MEMORY;
  }

  status(key: string): StackStatus | undefined {
    return this.#statuses.get(key);
  }

  /**
   * Takes a stack over. The generation rises when its spec differs from the accepted one; a stack that is being deleted
   * cannot be taken over before it is gone.
   */
  accept(
    resource: Omit<QbtcStack, 'status'>,
    secrets: Readonly<Record<string, string>>,
  ): Promise<{ stack: AcceptedStack; changed: boolean }> {
    return this.#inTurn(keyOf(resource.metadata), () => this.#accept(resource, secrets));
  }

  /**
   * Changes what people asked of a stack; the given fields replace the kept ones.
   *
   * @param wish computed from the stack as it is when its turn comes, where it depends on it
   */
  ask(key: string, wish: Wish | ((stack: AcceptedStack) => Wish)): Promise<AcceptedStack> {
    return this.#inTurn(key, async () => {
      const stack = this.#stacks.get(key);
      if (!stack) throw this.absence(key);
      const asked = { ...stack, ...(typeof wish === 'function' ? wish(stack) : wish) };
      await this.#keep(asked);
      return asked;
    });
  }

  /** Keeps the memory; only a changed durable part is written. */
  saveMemory(key: string, memory: Memory): Promise<void> {
    return this.#inTurn(key, async () => {
      const stack = this.#stacks.get(key);
      if (!stack) return;
      if (JSON.stringify(this.memory(key).durable) !== JSON.stringify(memory.durable)) {
        await this.#write(stack.uid, 'memory.json', memory.durable);
      }
      this.#memories.set(key, memory);
    });
  }

  /** Keeps the status; true when it differs from the last one. */
  saveStatus(key: string, status: StackStatus): Promise<boolean> {
    return this.#inTurn(key, async () => {
      const stack = this.#stacks.get(key);
      if (!stack || JSON.stringify(this.#statuses.get(key)) === JSON.stringify(status)) return false;
      await this.#write(stack.uid, 'status.json', status);
      this.#statuses.set(key, status);
      return true;
    });
  }

  /** Takes a status for the present one without writing it, for when nothing can be written. */
  presumeStatus(key: string, status: StackStatus): void {
    if (this.#stacks.has(key)) this.#statuses.set(key, status);
  }

  /** Forgets a stack that is gone. */
  forget(key: string): Promise<void> {
    return this.#inTurn(key, () => this.#forget(key));
  }

  #inTurn<T>(key: string, change: () => Promise<T>): Promise<T> {
    const result = (this.#turns.get(key) ?? Promise.resolve()).then(change);
    const ended = result.catch(() => undefined);
    this.#turns.set(key, ended);
    void ended.then(() => {
      if (this.#turns.get(key) === ended) this.#turns.delete(key);
    });
    return result;
  }

  async #accept(
    resource: Omit<QbtcStack, 'status'>,
    secrets: Readonly<Record<string, string>>,
  ): Promise<{ stack: AcceptedStack; changed: boolean }> {
    const { namespace, name } = resource.metadata;
    const key = keyOf(resource.metadata);
    const previous = this.#stacks.get(key);
    if (previous?.deleting) {
      throw new QbtcError(`stack ${key} is being deleted`, {
        code: 'Conflict',
        mend: 'Wait until it is gone, and hand it over again.',
        disposition: 'wait',
      });
    }
    const sameSpec = previous !== undefined && isDeepStrictEqual(previous.resource.spec, resource.spec);
    if (sameSpec && isDeepStrictEqual(previous.resource, resource) && isDeepStrictEqual(previous.secrets, secrets)) {
      return { stack: previous, changed: false };
    }
    const declared = new Set(resource.spec.services.map((service) => service.name));
    const stack: AcceptedStack = {
      uid: previous?.uid ?? stackUid(this.#options.installation, namespace, name),
      namespace,
      name,
      generation: (previous?.generation ?? 0) + (sameSpec ? 0 : 1),
      createdAt: previous?.createdAt ?? this.#options.now(),
      resource,
      secrets,
      deleting: false,
      stopped: previous?.stopped.filter((service) => declared.has(service)) ?? [],
      restarts: previous?.restarts ?? {},
      usesEngine: (previous?.usesEngine ?? false) || usesEngine(resource.spec),
    };
    await this.#keep(stack);
    return { stack, changed: true };
  }

  async #forget(key: string): Promise<void> {
    const stack = this.#stacks.get(key);
    if (!stack) return;
    const { files } = this.#options;
    const folder = this.#folder(stack.uid);
    // The record goes after everything else, so that a removal which is interrupted is found and repeated.
    for (const name of await files.list(folder)) if (name !== RECORD) await files.remove(join(folder, name));
    await files.remove(join(folder, RECORD));
    // An empty folder is no stack any more, whether it can be removed now or at the next start.
    await files.remove(folder).catch(() => undefined);
    this.#stacks.delete(key);
    this.#memories.delete(key);
    this.#statuses.delete(key);
  }

  async #keep(stack: AcceptedStack): Promise<void> {
    await this.#write(stack.uid, RECORD, stack);
    this.#stacks.set(keyOf(stack), stack);
    this.#damaged = this.#damaged.filter(({ uid }) => uid !== stack.uid);
  }

  #folder(uid: string): string {
    return join(this.#options.directory, 'stacks', uid);
  }

  #write(uid: string, file: string, value: unknown): Promise<void> {
    return this.#options.files.write(join(this.#folder(uid), file), `${JSON.stringify(value)}\n`);
  }

  async #load(uid: string): Promise<void> {
    if (await this.#isLeftover(uid)) return;
    const path = join(this.#folder(uid), RECORD);
    const stack = await this.#read(path, isAcceptedStack);
    if (stack === undefined) {
      this.#damaged = [...this.#damaged, { path, uid }];
      return;
    }
    const key = keyOf(stack);
    this.#stacks.set(key, stack);
    const durable = await this.#read(join(this.#folder(uid), 'memory.json'), isDurableMemory);
    if (durable) this.#memories.set(key, { ...EMPTY_MEMORY, durable });
    const status = await this.#read(join(this.#folder(uid), 'status.json'), isStatus);
    if (status) this.#statuses.set(key, status);
  }

  /**
   * Clears away what an interrupted write has left (it may hold secrets), and whether that was all there is: then the first
   * acceptance or the removal of a stack was interrupted.
   */
  async #isLeftover(uid: string): Promise<boolean> {
    const { files } = this.#options;
    const folder = this.#folder(uid);
    const names = await files.list(folder);
    const temporary = names.filter((name) => name.endsWith('.tmp'));
    // What cannot be removed now can be at the next start; it hinders nothing.
    const clear = (path: string): Promise<void> => files.remove(path).catch(() => undefined);
    for (const name of temporary) await clear(join(folder, name));
    if (names.length > temporary.length || (await files.stat(folder))?.folder !== true) return false;
    await clear(folder);
    return true;
  }

  async #read<T>(path: string, is: (value: unknown) => value is T): Promise<T | undefined> {
    const text = await this.#options.files.read(path);
    if (text === undefined) return undefined;
    try {
      const value: unknown = JSON.parse(text);
      return is(value) ? value : undefined;
    } catch {
      return undefined;
    }
  }
}

/** The key of a stack in queues, maps and the HTTP API. */
export const keyOf = ({ namespace, name }: { readonly namespace: string; readonly name: string }): string =>
  `${namespace}/${name}`;

const usesEngine = ({ docker, services }: QbtcStack['spec']): boolean =>
  docker !== undefined || services.some((service) => service.docker !== undefined);

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

const isAcceptedStack = (value: unknown): value is AcceptedStack =>
  isRecord(value) &&
  typeof value.uid === 'string' &&
  typeof value.namespace === 'string' &&
  typeof value.name === 'string' &&
  typeof value.generation === 'number' &&
  isRecord(value.resource) &&
  isRecord(value.resource.spec) &&
  isRecord(value.secrets) &&
  Array.isArray(value.stopped);

const isDurableMemory = (value: unknown): value is Memory['durable'] => isRecord(value) && isRecord(value.services);

const isStatus = (value: unknown): value is StackStatus => isRecord(value) && Array.isArray(value.conditions);
