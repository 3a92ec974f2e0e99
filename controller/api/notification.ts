import type { Webhook } from './generated/resource.ts';

/** What a stack tells of. */
export type AlertEvent = Webhook['events'][number];

/** One message to a webhook; its fields are those of the JSON that is sent (docs/notifications.md). */
export interface Notification {
  /** `namespace/name` */
  readonly stack: string;
  readonly event: AlertEvent;
  readonly status: 'firing' | 'resolved';
  readonly severity: 'info' | 'warning' | 'critical';
  /** Whom it concerns, where that is one service. */
  readonly service?: string;
  /** One word in UpperCamelCase. */
  readonly reason: string;
  readonly message: string;
  /** RFC 3339: when it began, or ended. */
  readonly at: string;
  /** The same for the beginning and the end of an alert, whenever it comes again. */
  readonly dedupKey: string;
}

/** What is known of the alerts of a stack, so that each is told once. */
export interface AlertMemory {
  /** Those that last, by their key, as they were told. */
  readonly lasting: Readonly<Record<string, Notification>>;
  /** Requests went through APISIX when the way was last known. */
  readonly throughApisix?: true;
  /** The generation at which the stack was Ready last. */
  readonly readyAt?: number;
  /** The stack was Ready and is not any more. */
  readonly isDown?: true;
  /** Since when the score is on the other side of its target than what was told; milliseconds since the epoch. */
  readonly crossedAt?: number;
}

/** What one webhook was told and is still to be told. */
export interface Outbox {
  /** The keys of lasting alerts that were put into the queue. */
  readonly told: readonly string[];
  /** What was not sent yet, the oldest first. */
  readonly queue: readonly Notification[];
}

/** Everything that notifications of one stack must not forget. It names no address: those may hold secrets. */
export interface NotificationState {
  readonly alerts: AlertMemory;
  /** By the digest of a webhook's address. */
  readonly outboxes: Readonly<Record<string, Outbox>>;
}

export const NO_NOTIFICATIONS: NotificationState = { alerts: { lasting: {} }, outboxes: {} };

/**
 * Sends one message. Rejects with a `QbtcError` in words that hold nothing of the address: its disposition says whether another attempt may help.
 *
 * @param url may hold a secret
 */
export type Notify = (url: string, notification: Notification, signal: AbortSignal) => Promise<void>;
