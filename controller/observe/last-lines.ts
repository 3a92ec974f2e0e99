import { masked } from '../api/accepted.ts';
import type { Clock } from '../api/clock.ts';
import type { LogSource } from '../api/logs.ts';
import { known } from '../api/observation.ts';
import type { Desired, Observed } from '../api/plan.ts';
import { withDeadline } from './deadline.ts';

/** How many of the last lines are looked at, and how long one may be, in characters. */
const LINES = 20;
const LENGTH = 300;
/** Milliseconds. */
const DEADLINE = 2000;
/** Shorter values occur in any text. */
const SHORTEST_SECRET = 4;

/**
 * What the stack's own APISIX said last before it ended, without secrets; absent when it runs, or said nothing.
 */
export async function observeLastLines(
  { stack, spec, stopped }: Desired,
  instances: Observed['instances'],
  { logs, clock }: { readonly logs?: readonly LogSource[]; readonly clock: Clock },
  secrets: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Observed['lastLines']> {
  const name = spec.gateway.apisix?.service;
  const members = Object.values(instances).flatMap((found) => (found.known ? found.value : []));
  const ended = members.find(({ service, state, exit }) => service === name && state === 'Exited' && exit?.code !== 0);
  if (!ended || name === undefined || stopped.includes(name) || !logs) return undefined;
  const hidden = Object.values(secrets).filter((secret) => secret.length >= SHORTEST_SECRET);
  const found = await withDeadline(clock, 'the log', DEADLINE, signal, async (both) => {
    const query = { uid: stack.uid, service: name, tail: LINES, follow: false, engine: stack };
    const lines: string[] = [];
    for (const source of logs) for await (const { line } of source.read(query, both)) lines.push(line);
    return known(lines.slice(-LINES).map((line) => untimed(masked(line, hidden)).slice(0, LENGTH)));
  });
  return found.known && found.value.length > 0 ? { [name]: found.value } : undefined;
}

/** Without what differs from one run to the next: the time and the process at the beginning of a line of nginx. */
const untimed = (line: string): string =>
  line.replace(/^\d{4}[/-]\d\d[/-]\d\d[ T]\d\d:\d\d:\d\d\S*\s+/, '').replace(/^(\[\w+\]) \d+#\d+: /, '$1 ');
