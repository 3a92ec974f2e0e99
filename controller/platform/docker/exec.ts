import { setTimeout as pause } from 'node:timers/promises';
import type { Engine } from '../../api/engine.ts';
import type { EngineApi } from './api.ts';
import { containerPath } from './containers.ts';
import { FrameSplitter } from './frames.ts';

/** Bytes of output that are kept. */
const KEPT = 4096;
/** Milliseconds between looks for the exit code, which the engine learns a moment after the output has ended. */
const PAUSE = 10;

/** The API has no way to end a command: an abort leaves it running in its container. */
export function execCalls(api: EngineApi): Pick<Engine, 'exec'> {
  return {
    async exec(id, { command, env = {} }, signal) {
      const task = `run a command in the container ${id}`;
      const variables = Object.entries(env).map(([name, value]) => `${name}=${value}`);
      const body = { Cmd: command, Env: variables, AttachStdout: true, AttachStderr: true };
      const created = { task, method: 'POST', path: `${containerPath(id)}/exec`, body } as const;
      const { Id } = await api.json<{ readonly Id: string }>(created, signal);
      const start = { Detach: false, Tty: false };
      const response = await api.open(
        { task, method: 'POST', path: `/exec/${Id}/start`, body: start, long: true },
        signal,
      );

      let output: Uint8Array = new Uint8Array();
      const frames = new FrameSplitter();
      for await (const chunk of api.chunks(response, signal)) {
        output = Buffer.concat([output, ...frames.push(chunk).map(({ bytes }) => bytes)]).subarray(-KEPT);
      }
      for (;;) {
        const request = { task, method: 'GET', path: `/exec/${Id}/json` } as const;
        const { ExitCode } = await api.json<{ readonly ExitCode: number | null }>(request, signal);
        if (ExitCode !== null) return { code: ExitCode, output: Buffer.from(output).toString() };
        await pause(PAUSE, undefined, { signal });
      }
    },
  };
}
