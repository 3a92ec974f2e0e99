import { known } from '../../api/observation.ts';
import type { Runtime } from '../../api/runtime.ts';
import { Ender } from './end.ts';
import { stackPaths } from './names.ts';
import { Observer } from './observe.ts';
import { partsOf, type ProcessRuntimeOptions } from './parts.ts';
import { Remover } from './remove.ts';
import { Starter } from './start.ts';

/** Runs instances as processes of this machine, each under a shim; see docs/processes.md. */
export function createProcessRuntime(options: ProcessRuntimeOptions): Runtime {
  const parts = partsOf(options);
  const observer = new Observer(parts);
  const starter = new Starter(parts);
  const ender = new Ender(parts);
  const remover = new Remover(parts);
  return {
    async observe(stack, _spec, signal) {
      const found = await observer.observe(stack, signal);
      return found.known ? known({ instances: found.value }) : found;
    },
    start: (stack, launch, secrets, signal) => starter.start(stack, launch, secrets, signal),
    restart: (stack, id, signal) => starter.restart(stack, id, signal),
    stop: (stack, id, stopSignal) => ender.stop(stack, id, stopSignal),
    kill: (stack, id) => ender.kill(stack, id),
    remove: (stack, id) => remover.remove(stack, id),
    purge: (stack) => remover.purge(stack),
    watch: (stack, changed) => parts.hints.watch(stack.uid, stackPaths(parts.directory, stack.uid).hints, changed),
  };
}
