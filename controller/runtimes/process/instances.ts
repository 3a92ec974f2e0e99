import { basename } from 'node:path';
import type { Clock } from '../../api/clock.ts';
import { messageOf } from '../../api/errors.ts';
import type { Files } from '../../api/files.ts';
import type { Address, Instance, Launch, StackRef } from '../../api/runtime.ts';
import { DAMAGED_REVISION, damaged, parseLaunchRecord, unknownLaunch, type LaunchRecord } from './launch-record.ts';
import { parseInstanceId, runNumbers, stackPaths } from './names.ts';
import { RecordNames } from './records-gone.ts';
import { readRun, type RunRecord } from './run-record.ts';
import { RUN_FILES } from './shim.ts';

/** What is on disk about one instance. */
export interface StoredInstance {
  readonly id: string;
  readonly record: LaunchRecord | undefined;
  /** Why there is no record. */
  readonly problem: string | undefined;
  /** The last run; undefined before the first one was recorded. */
  readonly run: RunRecord | undefined;
  /** When something of it was recorded last; milliseconds since the epoch. */
  readonly createdAt: number;
}

/** Reads the instances of a stack from their folders. */
export class InstanceStore {
  readonly #files: Files;
  readonly #directory: string;
  readonly #names: RecordNames;
  /** Launch records never change. */
  readonly #records = new Map<string, LaunchRecord>();
  /** A run whose main process is known changes only by further files, and not at all once it has ended. */
  readonly #runs = new Map<string, { readonly names: string; readonly run: RunRecord }>();

  constructor(files: Files, clock: Clock, directory: string) {
    this.#files = files;
    this.#directory = directory;
    this.#names = new RecordNames(clock);
  }

  /** @throws RecordsGone */
  ids(stackUid: string): Promise<string[]> {
    return this.#list(stackPaths(this.#directory, stackUid).instances);
  }

  /**
   * Undefined when there is no such instance. A damaged record is an answer, too; other instances are not affected by it.
   *
   * @throws RecordsGone
   */
  async read(stackUid: string, id: string): Promise<StoredInstance | undefined> {
    const paths = stackPaths(this.#directory, stackUid);
    const names = await this.#list(paths.instance(id));
    const number = runNumbers(names).at(-1);
    const path = paths.launch(id);
    // A folder without both is what an interrupted start or removal leaves: nothing has run, or it has ended.
    if (number === undefined && !names.includes(basename(path))) return undefined;
    let record: LaunchRecord | undefined;
    let problem: string | undefined;
    try {
      record = await this.#record(path);
    } catch (error) {
      problem = messageOf(error);
    }
    const run = number === undefined ? undefined : await this.#run(paths.run(id, number), number);
    const createdAt = run ? run.modified : ((await this.#files.stat(path))?.modified ?? 0);
    return { id, record, problem, run, createdAt };
  }

  /** Removes the files of an instance, a run or a whole stack. */
  async remove(path: string): Promise<void> {
    this.#names.leave(path);
    await this.#files.remove(path);
    this.#names.left(path);
  }

  forget(stackUid: string, id: string): void {
    const paths = stackPaths(this.#directory, stackUid);
    this.#names.left(paths.instance(id));
    this.#records.delete(paths.launch(id));
    const folder = `${paths.instance(id)}/`;
    for (const key of [...this.#runs.keys()]) if (key.startsWith(folder)) this.#runs.delete(key);
  }

  forgetRun(folder: string): void {
    this.#names.left(folder);
    this.#runs.delete(folder);
  }

  async #list(folder: string): Promise<string[]> {
    const names = await this.#files.list(folder);
    this.#names.check(folder, names);
    return names;
  }

  async #record(path: string): Promise<LaunchRecord> {
    const cached = this.#records.get(path);
    if (cached) return cached;
    let text: string | undefined;
    try {
      text = await this.#files.read(path);
    } catch (error) {
      throw damaged(path, error);
    }
    if (text === undefined) throw damaged(path, 'it is missing');
    const record = parseLaunchRecord(text, path);
    this.#records.set(path, record);
    return record;
  }

  async #run(folder: string, number: number): Promise<RunRecord> {
    const cached = this.#runs.get(folder);
    if (cached?.run.exit) return cached.run;
    const listed = await this.#list(folder);
    const names = listed.join('/');
    if (cached?.run.main && cached.names === names && !listed.includes(RUN_FILES.exit)) return cached.run;
    const run = await readRun(this.#files, folder, number, listed);
    this.#runs.set(folder, { names, run });
    return run;
  }
}

/** What an instance is, apart from how it is. */
export function identify(
  stack: StackRef,
  { id, record, problem, run }: Pick<StoredInstance, 'id' | 'record' | 'problem' | 'run'>,
): Pick<Instance, 'id' | 'service' | 'slot' | 'revision' | 'launch' | 'addresses' | 'cwd' | 'env' | 'problem'> {
  if (record) {
    const { launch, cwd, env } = record;
    const { service, slot, revision } = launch;
    return { id, service: service.name, slot, revision, launch, addresses: addressesOf(launch), cwd, env };
  }
  const { service, slot } = run?.origin ?? parseInstanceId(stack, id);
  const launch = unknownLaunch(service, slot);
  const known = { id, service, slot, revision: DAMAGED_REVISION, launch, addresses: {}, cwd: '/', env: {} };
  return { ...known, problem: problem ?? `the record of ${id} is missing` };
}

/** An address that stands for all of them is reached through loopback. */
function addressesOf({ service, ports }: Launch): Record<string, Address> {
  const hostOf = (name: string): string => {
    const host = service.ports.find((port) => port.name === name)?.hostAddress ?? '127.0.0.1';
    if (host === '0.0.0.0') return '127.0.0.1';
    return host === '::' ? '::1' : host;
  };
  return Object.fromEntries(Object.entries(ports).map(([name, port]) => [name, { host: hostOf(name), port }]));
}
