import type { QbtcStack } from '../api/generated/resource.ts';
import type { AlertEvent, NotificationState, Notification, Outbox } from '../api/notification.ts';
import type { Alerts } from './alerts.ts';

/** Messages that wait for one webhook at most, beside the ends of what it was told of. */
const MOST = 50;

/** Where messages go, and which ones. */
export interface Recipient {
  /** A digest of the address. */
  readonly id: string;
  readonly url: string;
  readonly events: readonly AlertEvent[];
}

/** The webhooks of a stack; two entries for one address are one. */
export function recipientsOf({ monitoring }: QbtcStack['spec'], idOf: (url: string) => string): Recipient[] {
  const byUrl = new Map<string, readonly AlertEvent[]>();
  for (const { url, events } of monitoring.webhooks) byUrl.set(url, [...(byUrl.get(url) ?? []), ...events]);
  return [...byUrl].map(([url, events]) => ({ id: idOf(url), url, events }));
}

const EMPTY: Outbox = { told: [], queue: [] };

/**
 * What each webhook is still to be told. Alerts that last are told to each one that was not told of them, a new one, too; one whose queue is
 * full is told when it has room, if there is still something to tell.
 */
export function withAlerts(
  { outboxes }: NotificationState,
  { memory, ended }: Alerts,
  recipients: readonly Recipient[],
): NotificationState {
  const next = recipients.map(({ id, events }): [string, Outbox] => {
    const wants = ({ event }: Notification): boolean => events.includes(event);
    const { told, queue } = outboxes[id] ?? EMPTY;
    const known = new Set(told);
    const added: Notification[] = [];
    const hasRoom = (): boolean => queue.length + added.length < MOST;
    for (const notice of ended) {
      // Whoever was told of the beginning is told of the end.
      const isAwaited = known.delete(notice.dedupKey);
      if (isAwaited || (notice.event === 'Recovered' && wants(notice) && hasRoom())) added.push(notice);
    }
    for (const notice of Object.values(memory.lasting)) {
      if (known.has(notice.dedupKey) || !wants(notice) || !hasRoom()) continue;
      added.push(notice);
      known.add(notice.dedupKey);
    }
    return [
      id,
      added.length === 0 && known.size === told.length
        ? { told, queue }
        : { told: [...known], queue: [...queue, ...added] },
    ];
  });
  return { alerts: memory, outboxes: Object.fromEntries(next) };
}

/** Without the message that was sent, or given up. */
export function withoutFirst(state: NotificationState, id: string): NotificationState {
  const outbox = state.outboxes[id];
  if (!outbox) return state;
  return { ...state, outboxes: { ...state.outboxes, [id]: { ...outbox, queue: outbox.queue.slice(1) } } };
}
