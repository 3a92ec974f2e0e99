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
  { stack, spec }: Desired,
  instances: Observed['instances'],
  { logs, clock }: { readonly logs?: readonly LogSource[]; readonly clock: Clock },
  secrets: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Observed['lastLines']> {
  const name = spec.gateway.apisix?.service;
  const members = Object.values(instances).flatMap((found) => (found.known ? found.value : []));
  const ended = members.find(({ service, state, exit }) => service === name && state === 'Exited' && exit?.code !== 0);
  if (!ended || name === undefined || !logs) return undefined;
  const found = await withDeadline(clock, 'the log', DEADLINE, signal, async (both) => {
    const query = { uid: stack.uid, service: name, tail: LINES, follow: false, engine: stack };
    const lines: string[] = [];
    for (const source of logs) for await (const { line } of source.read(query, both)) lines.push(line);
    return known(lines.slice(-LINES).map((line) => withoutSecrets(line.slice(0, LENGTH), secrets)));
  });
  return found.known && found.value.length > 0 ? { [name]: found.value } : undefined;
}

function withoutSecrets(line: string, secrets: Readonly<Record<string, string>>): string {
  return Object.values(secrets)
    .filter((secret) => secret.length >= SHORTEST_SECRET)
    .reduce((text, secret) => text.replaceAll(secret, '***'), line);
}
