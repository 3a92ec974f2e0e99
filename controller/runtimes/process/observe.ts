import { messageOf } from '../../api/errors.ts';
import { known, unknown, type Observation } from '../../api/observation.ts';
import type { ProcessInfo } from '../../api/processes.ts';
import type { Instance, StackRef } from '../../api/runtime.ts';
import { identify, type StoredInstance } from './instances.ts';
import { leaderOf, type Judgement } from './judge.ts';
import { instanceOfMarker } from './names.ts';
import type { Parts } from './parts.ts';
import { RecordsGone } from './records-gone.ts';
import type { RunRecord } from './run-record.ts';
import { MarkerScan } from './strays.ts';

/** How often a log is looked at for its ready line, in milliseconds. */
const READY_POLL = 100;
/** How long it is looked at after the last observation, in milliseconds. */
const READY_WATCH = 60_000;
/** How often processes are looked for whose records are lost, in milliseconds. */
const ORPHAN_POLL = 30_000;

/** Looks at all instances of a stack: what their records say, and what of it lives. */
export class Observer {
  readonly #parts: Parts;
  readonly #orphansSoughtAt = new Map<string, number>();
  /** By folder of the run. */
  readonly #logsWatchedUntil = new Map<string, number>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async observe(stack: StackRef, signal: AbortSignal): Promise<Observation<Instance[]>> {
    const { processes, store } = this.#parts;
    const scan = new MarkerScan(processes);
    try {
      const ids = await store.ids(stack.uid);
      const instances = await Promise.all(ids.map((id) => this.#observeOne(stack, id, scan)));
      const found = instances.filter((instance) => instance !== undefined);
      const orphans = await this.#orphans(stack, new Set(found.map(({ id }) => id)), scan);
      signal.throwIfAborted();
      return known([...found, ...orphans]);
    } catch (error) {
      if (error instanceof RecordsGone) this.#parts.hints.remind(stack.uid, error.until);
      return unknown(`processes cannot be observed: ${messageOf(error)}`);
    }
  }

  async #observeOne(stack: StackRef, id: string, scan: MarkerScan): Promise<Instance | undefined> {
    const { judge, store } = this.#parts;
    const stored = await store.read(stack.uid, id);
    if (!stored) return undefined;
    const { run } = stored;
    // Recorded, but the controller ended before it recorded a run: it has never started.
    if (!run)
      return { ...this.#blank(stack, stored), exit: { code: undefined, signal: undefined, at: stored.createdAt } };
    const judgement = await judge.judge(stack.uid, id, run, scan.exactly, stored.problem !== undefined);
    return this.#describe(stack, stored, run, judgement, scan);
  }

  async #describe(
    stack: StackRef,
    stored: StoredInstance,
    run: RunRecord,
    judgement: Judgement,
    scan: MarkerScan,
  ): Promise<Instance> {
    const { clock, hints, strays } = this.#parts;
    const main = judgement.state === 'Running' ? judgement.main : undefined;
    // A request that was recorded, but not sent because the controller ended in between, has to be sent again.
    const isStopping = judgement.state !== 'Exited' && run.stoppingSince !== undefined && run.signalled;
    const state = isStopping ? 'Stopping' : judgement.state;
    if (judgement.state !== 'Exited' && judgement.recheckAt !== undefined) hints.remind(stack.uid, judgement.recheckAt);
    const left =
      state === 'Exited' || state === 'Stopping'
        ? await strays.find(stack.uid, stored.id, run, scan, clock.now(), main)
        : { strays: [], unreadable: [] };
    return {
      ...this.#blank(stack, stored),
      state,
      run: run.number,
      startedAt: run.startedAt,
      stoppingSince: state === 'Stopping' || state === 'Exited' ? run.stoppingSince : undefined,
      exit: judgement.state === 'Exited' ? judgement.exit : undefined,
      readyLogSeen: await this.#readyLogSeen(stack.uid, stored, run, judgement),
      pid: main?.pid,
      strays: pids(left.strays),
      ...(left.unreadable.length > 0 ? { unreadable: pids(left.unreadable) } : {}),
    };
  }

  async #readyLogSeen(
    stackUid: string,
    stored: StoredInstance,
    run: RunRecord,
    { state }: Judgement,
  ): Promise<boolean | undefined> {
    const wanted = stored.record?.launch.service.process?.readyLog;
    if (wanted === undefined) return undefined;
    const seen = await this.#parts.readiness.seen(stackUid, run, wanted);
    if (!seen && state !== 'Exited') this.#watchLog(stackUid, run, wanted);
    return seen;
  }

  /** Looks at the log by itself, so that a service that takes long to get ready costs no observations. */
  #watchLog(stackUid: string, run: RunRecord, wanted: string): void {
    const { clock, hints, readiness } = this.#parts;
    const isWatched = this.#logsWatchedUntil.has(run.folder);
    this.#logsWatchedUntil.set(run.folder, clock.now() + READY_WATCH);
    if (isWatched) return;
    const look = async (): Promise<void> => {
      const seen = await readiness.seen(stackUid, run, wanted).catch(() => false);
      if (!seen && clock.now() < (this.#logsWatchedUntil.get(run.folder) ?? 0)) {
        clock.after(READY_POLL, () => void look());
        return;
      }
      this.#logsWatchedUntil.delete(run.folder);
      if (seen) hints.tell(stackUid);
    };
    clock.after(READY_POLL, () => void look());
  }

  /** Living processes of the stack whose folder is gone: they are recognised by their marker. */
  async #orphans(stack: StackRef, ids: ReadonlySet<string>, scan: MarkerScan): Promise<Instance[]> {
    const now = this.#parts.clock.now();
    const due = (this.#orphansSoughtAt.get(stack.uid) ?? -Infinity) + ORPHAN_POLL;
    if (now < due) return [];
    const groups = new Map<string, ProcessInfo[]>();
    for (const process of (await scan.under(`${stack.uid}/`)).processes) {
      const id = instanceOfMarker(stack.uid, process.marker);
      if (id === undefined || ids.has(id)) continue;
      groups.set(id, [...(groups.get(id) ?? []), process]);
    }
    // As long as there are any, every observation has to show them.
    if (groups.size === 0) this.#orphansSoughtAt.set(stack.uid, now);
    return [...groups].map(([id, members]) => {
      const blank = this.#blank(stack, { id, record: undefined, problem: undefined, run: undefined });
      return { ...blank, state: 'Running', pid: leaderOf(members)?.pid };
    });
  }

  #blank(stack: StackRef, stored: Pick<StoredInstance, 'id' | 'record' | 'problem' | 'run'>): Instance {
    return {
      ...identify(stack, stored),
      state: 'Exited',
      run: 0,
      startedAt: undefined,
      stoppingSince: undefined,
      exit: undefined,
      readyLogSeen: stored.record?.launch.service.process?.readyLog === undefined ? undefined : false,
      pid: undefined,
      strays: [],
    };
  }
}

const pids = (processes: readonly ProcessInfo[]): number[] => processes.map(({ pid }) => pid);
