import { isDeepStrictEqual } from 'node:util';
import { join } from 'node:path';
import type { AcceptedStack } from '../api/accepted.ts';
import { QbtcError } from '../api/errors.ts';
import type { Files } from '../api/files.ts';
import type { Originals } from '../api/gateway.ts';
import type { QbtcStack, StackStatus } from '../api/generated/resource.ts';
import { EMPTY_MEMORY, type Memory } from '../api/memory.ts';
import { NO_NOTIFICATIONS, type NotificationState } from '../api/notification.ts';
import { prepareApisix } from './apisix-files.ts';
import { stackUid, type Installation } from './installation.ts';
import { createOriginals, ORIGINALS } from './originals.ts';
import { readRecords, STACK_FILES, stackFolder, type DamagedStack } from './records.ts';

export interface StoreOptions {
  readonly files: Files;
  /** The state directory. */
  readonly directory: string;
  readonly installation: Installation;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** What people ask of a stack that is there. */
export type Wish = Partial<Pick<AcceptedStack, 'deleting' | 'orphaned' | 'stopped' | 'restarts' | 'gatewayMode'>>;

/** The accepted stacks, their memory and their last status, in the state directory and mirrored in memory. */
export class StackStore {
  readonly #options: StoreOptions;
  readonly #stacks = new Map<string, AcceptedStack>();
  readonly #memories = new Map<string, Memory>();
  readonly #statuses = new Map<string, StackStatus>();
  readonly #notifications = new Map<string, NotificationState>();
  #damaged: readonly DamagedStack[] = [];
  /** The last change of each stack that was asked for: each waits for the one before, so that none overwrites another. */
  readonly #turns = new Map<string, Promise<unknown>>();

  private constructor(options: StoreOptions) {
    this.#options = options;
  }

  /** Reads everything that was kept. */
  static async open(options: StoreOptions): Promise<StackStore> {
    const store = new StackStore(options);
    const { kept, damaged } = await readRecords(options.files, options.directory);
    for (const { stack, memory, status, notifications } of kept) {
      const key = keyOf(stack);
      store.#stacks.set(key, stack);
      store.#memories.set(key, memory);
      if (status) store.#statuses.set(key, status);
      if (notifications) store.#notifications.set(key, notifications);
    }
    store.#damaged = damaged;
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
        await this.#write(stack.uid, STACK_FILES.memory, memory.durable);
      }
      this.#memories.set(key, memory);
    });
  }

  /** Keeps the status; true when it differs from the last one. */
  saveStatus(key: string, status: StackStatus): Promise<boolean> {
    return this.#inTurn(key, async () => {
      const stack = this.#stacks.get(key);
      if (!stack || JSON.stringify(this.#statuses.get(key)) === JSON.stringify(status)) return false;
      await this.#write(stack.uid, STACK_FILES.status, status);
      this.#statuses.set(key, status);
      return true;
    });
  }

  /** What notifications must not forget. */
  notifications(key: string): NotificationState {
    return this.#notifications.get(key) ?? NO_NOTIFICATIONS;
  }

  /** Keeps that; it is in force at once, also when it cannot be written. */
  saveNotifications(key: string, state: NotificationState): Promise<void> {
    if (this.#stacks.has(key)) this.#notifications.set(key, state);
    return this.#inTurn(key, async () => {
      const stack = this.#stacks.get(key);
      if (stack) await this.#write(stack.uid, STACK_FILES.notifications, this.notifications(key));
    });
  }

  /** What objects of an APISIX were before a stack took them over. */
  originals(uid: string): Originals {
    return createOriginals(this.#options.files, join(this.#options.directory, ORIGINALS, uid));
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
    given: Readonly<Record<string, string>>,
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
    const uid = previous?.uid ?? stackUid(this.#options.installation, namespace, name);
    const { files, directory } = this.#options;
    const apisix = await prepareApisix(files, stackFolder(directory, uid), resource.spec);
    const secrets = { ...given, ...apisix?.secrets };
    // What was verified with another secret says nothing of this one.
    const isWanted =
      previous !== undefined &&
      isDeepStrictEqual(previous.resource.spec, resource.spec) &&
      isDeepStrictEqual(previous.secrets, secrets);
    if (isWanted && isDeepStrictEqual(previous.resource, resource)) return { stack: previous, changed: false };
    const declared = new Set(resource.spec.services.map((service) => service.name));
    const stack: AcceptedStack = {
      uid,
      namespace,
      name,
      generation: (previous?.generation ?? 0) + (isWanted ? 0 : 1),
      createdAt: previous?.createdAt ?? this.#options.now(),
      resource,
      secrets,
      deleting: false,
      stopped: previous?.stopped.filter((service) => declared.has(service)) ?? [],
      restarts: previous?.restarts ?? {},
      ...askedMode(previous, resource),
      ...(apisix ? { apisix: apisix.files } : {}),
      usesEngine: (previous?.usesEngine ?? false) || usesEngine(resource.spec),
    };
    await this.#keep(stack);
    return { stack, changed: true };
  }

  /** Writes what the stack's own APISIX starts with once more. */
  async configureGateway(key: string): Promise<void> {
    const stack = this.#stacks.get(key);
    if (stack) await prepareApisix(this.#options.files, this.#folder(stack.uid), stack.resource.spec);
  }

  async #forget(key: string): Promise<void> {
    const stack = this.#stacks.get(key);
    if (!stack) return;
    const { files } = this.#options;
    const folder = this.#folder(stack.uid);
    const owed = join(this.#options.directory, ORIGINALS, stack.uid);
    if ((await files.stat(owed)) && (await files.list(owed)).length === 0) await files.remove(owed);
    // The record goes after everything else, so that a removal which is interrupted is found and repeated.
    for (const name of await files.list(folder))
      if (name !== STACK_FILES.record) await files.remove(join(folder, name));
    await files.remove(join(folder, STACK_FILES.record));
    // An empty folder is no stack any more, whether it can be removed now or at the next start.
    await files.remove(folder).catch(() => undefined);
    this.#stacks.delete(key);
    this.#memories.delete(key);
    this.#statuses.delete(key);
    this.#notifications.delete(key);
  }

  async #keep(stack: AcceptedStack): Promise<void> {
    await this.#write(stack.uid, STACK_FILES.record, stack);
    this.#stacks.set(keyOf(stack), stack);
    this.#damaged = this.#damaged.filter(({ uid }) => uid !== stack.uid);
  }

  #folder(uid: string): string {
    return stackFolder(this.#options.directory, uid);
  }

  #write(uid: string, file: string, value: unknown): Promise<void> {
    return this.#options.files.write(join(this.#folder(uid), file), `${JSON.stringify(value)}\n`);
  }
}

/** What was asked for holds until the resource itself says something else. */
function askedMode(
  previous: AcceptedStack | undefined,
  resource: AcceptedStack['resource'],
): Pick<AcceptedStack, 'gatewayMode'> {
  const { gatewayMode } = previous ?? {};
  const isSaidAnew = previous?.resource.spec.gateway.failover.mode !== resource.spec.gateway.failover.mode;
  return gatewayMode === undefined || isSaidAnew ? {} : { gatewayMode };
}

/** The key of a stack in queues, maps and the HTTP API. */
export const keyOf = ({ namespace, name }: { readonly namespace: string; readonly name: string }): string =>
  `${namespace}/${name}`;

/** Whether a stack has anything to do with a container engine. */
export const usesEngine = ({ docker, services }: QbtcStack['spec']): boolean =>
  docker !== undefined || services.some((service) => service.docker !== undefined);
