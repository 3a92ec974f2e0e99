import type { StackEvent } from '../telemetry/events.ts';
import { keyOfStack, pickStack, requireController } from './connect.ts';
import { forEach } from './client.ts';
import { stateDirectory } from './paths.ts';
import { emit, paint, print, table, type OutputOptions } from './report.ts';

export interface EventsOptions extends OutputOptions {
  readonly follow?: boolean;
}

/** `qbtc events`: what happened, and why; with --follow as it happens. */
export async function events(name: string | undefined, { follow = false, output }: EventsOptions): Promise<number> {
  const client = await requireController(stateDirectory());
  const stack = name === undefined ? {} : { stack: keyOfStack(await pickStack(client, name)) };
  const stream = client.events({ ...stack, follow });
  if (follow) {
    await forEach(stream, (event) => {
      print(output === 'table' ? eventLine(event) : JSON.stringify(event));
    });
  } else {
    const all: StackEvent[] = [];
    for await (const event of stream) all.push(event);
    const rows = all.map(({ time, type, reason, stack: of, target, message }) => [
      time,
      type,
      reason,
      `${of} ${target}`,
      message,
    ]);
    await emit(output, all, () => table([['TIME', 'TYPE', 'REASON', 'OBJECT', 'MESSAGE'], ...rows]));
  }
  client.close();
  return 0;
}

/** One event on one line. */
export function eventLine({ time, type, reason, target, message }: StackEvent): string {
  const clock = time.slice(11, 23);
  return `${clock}  ${paint(type === 'Warning' ? 'yellow' : 'green', reason.padEnd(18))} ${target}: ${message}`;
}
