import { QbtcError } from '../../api/errors.ts';
import type { ProcessInfo } from '../../api/processes.ts';
import type { StackRef } from '../../api/runtime.ts';
import { instanceOfMarker, markerOf, stackPaths } from './names.ts';
import { forgetRun, judgeNow, type Parts } from './parts.ts';
import { SHIM_SUFFIX } from './shim.ts';
import { MarkerScan } from './strays.ts';

/** Removes what is on disk, once nothing of it runs. */
export class Remover {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async remove(stack: StackRef, id: string): Promise<void> {
    const { directory, files, processes, store, strays } = this.#parts;
    const stored = await store.read(stack.uid, id);
    if (!stored) return;
    const { run } = stored;
    const scan = new MarkerScan(processes);
    const isOver = !run || (await judgeNow(this.#parts, stack, stored, run)).state === 'Exited';
    const left = [...(await scan.exactly(markerOf(stack.uid, id)))];
    // A shim that is still on its way must find the claim: without it, it would begin a run that was called off.
    if (run?.claim.by === 'controller') left.push(...(await scan.exactly(`${markerOf(stack.uid, id)}${SHIM_SUFFIX}`)));
    if (!isOver || left.length > 0) {
      // An observation that found nothing left of it came too early.
      if (run) strays.forget(run.folder);
      throw new QbtcError(`instance ${id} still runs${isOver ? `: ${describe(left)}` : ''}`, {
        code: 'InstanceRuns',
        mend: 'It is removed once its processes have ended.',
      });
    }
    const paths = stackPaths(directory, stack.uid);
    // Before the removal, so that one that fails in the middle is seen as it is on disk.
    store.forget(stack.uid, id);
    await store.remove(paths.instance(id));
    await files.remove(paths.hint(id));
    store.forget(stack.uid, id);
    if (run) forgetRun(this.#parts, run.folder);
  }

  async purge(stack: StackRef): Promise<void> {
    const { directory, hints, processes, store } = this.#parts;
    const ids = await store.ids(stack.uid);
    const stored = await Promise.all(ids.map((id) => store.read(stack.uid, id)));
    const remaining = stored.filter((instance) => instance !== undefined);
    if (remaining.length > 0) {
      throw new QbtcError(`instances are left: ${remaining.map(({ id }) => id).join(', ')}`, {
        code: 'InstancesRemain',
      });
    }
    const marked = await processes.marked(`${stack.uid}/`);
    // A shim that has done its duty is on its way out.
    const left = marked.processes.filter(({ marker }) => instanceOfMarker(stack.uid, marker) !== undefined);
    if (left.length > 0) {
      throw new QbtcError(`processes are left: ${describe(left)}`, {
        code: 'ProcessesRemain',
        mend: 'End them; they bear the marker of this stack.',
      });
    }
    hints.suspend(stack.uid);
    await store.remove(stackPaths(directory, stack.uid).root);
  }
}

const describe = (processes: readonly ProcessInfo[]): string =>
  processes.map(({ pid, command }) => `pid ${pid} (${command})`).join(', ');
