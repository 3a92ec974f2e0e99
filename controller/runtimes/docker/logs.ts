import type { Clock } from '../../api/clock.ts';
import type { ContainerDetail, Labels } from '../../api/container.ts';
import type { Engine } from '../../api/engine.ts';
import { QbtcError } from '../../api/errors.ts';
import { LABELS } from '../../api/labels.ts';
import type { LogLine, LogQuery, LogSource } from '../../api/logs.ts';
import { pause } from '../../platform/pause.ts';
import { merge } from '../../platform/streams.ts';
import type { Adoption, Adoptions } from './adoptions.ts';
import type { Connections } from './connections.ts';

/** How often it is looked whether a container has come or begun another run, in milliseconds. */
const POLL = 500;

/** What containers wrote, as the engine keeps it: of every container that is there, from all its runs. */
export function createContainerLogs(connections: Connections, adoptions: Adoptions, clock: Clock): LogSource {
  return {
    async *read(query, signal) {
      if (!query.engine) return;
      const { engine } = connections.of(query.engine);
      if (query.follow) yield* merge([], runsOf(engine, adoptions, query, clock, signal));
      else
        for (const container of await containersOf(engine, adoptions, query, signal))
          yield* linesOf(engine, container, query, signal);
    },
    // The engine keeps its logs within bounds by itself, as far as it was told to.
    rotate: () => Promise.resolve(),
  };
}

/**
 * The lines of each run, as runs begin: of the first ones the last lines, of later ones all. An engine that goes away and comes back is
 * waited for.
 */
async function* runsOf(
  engine: Engine,
  adoptions: Adoptions,
  query: LogQuery,
  clock: Clock,
  signal: AbortSignal,
): AsyncGenerator<AsyncIterable<LogLine>, void, void> {
  const seen = new Map<string, number | undefined>();
  const brokenAt = new Map<string, number>();
  async function* untilBroken(lines: AsyncIterable<LogLine>, id: string): AsyncGenerator<LogLine, void, void> {
    try {
      yield* lines;
    } catch (error) {
      if (!isAway(error)) throw error;
      brokenAt.set(id, clock.now());
      seen.delete(id);
    }
  }
  let containers = await containersOf(engine, adoptions, query, signal);
  for (let first = true; !signal.aborted; first = false) {
    for (const container of containers) {
      const { id, startedAt, finishedAt } = container.detail;
      if (seen.has(id) && seen.get(id) === startedAt) continue;
      seen.set(id, startedAt);
      // From the end of the run before: a container may write before the engine has noted that it started.
      const since = first ? {} : { tail: 0, since: brokenAt.get(id) ?? finishedAt };
      brokenAt.delete(id);
      yield untilBroken(linesOf(engine, container, { ...query, ...since }, signal), id);
    }
    await pause(clock, POLL, signal);
    containers = await containersOf(engine, adoptions, query, signal).catch((error: unknown) => {
      if (!isAway(error)) throw error;
      return [];
    });
  }
}

const isAway = (error: unknown): boolean => error instanceof QbtcError && error.code === 'EngineUnreachable';

async function* linesOf(
  engine: Engine,
  { detail: { id }, service, slot }: Replica,
  { tail, follow, since }: Pick<LogQuery, 'tail' | 'follow'> & { readonly since?: number | undefined },
  signal: AbortSignal,
): AsyncGenerator<LogLine, void, void> {
  const query = { tail: tail > 0 ? tail : undefined, since, follow };
  for await (const line of engine.logs(id, query, signal)) yield { service, slot, line };
}

/** A container with what it is of its stack. */
interface Replica {
  readonly service: string;
  readonly slot: number;
  readonly detail: ContainerDetail;
}

async function containersOf(
  engine: Engine,
  adoptions: Adoptions,
  { uid, service: asked }: LogQuery,
  signal: AbortSignal,
): Promise<Replica[]> {
  const [containers, adopted] = await Promise.all([engine.containers(signal), adoptions.all()]);
  containers.sort((a, b) => (a.name < b.name ? -1 : 1));
  const found = await Promise.all(
    containers.map(async ({ id, labels }): Promise<Replica[]> => {
      const replica = replicaOf(labels, adopted.get(id), uid);
      if (!replica || (asked !== undefined && replica.service !== asked)) return [];
      const detail = await engine.container(id, signal);
      return detail ? [{ ...replica, detail }] : [];
    }),
  );
  return found.flat();
}

function replicaOf(labels: Labels, adoption: Adoption | undefined, uid: string): Omit<Replica, 'detail'> | undefined {
  if (labels[LABELS.uid] === uid)
    return { service: labels[LABELS.service] ?? '', slot: Number(labels[LABELS.slot] ?? 0) };
  if (adoption?.stack !== uid) return undefined;
  const { service, slot } = adoption.launch;
  return { service: service.name, slot };
}
