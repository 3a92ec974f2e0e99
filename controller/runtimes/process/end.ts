import { constants } from 'node:os';
import { join } from 'node:path';
import { QbtcError } from '../../api/errors.ts';
import type { ProcessInfo } from '../../api/processes.ts';
import type { StackRef } from '../../api/runtime.ts';
import { leaderOf } from './judge.ts';
import { markerOf, stackPaths } from './names.ts';
import type { Parts } from './parts.ts';
import { formatStopping, SIGNALLED } from './run-record.ts';
import { RUN_FILES } from './shim.ts';
import { MarkerScan } from './strays.ts';

/** Ends runs: asks them to, or kills them with all that they left. */
export class Ender {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async stop(stack: StackRef, id: string, stopSignal: string): Promise<void> {
    const { processes } = this.#parts;
    const signal = signalNamed(stopSignal);
    await this.#end(stack, id, signal, async (main) => {
      await processes.signal(main, signal, 'group');
      // A frozen process would get no other signal before its time-out; systemd.kill(5) does the same.
      await processes.signal(main, 'SIGCONT', 'group');
    });
  }

  async kill(stack: StackRef, id: string): Promise<void> {
    const { judge, processes, store } = this.#parts;
    await this.#end(stack, id, 'SIGKILL', async () => undefined);
    const scan = new MarkerScan(processes);
    const stored = await store.read(stack.uid, id);
    const main = stored?.run?.main && (await judge.living(stack.uid, id, stored.run.main));
    if (main) await processes.signal(main, 'SIGKILL', 'group');
    const members = await scan.exactly(markerOf(stack.uid, id));
    const results = await Promise.allSettled(members.map((member) => processes.signal(member, 'SIGKILL', 'process')));
    const failed = results.find((result) => result.status === 'rejected');
    if (failed) throw failed.reason;
  }

  /** Records that an instance is to end, then signals it. A run that nobody has claimed yet never starts. */
  async #end(stack: StackRef, id: string, signal: string, send: (main: ProcessInfo) => Promise<void>): Promise<void> {
    const { clock, directory, files, processes, store } = this.#parts;
    const stored = await store.read(stack.uid, id);
    const folder = stored?.run?.folder ?? stackPaths(directory, stack.uid).run(id, 1);
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
    const { judge, processes, store } = this.#parts;
    const stored = await store.read(stack.uid, id);
    if (stored?.run?.main) return judge.living(stack.uid, id, stored.run.main);
    if (stored?.record) return undefined;
    return leaderOf(await new MarkerScan(processes).exactly(markerOf(stack.uid, id)));
  }
}

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
