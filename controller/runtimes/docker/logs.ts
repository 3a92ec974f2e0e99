import type { Clock } from '../../api/clock.ts';
import type { ContainerDetail, Engine } from '../../api/engine.ts';
import { LABELS } from '../../api/labels.ts';
import type { LogLine, LogQuery, LogSource } from '../../api/logs.ts';
import { pause } from '../../platform/pause.ts';
import { flatten } from '../../platform/streams.ts';
import type { Connections } from './connections.ts';

/** How often it is looked whether a container has come or begun another run, in milliseconds. */
const POLL = 500;

/** What containers wrote, as the engine keeps it: of every container that is there, from all its runs. */
export function createContainerLogs(connections: Connections, clock: Clock): LogSource {
  return {
    async *read(query, signal) {
      if (!query.engine) return;
      const { engine } = connections.of(query.engine);
      if (query.follow) yield* flatten(runsOf(engine, query, clock, signal));
      else
        for (const container of await containersOf(engine, query, signal))
          yield* linesOf(engine, container, query, signal);
    },
    // The engine keeps its logs within bounds by itself, as far as it was told to.
    rotate: () => Promise.resolve(),
  };
}

/** The lines of each run, as runs begin: of the first ones the last lines, of later ones all. */
async function* runsOf(
  engine: Engine,
  query: LogQuery,
  clock: Clock,
  signal: AbortSignal,
): AsyncGenerator<AsyncIterable<LogLine>, void, void> {
  const seen = new Map<string, number | undefined>();
  for (let first = true; !signal.aborted; first = false) {
    for (const container of await containersOf(engine, query, signal)) {
      const { id, startedAt } = container;
      if (seen.has(id) && seen.get(id) === startedAt) continue;
      seen.set(id, startedAt);
      const since = first ? {} : { tail: 0, since: startedAt };
      yield linesOf(engine, container, { ...query, ...since }, signal);
    }
    await pause(clock, POLL, signal);
  }
}

async function* linesOf(
  engine: Engine,
  { id, labels }: ContainerDetail,
  { tail, follow, since }: Pick<LogQuery, 'tail' | 'follow'> & { readonly since?: number | undefined },
  signal: AbortSignal,
): AsyncGenerator<LogLine, void, void> {
  const service = labels[LABELS.service] ?? '';
  const slot = Number(labels[LABELS.slot] ?? 0);
  const query = { tail: tail > 0 ? tail : undefined, since, follow };
  for await (const line of engine.logs(id, query, signal)) yield { service, slot, line };
}

async function containersOf(
  engine: Engine,
  { uid, service }: LogQuery,
  signal: AbortSignal,
): Promise<ContainerDetail[]> {
  const ours = (await engine.containers(signal)).filter(
    ({ labels }) => labels[LABELS.uid] === uid && (service === undefined || labels[LABELS.service] === service),
  );
  ours.sort((a, b) => (a.name < b.name ? -1 : 1));
  const details = await Promise.all(ours.map(({ id }) => engine.container(id, signal)));
  return details.filter((detail) => detail !== undefined);
}
