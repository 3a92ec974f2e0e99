import { access, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { QbtcError } from '../../api/errors.ts';
import { MARKER } from '../../api/processes.ts';
import type { Launch, StackRef } from '../../api/runtime.ts';
import { checkEnvironmentNames, findCommand } from './command.ts';
import type { StoredInstance } from './instances.ts';
import type { LaunchRecord } from './launch-record.ts';
import { instanceId, markerOf, runNumbers, serviceEnvironment, stackPaths } from './names.ts';
import { forgetRun, judgeNow, type Parts } from './parts.ts';
import { ORIGIN, type RunOrigin } from './run-record.ts';
import { RUN_FILES, SHIM_SCRIPT, SHIM_SUFFIX, shimArgv } from './shim.ts';

/** Begins runs: of new instances, and of those that ended. */
export class Starter {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async start(
    stack: StackRef,
    launch: Launch,
    secrets: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<void> {
    const { directory, environment = process.env, files, store } = this.#parts;
    const id = instanceId(stack, launch);
    const cwd = resolve(launch.service.process?.workingDir ?? '.');
    const env = serviceEnvironment(environment, { ...launch.env, ...secrets });
    const record: LaunchRecord = { version: 1, stack, launch, env, cwd };
    await this.#check(record);
    signal.throwIfAborted();
    const stored = await store.read(stack.uid, id);
    if (!stored?.record) {
      store.forget(stack.uid, id);
      await files.write(stackPaths(directory, stack.uid).launch(id), JSON.stringify(record));
    }
    const run = stored?.run;
    // Only a first run is begun here, or the run after one whose record was lost; everything else exists already.
    if (run && (stored.record || (await judgeNow(this.#parts, stack, stored, run)).state !== 'Exited')) return;
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
    if (run && (await judgeNow(this.#parts, stack, stored, run)).state !== 'Exited') return;
    await this.#check(record);
    signal.throwIfAborted();
    const next = (run?.number ?? 0) + 1;
    await this.#removeRunsBefore(stack, id, next - 1);
    await this.#begin(stack, id, record, next);
  }

  async #required(stack: StackRef, id: string): Promise<StoredInstance> {
    const stored = await this.#parts.store.read(stack.uid, id);
    if (stored) return stored;
    throw new QbtcError(`there is no instance ${id}`, { code: 'InstanceMissing' });
  }

  async #check({ launch, env, cwd }: LaunchRecord): Promise<void> {
    checkEnvironmentNames(env);
    await findCommand(launch.command, cwd, env.PATH, this.#parts.system ?? { stat, access });
  }

  /** Records a run, then starts its shim. Whoever makes the folder is the one who starts. */
  async #begin(stack: StackRef, id: string, { launch, env, cwd }: LaunchRecord, number: number): Promise<void> {
    const { directory, files, hints, judge, logs, processes } = this.#parts;
    const paths = stackPaths(directory, stack.uid);
    const run = paths.run(id, number);
    const log = logs.file(stack.uid, launch.service.name, launch.slot);
    if (!(await files.claim(run))) return;
    judge.expect(run);
    try {
      const origin: RunOrigin = { service: launch.service.name, slot: launch.slot, logPosition: await log.end() };
      await files.write(join(run, ORIGIN), JSON.stringify(origin));
      for (const folder of [paths.logs, paths.hints]) await files.claim(folder);
      hints.resume(stack.uid);
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
    const { directory, files } = this.#parts;
    const path = join(directory, 'shim.sh');
    if ((await files.read(path)) !== SHIM_SCRIPT) await files.write(path, SHIM_SCRIPT);
    return path;
  }

  /** The shim gets an absolute path, since the service may have a PATH of its own. */
  async #setsid(): Promise<string> {
    const { environment = process.env, system = { stat, access } } = this.#parts;
    return findCommand(['setsid'], '/', environment.PATH, system);
  }

  async #removeRunsBefore(stack: StackRef, id: string, number: number): Promise<void> {
    const { directory, files, store } = this.#parts;
    const paths = stackPaths(directory, stack.uid);
    const numbers = runNumbers(await files.list(paths.instance(id)));
    for (const old of numbers.filter((each) => each < number)) {
      await store.remove(paths.run(id, old));
      forgetRun(this.#parts, paths.run(id, old));
    }
  }
}
