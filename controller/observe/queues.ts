import type { Discovery, FoundQueue, QueueTrouble } from '../api/discovery.ts';

/** Looks in a row after which a queue that has always grown does not keep up. */
const GROWING = 3;

/** What looks in a row have shown of a queue. */
interface QueueHistory {
  readonly messages: number;
  /** Looks in a row in which it had more than before. */
  readonly grown: number;
  /** Whoever was seen to consume it. */
  readonly consumers: readonly string[];
}

export type QueueHistories = ReadonlyMap<string, QueueHistory>;

/** What this look adds to what is known of the queues; a broker that did not answer adds nothing. */
export function withQueues(
  before: QueueHistories,
  { queues }: Pick<Discovery, 'queues'>,
): { readonly histories: QueueHistories; readonly troubles: readonly QueueTrouble[] } {
  const histories = queues
    ? new Map(queues.map((queue) => [queue.name, historyOf(queue, before.get(queue.name))]))
    : before;
  const current = new Map((queues ?? []).map((queue) => [queue.name, queue]));
  const troubles = [...histories].flatMap(([queue, { messages, grown, consumers }]): QueueTrouble[] => {
    const now = current.get(queue);
    if (!now) return [];
    if (now.consumers.length === 0 && (messages > 0 || consumers.length > 0))
      return [{ queue, consumers, message: `nobody consumes the queue ${queue}` }];
    const slow = `the queue ${queue} only grows: whoever consumes it does not keep up`;
    return grown >= GROWING ? [{ queue, consumers, message: slow }] : [];
  });
  return { histories, troubles };
}

function historyOf({ messages, consumers }: FoundQueue, before: QueueHistory | undefined): QueueHistory {
  return {
    messages,
    grown: before && messages > before.messages ? before.grown + 1 : 0,
    consumers: consumers.length > 0 ? consumers : (before?.consumers ?? []),
  };
}
