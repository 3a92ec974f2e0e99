import type { Engine, EngineEvent } from '../../api/engine.ts';
import type { EventLine } from './answers.ts';
import type { EngineApi } from './api.ts';
import { jsonLines } from './json-lines.ts';

/** What changes the state of something. Left out above all: the exec events of every health check. */
const ACTIONS = [
  ...['create', 'start', 'die', 'oom', 'pause', 'unpause', 'rename', 'update', 'destroy', 'health_status'],
  ...['connect', 'disconnect', 'remove', 'pull', 'load', 'import', 'tag', 'untag', 'delete'],
];
/** How long a silent stream is trusted before the other side is asked whether it is there, in milliseconds. */
const KEEP_ALIVE = 30_000;
const TYPES = ['container', 'network', 'volume', 'image'] as const;

export function eventCalls(api: EngineApi): Pick<Engine, 'events'> {
  return {
    async *events(signal) {
      // The engine sends its head a moment before it begins to listen; with `since` it makes up for that moment.
      const query = { filters: { type: TYPES, event: ACTIONS }, since: (Date.now() / 1000).toFixed(3) };
      const response = await api.open(
        { task: 'follow the events', method: 'GET', path: '/events', query, long: true },
        signal,
      );
      // A stream that a firewall has forgotten would be silent for ever.
      response.socket.setKeepAlive(true, KEEP_ALIVE);
      yield { type: 'Connected', action: '', id: '', labels: {} };
      for await (const line of jsonLines<EventLine>(api.chunks(response, signal))) {
        const event = eventOf(line);
        if (event) yield event;
      }
    },
  };
}

function eventOf({ Type, Action, Actor }: EventLine): EngineEvent | undefined {
  const type = TYPES.find((each) => each === Type);
  if (!type) return undefined;
  const attributes = Actor.Attributes ?? {};
  // A network's event names the container that was connected or disconnected.
  const id = (type === 'network' ? attributes.container : undefined) ?? Actor.ID;
  return { type, action: Action, id, labels: attributes };
}
