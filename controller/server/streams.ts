import { setInterval } from 'node:timers/promises';
import type { Context } from 'hono';
import { stream, streamSSE } from 'hono/streaming';
import type { LogLine } from '../api/logs.ts';
import type { EventLog, StackEvent } from '../telemetry/events.ts';

/** Keeps idle connections from being cut, in milliseconds. */
const HEARTBEAT = 15_000;

/**
 * Server-sent events: those that are kept after `Last-Event-ID` or `?since=` (a number, or `latest`), then new ones. `?stack=namespace/name` narrows them,
 * `?follow=false` ends after those that are kept.
 *
 * @param closing aborted when there will be no more; what was told until then still arrives
 */
export function streamEvents(context: Context, events: EventLog, closing: AbortSignal): Response {
  const { stack, since, follow } = context.req.query();
  const from = since === 'latest' ? events.latest : Number(context.req.header('last-event-id') ?? since ?? 0);
  const wanted = (event: StackEvent): boolean => !stack || event.stack === stack;
  return streamSSE(context, async (sse) => {
    const send = (event: StackEvent): Promise<void> =>
      sse.writeSSE({ id: String(event.sequence), event: 'event', data: JSON.stringify(event) });
    for (const event of events.since(from)) if (wanted(event)) await send(event);
    if (follow === 'false') return;
    let sent = Promise.resolve();
    using _following = events.follow((event) => {
      if (wanted(event)) sent = sent.then(() => send(event));
    });
    const gone = new AbortController();
    const end = (): void => {
      gone.abort();
    };
    sse.onAbort(end);
    closing.addEventListener('abort', end, { once: true });
    // The timer must not hold up a controller that ends.
    const beats = setInterval(HEARTBEAT, undefined, { signal: gone.signal, ref: false });
    try {
      for await (const _ of beats) await sse.write(': still here\n\n');
    } catch {
      // The client is gone, or the controller is.
    }
    closing.removeEventListener('abort', end);
    await sent;
  });
}

/** Log lines as newline-delimited JSON. */
export function streamLogs(context: Context, lines: (signal: AbortSignal) => AsyncIterable<LogLine>): Response {
  context.header('Content-Type', 'application/x-ndjson');
  return stream(context, async (body) => {
    const gone = new AbortController();
    body.onAbort(() => {
      gone.abort();
    });
    for await (const line of lines(gone.signal)) await body.write(`${JSON.stringify(line)}\n`);
  });
}
