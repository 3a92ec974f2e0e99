import type { Engine } from '../../api/engine.ts';
import { LineSplitter } from '../lines.ts';
import type { EngineApi } from './api.ts';
import { containerPath, inspect } from './containers.ts';
import { engineError } from './errors.ts';
import { FrameSplitter } from './frames.ts';

/** Lines are given in the order in which they end; each stream's line is put together by itself. */
export function logCalls(api: EngineApi): Pick<Engine, 'logs'> {
  return {
    async *logs(id, { tail, since, follow }, signal) {
      const task = `read the logs of the container ${id}`;
      const inspected = await inspect(api, id, signal);
      if (!inspected) throw engineError('NotFound', `cannot ${task}: there is no such container`);
      const seconds = since === undefined ? {} : { since: since / 1000 };
      const query = { stdout: true, stderr: true, follow, tail: tail ?? 'all', ...seconds };
      const response = await api.open(
        { task, method: 'GET', path: `${containerPath(id)}/logs`, query, long: true },
        signal,
      );
      const lines = { stdout: new LineSplitter(), stderr: new LineSplitter() };
      // With a terminal there is one stream, and it has no frames.
      const frames = inspected.Config.Tty ? undefined : new FrameSplitter();
      for await (const chunk of api.chunks(response, signal)) {
        for (const { stream, bytes } of frames?.push(chunk) ?? [{ stream: 'stdout' as const, bytes: chunk }]) {
          yield* lines[stream].push(bytes);
        }
      }
      yield* lines.stdout.flush();
      yield* lines.stderr.flush();
    },
  };
}
