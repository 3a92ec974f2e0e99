import { setMaxListeners } from 'node:events';
import type { AcceptedStack } from '../api/accepted.ts';
import type { Clock } from '../api/clock.ts';
import { messageOf, QbtcError } from '../api/errors.ts';
import type { Notification, Notify } from '../api/notification.ts';
import { within } from '../platform/within.ts';
import { backoff } from '../plan/backoff.ts';
import { secretDigest, type Installation } from '../state/installation.ts';
import { keyOf, type StackStore } from '../state/store.ts';
import { type AlertInput, nextAlerts } from '../status/alerts.ts';
import { type Recipient, recipientsOf, withAlerts, withoutFirst } from '../status/outbox.ts';
import type { EventLog } from '../telemetry/events.ts';
import type { Logger } from '../telemetry/log.ts';

/** For the answer to one message, in milliseconds. */
const PATIENCE = 10_000;
/** Between two attempts at one webhook. */
const ATTEMPTS = { initialSeconds: 1, maxSeconds: 300 };
/** What is older is worth nothing to anybody; milliseconds. */
const OUTDATED = 24 * 3_600_000;
/** After so many attempts in vain people are told, once until the next success. */
const TOLD_AFTER = 3;

export interface NotifierOptions {
  readonly clock: Clock;
  readonly store: StackStore;
  readonly installation: Installation;
  readonly events: EventLog;
  readonly log: Logger;
  readonly notify: Notify;
  /** Asked before each message; throws when nothing may be done any more. */
  readonly guard: () => void;
}

/** What one webhook gets, one message after the other. */
interface Lane {
  recipient: Recipient;
  /** In vain, in a row. */
  attempts: number;
  timer: Disposable | undefined;
  sending: Promise<void> | undefined;
}

/**
 * Tells webhooks of the alerts of stacks. What is to be told is on disk before it is sent and until it was, so it is sent at least once; each webhook
 * has a queue of its own, and nobody waits for it.
 */
export class Notifier {
  readonly #options: NotifierOptions;
  /** By stack, by webhook. */
  readonly #lanes = new Map<string, Map<string, Lane>>();
  readonly #unsaved = new Set<string>();
  readonly #ended = new AbortController();

  constructor(options: NotifierOptions) {
    this.#options = options;
    setMaxListeners(0, this.#ended.signal);
  }

  /** Takes note of what a pass has found. Never rejects: what cannot be kept now is kept with the next pass. */
  async look(stack: AcceptedStack, input: AlertInput): Promise<void> {
    const key = keyOf(stack);
    const { store, installation } = this.#options;
    const recipients = recipientsOf(input.desired.spec, (url) => secretDigest(installation, { url }) ?? '');
    const before = store.notifications(key);
    if (recipients.length === 0 && Object.keys(before.outboxes).length === 0) return;
    const alerts = recipients.length === 0 ? { memory: { lasting: {} }, ended: [] } : nextAlerts(before.alerts, input);
    const next = withAlerts(before, alerts, recipients);
    if (this.#unsaved.has(key) || JSON.stringify(next) !== JSON.stringify(before)) await this.#save(key, () => next);
    const lanes = this.#lanes.get(key) ?? new Map<string, Lane>();
    this.#lanes.set(key, lanes);
    for (const [id, lane] of lanes) {
      if (recipients.some((recipient) => recipient.id === id)) continue;
      lane.timer?.[Symbol.dispose]();
      lanes.delete(id);
    }
    for (const recipient of recipients) {
      const lane = lanes.get(recipient.id) ?? { recipient, attempts: 0, timer: undefined, sending: undefined };
      lane.recipient = recipient;
      lanes.set(recipient.id, lane);
      if (lane.timer === undefined) this.#run(key, lane);
    }
  }

  forget(key: string): void {
    for (const { timer } of this.#lanes.get(key)?.values() ?? []) timer?.[Symbol.dispose]();
    this.#lanes.delete(key);
    this.#unsaved.delete(key);
  }

  /** Sends nothing more, and waits until what was being sent is over. */
  async close(): Promise<void> {
    this.#ended.abort();
    const lanes = [...this.#lanes.values()].flatMap((each) => [...each.values()]);
    for (const key of [...this.#lanes.keys()]) this.forget(key);
    await Promise.all(lanes.map(({ sending }) => sending ?? Promise.resolve()));
  }

  #run(key: string, lane: Lane): void {
    lane.sending ??= this.#empty(key, lane).finally(() => {
      lane.sending = undefined;
      // Something may have been added while the last one was on its way.
      if (lane.timer === undefined && this.#isInUse(key, lane) && this.#first(key, lane)) this.#run(key, lane);
    });
  }

  #isInUse(key: string, lane: Lane): boolean {
    return !this.#ended.signal.aborted && this.#lanes.get(key)?.get(lane.recipient.id) === lane;
  }

  #first(key: string, { recipient }: Lane): Notification | undefined {
    return this.#options.store.notifications(key).outboxes[recipient.id]?.queue[0];
  }

  /** Sends what waits, in its order, until all is sent or an attempt has failed. */
  async #empty(key: string, lane: Lane): Promise<void> {
    const { clock } = this.#options;
    for (;;) {
      const notification = this.#first(key, lane);
      if (!notification || !this.#isInUse(key, lane)) return;
      const { id } = lane.recipient;
      try {
        this.#options.guard();
        await within(PATIENCE, this.#ended.signal, (signal) =>
          this.#options.notify(lane.recipient.url, notification, signal),
        );
        lane.attempts = 0;
      } catch (error) {
        if (!this.#isInUse(key, lane)) return;
        const isFinal = error instanceof QbtcError && error.disposition === 'terminal';
        const isOutdated = clock.now() - Date.parse(notification.at) > OUTDATED;
        if (!isFinal) lane.attempts++;
        if (isFinal || isOutdated) this.#tell(key, lane, notification, `is given up: ${messageOf(error)}`);
        else {
          if (lane.attempts === TOLD_AFTER) this.#tell(key, lane, notification, `is tried again: ${messageOf(error)}`);
          lane.timer = clock.after(backoff(ATTEMPTS, id, lane.attempts + 1), () => {
            lane.timer = undefined;
            this.#run(key, lane);
          });
          return;
        }
      }
      await this.#save(key, () => withoutFirst(this.#options.store.notifications(key), id));
    }
  }

  async #save(key: string, change: () => ReturnType<StackStore['notifications']>): Promise<void> {
    try {
      await this.#options.store.saveNotifications(key, change());
      this.#unsaved.delete(key);
    } catch (error) {
      this.#unsaved.add(key);
      this.#options.log.warn({ stack: key, err: error }, 'what webhooks are to be told could not be kept');
    }
  }

  /** Of the address only the host is said. */
  #tell(stack: string, { recipient }: Lane, { event, status }: Notification, what: string): void {
    const target = `webhook/${URL.canParse(recipient.url) ? new URL(recipient.url).host : ''}`;
    const message = `the message ${event} (${status}) ${what}`;
    this.#options.events.record({ stack, type: 'Warning', reason: 'NotificationFailed', target, message });
  }
}
