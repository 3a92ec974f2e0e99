import { access, stat } from 'node:fs/promises';
import { constants } from 'node:os';
import { join, resolve } from 'node:path';
import type { Clock } from '../../api/clock.ts';
import { QbtcError } from '../../api/errors.ts';
import type { Files } from '../../api/files.ts';
import { MARKER, type ProcessInfo, type Processes } from '../../api/processes.ts';
import type { Launch, Runtime, StackRef } from '../../api/runtime.ts';
import { checkEnvironmentNames, findCommand, type Access } from './command.ts';
import { Hints } from './hints.ts';
import { InstanceStore, type StoredInstance } from './instances.ts';
import { Judge, leaderOf, type Judgement } from './judge.ts';
import type { LaunchRecord } from './launch-record.ts';
import type { ProcessLogs } from './logs.ts';
import {
  instanceId,
  instanceOfMarker,
  markerOf,
  runNumbers,
  serviceEnvironment,
  stackPaths,
  type StackPaths,
} from './names.ts';
import { Observer } from './observe.ts';
import { Readiness } from './readiness.ts';
import { formatStopping, ORIGIN, SIGNALLED, type RunOrigin, type RunRecord } from './run-record.ts';
import { RUN_FILES, SHIM_SCRIPT, SHIM_SUFFIX, shimArgv } from './shim.ts';
import { MarkerScan, Strays } from './strays.ts';

export interface ProcessRuntimeOptions {
  readonly files: Files;
  readonly processes: Processes;
  readonly clock: Clock;
  readonly logs: ProcessLogs;
  /** Where the records are kept; an absolute path, the same as that of the logs. */
  readonly directory: string;
  /** The controller's own environment, of which services inherit a few variables. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** How programs are looked up before a start. */
  readonly system?: Access;
}

/** Runs instances as processes of this machine, each under a shim; see docs/processes.md. */
export function createProcessRuntime(options: ProcessRuntimeOptions): Runtime {
  return new ProcessRuntime(options);
}

class ProcessRuntime implements Runtime {
  readonly #options: ProcessRuntimeOptions;
  readonly #store: InstanceStore;
  readonly #judge: Judge;
  readonly #strays = new Strays();
  readonly #readiness: Readiness;
  readonly #hints: Hints;
  readonly #observer: Observer;

  constructor(options: ProcessRuntimeOptions) {
    const { files, processes, clock, logs, directory } = options;
    this.#options = options;
    this.#store = new InstanceStore(files, clock, directory);
    this.#judge = new Judge(options);
    this.#readiness = new Readiness(files, logs);
    this.#hints = new Hints(files, clock);
    this.#observer = new Observer({
      processes,
      clock,
      store: this.#store,
      judge: this.#judge,
      strays: this.#strays,
      readiness: this.#readiness,
      hints: this.#hints,
    });
  }

  observe: Runtime['observe'] = (stack, signal) => this.#observer.observe(stack, signal);

  async start(
    stack: StackRef,
    launch: Launch,
    secrets: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<void> {
    const id = instanceId(stack, launch);
    const cwd = resolve(launch.service.process?.workingDir ?? '.');
    const env = serviceEnvironment(this.#options.environment ?? process.env, { ...launch.env, ...secrets });
    const record: LaunchRecord = { version: 1, stack, launch, env, cwd };
    await this.#check(record);
    signal.throwIfAborted();
    const stored = await this.#store.read(stack.uid, id);
    if (!stored?.record) {
      const path = this.#paths(stack).launch(id);
      this.#store.forget(stack.uid, id);
      await this.#options.files.write(path, JSON.stringify(record));
    }
    const run = stored?.run;
    // Only a first run is begun here, or the run after one whose record was lost; everything else exists already.
    if (run && (stored.record || (await this.#judged(stack, stored, run)).state !== 'Exited')) return;
    await this.#begin(stack, id, stored?.record ?? record, (run?.number ?? 0) + 1);
  }

  async restart(stack: StackRef, id: string, signal: AbortSignal): Promise<void> {
    const stored = await this.#required(stack, id);
    const { record, run } = stored;
    if (!record) {
      throw new QbtcError(stored.problem ?? `the record of ${id} is missing`, {
        code: 'RecordDamaged',
        mend: 'The instance is replaced by a new one.',
        disposition: 'wait',
      });
    }
    if (run && (await this.#judged(stack, stored, run)).state !== 'Exited') return;
    await this.#check(record);
    signal.throwIfAborted();
    const next = (run?.number ?? 0) + 1;
    await this.#removeRunsBefore(stack, id, next - 1);
    await this.#begin(stack, id, record, next);
  }

  async stop(stack: StackRef, id: string, stopSignal: string): Promise<void> {
    const signal = signalNamed(stopSignal);
    await this.#end(stack, id, signal, async (main) => {
      await this.#options.processes.signal(main, signal, 'group');
      // A frozen process would get no other signal before its time-out; systemd.kill(5) does the same.
      await this.#options.processes.signal(main, 'SIGCONT', 'group');
    });
  }

  async kill(stack: StackRef, id: string): Promise<void> {
    const { processes } = this.#options;
    await this.#end(stack, id, 'SIGKILL', async () => undefined);
    const scan = new MarkerScan(processes);
    const stored = await this.#store.read(stack.uid, id);
    const main = stored?.run?.main && (await this.#judge.living(stack.uid, id, stored.run.main));
    if (main) await processes.signal(main, 'SIGKILL', 'group');
    const members = await scan.exactly(markerOf(stack.uid, id));
    const results = await Promise.allSettled(members.map((member) => processes.signal(member, 'SIGKILL', 'process')));
    const failed = results.find((result) => result.status === 'rejected');
    if (failed) throw failed.reason;
  }

  async remove(stack: StackRef, id: string): Promise<void> {
    const stored = await this.#store.read(stack.uid, id);
    if (!stored) return;
    const { run } = stored;
    const scan = new MarkerScan(this.#options.processes);
    const isOver = !run || (await this.#judged(stack, stored, run)).state === 'Exited';
    const left = [...(await scan.exactly(markerOf(stack.uid, id)))];
    // A shim that is still on its way must find the claim: without it, it would begin a run that was called off.
    if (run?.claim.by === 'controller') left.push(...(await scan.exactly(`${markerOf(stack.uid, id)}${SHIM_SUFFIX}`)));
    if (!isOver || left.length > 0) {
      // An observation that found nothing left of it came too early.
      if (run) this.#strays.forget(run.folder);
      throw new QbtcError(`instance ${id} still runs${isOver ? `: ${describe(left)}` : ''}`, {
        code: 'InstanceRuns',
        mend: 'It is removed once its processes have ended.',
      });
    }
    const paths = this.#paths(stack);
    // Before the removal, so that one that fails in the middle is seen as it is on disk.
    this.#store.forget(stack.uid, id);
    await this.#store.remove(paths.instance(id));
    await this.#options.files.remove(paths.hint(id));
    this.#forget(stack, id, run);
  }

  async purge(stack: StackRef): Promise<void> {
    const ids = await this.#store.ids(stack.uid);
    const stored = await Promise.all(ids.map((id) => this.#store.read(stack.uid, id)));
    const remaining = stored.filter((instance) => instance !== undefined);
    if (remaining.length > 0) {
      throw new QbtcError(`instances are left: ${remaining.map(({ id }) => id).join(', ')}`, {
        code: 'InstancesRemain',
      });
    }
    const marked = await this.#options.processes.marked(`${stack.uid}/`);
    // A shim that has done its duty is on its way out.
    const left = marked.processes.filter(({ marker }) => instanceOfMarker(stack.uid, marker) !== undefined);
    if (left.length > 0) {
      throw new QbtcError(`processes are left: ${describe(left)}`, {
        code: 'ProcessesRemain',
        mend: 'End them; they bear the marker of this stack.',
      });
    }
    this.#hints.suspend(stack.uid);
    await this.#store.remove(this.#paths(stack).root);
  }

  watch(stack: StackRef, changed: () => void): Disposable {
    return this.#hints.watch(stack.uid, this.#paths(stack).hints, changed);
  }

  #paths(stack: StackRef): StackPaths {
    return stackPaths(this.#options.directory, stack.uid);
  }

  #judged(stack: StackRef, stored: StoredInstance, run: RunRecord): Promise<Judgement> {
    const scan = new MarkerScan(this.#options.processes);
    return this.#judge.judge(stack.uid, stored.id, run, scan.exactly, stored.problem !== undefined);
  }

  async #required(stack: StackRef, id: string): Promise<StoredInstance> {
    const stored = await this.#store.read(stack.uid, id);
    if (stored) return stored;
    throw new QbtcError(`there is no instance ${id}`, { code: 'InstanceMissing' });
  }

  async #check({ launch, env, cwd }: LaunchRecord): Promise<void> {
    checkEnvironmentNames(env);
    await findCommand(launch.command, cwd, env.PATH, this.#options.system ?? { stat, access });
  }

  /** Records a run, then starts its shim. Whoever makes the folder is the one who starts. */
  async #begin(stack: StackRef, id: string, { launch, env, cwd }: LaunchRecord, number: number): Promise<void> {
    const { files, processes, logs } = this.#options;
    const paths = this.#paths(stack);
    const run = paths.run(id, number);
    const log = logs.file(stack.uid, launch.service.name, launch.slot);
    if (!(await files.claim(run))) return;
    this.#judge.expect(run);
    try {
      const origin: RunOrigin = { service: launch.service.name, slot: launch.slot, logPosition: await log.end() };
      await files.write(join(run, ORIGIN), JSON.stringify(origin));
      for (const folder of [paths.logs, paths.hints]) await files.claim(folder);
      this.#hints.resume(stack.uid);
      const request = {
        run,
        log: log.path,
        hint: paths.hint(id),
        setsid: await this.#setsid(),
        command: launch.command,
      };
      const argv = shimArgv({ ...request, script: await this.#script() });
      const marker = `${markerOf(stack.uid, id)}${SHIM_SUFFIX}`;
      await processes.spawn({ argv, cwd, env: { ...env, [MARKER]: marker } });
    } catch (error) {
      // Nothing of this run may start any more, now that its start is said to have failed.
      await files.claim(join(run, RUN_FILES.claim)).catch(() => false);
      throw error;
    }
  }

  async #script(): Promise<string> {
    const path = join(this.#options.directory, 'shim.sh');
    if ((await this.#options.files.read(path)) !== SHIM_SCRIPT) await this.#options.files.write(path, SHIM_SCRIPT);
    return path;
  }

  /** The shim gets an absolute path, since the service may have a PATH of its own. */
  async #setsid(): Promise<string> {
    const { environment = process.env, system = { stat, access } } = this.#options;
    return findCommand(['setsid'], '/', environment.PATH, system);
  }

  /** Records that an instance is to end, then signals it. A run that nobody has claimed yet never starts. */
  async #end(stack: StackRef, id: string, signal: string, send: (main: ProcessInfo) => Promise<void>): Promise<void> {
    const { files, clock, processes } = this.#options;
    const stored = await this.#store.read(stack.uid, id);
    const folder = stored?.run?.folder ?? this.#paths(stack).run(id, 1);
    if (!stored && (await new MarkerScan(processes).exactly(markerOf(stack.uid, id))).length === 0) return;
    if (stored && (!stored.run || stored.run.exit || stored.run.claim.by === 'controller')) return;
    if (stored?.record && stored.run?.claim.by === 'nobody' && (await files.claim(join(folder, RUN_FILES.claim))))
      return;
    if (stored?.run?.stoppingSince === undefined) {
      await files.write(join(folder, RUN_FILES.stopping), formatStopping(signal, clock.now()));
    }
    if (stored?.run?.signalled === true) return;
    const main = await this.#main(stack, id);
    if (main) await send(main);
    await files.write(join(folder, SIGNALLED), '');
  }

  /** The main process as it is now: the request has been recorded, so one that starts later sees it. */
  async #main(stack: StackRef, id: string): Promise<ProcessInfo | undefined> {
    const stored = await this.#store.read(stack.uid, id);
    if (stored?.run?.main) return this.#judge.living(stack.uid, id, stored.run.main);
    if (stored?.record) return undefined;
    return leaderOf(await new MarkerScan(this.#options.processes).exactly(markerOf(stack.uid, id)));
  }

  async #removeRunsBefore(stack: StackRef, id: string, number: number): Promise<void> {
    const paths = this.#paths(stack);
    const numbers = runNumbers(await this.#options.files.list(paths.instance(id)));
    for (const old of numbers.filter((each) => each < number)) {
      await this.#store.remove(paths.run(id, old));
      this.#forgetRun(paths.run(id, old));
    }
  }

  #forget(stack: StackRef, id: string, run: RunRecord | undefined): void {
    this.#store.forget(stack.uid, id);
    if (run) this.#forgetRun(run.folder);
  }

  #forgetRun(folder: string): void {
    this.#store.forgetRun(folder);
    this.#judge.forget(folder);
    this.#readiness.forget(folder);
    this.#strays.forget(folder);
  }
}

const describe = (processes: readonly ProcessInfo[]): string =>
  processes.map(({ pid, command }) => `pid ${pid} (${command})`).join(', ');

/** @throws QbtcError `SignalUnknown` */
function signalNamed(name: string): NodeJS.Signals {
  if (isSignal(name)) return name;
  throw new QbtcError(`there is no signal ${name} on this system`, {
    code: 'SignalUnknown',
    mend: 'Correct `stopSignal`, for example SIGTERM.',
    disposition: 'terminal',
  });
}

const isSignal = (name: string): name is NodeJS.Signals => name in constants.signals;
