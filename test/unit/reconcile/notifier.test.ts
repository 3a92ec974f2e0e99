import { beforeEach, describe, expect, it } from '@jest/globals';
import { QbtcError } from '../../../controller/api/errors.ts';
import type { Notification, Notify } from '../../../controller/api/notification.ts';
import { Notifier } from '../../../controller/reconcile/notifier.ts';
import { StackStore } from '../../../controller/state/store.ts';
import type { AlertInput } from '../../../controller/status/alerts.ts';
import { EventLog } from '../../../controller/telemetry/events.ts';
import { createSimulatedClock, type SimulatedClock } from '../../fakes/simulated-clock.ts';
import { createSimulatedFiles, SimulatedDisk } from '../../fakes/simulated-files.ts';
import { desiredFrom, stackFrom } from '../../support/world.ts';

const INSTALLATION = { id: '6f0e7c1a-5a8e-4a52-9d0a-0d7b1f1c2e3f', key: '00' };
const SECRET = 'T0KEN-planted';
const SPEC = `services: [{name: api, process: {command: [serve]}}]
monitoring: {webhooks: [{url: "http://alerts.example/hook/${SECRET}?key=${SECRET}"}]}`;
const KEY = 'default/demo';

let clock: SimulatedClock;
let disk: SimulatedDisk;
let store: StackStore;
let events: EventLog;
let sent: string[];
let attempts: number;
let answer: Notify;

beforeEach(async () => {
  clock = createSimulatedClock();
  disk = new SimulatedDisk({ clock });
  disk.makeFolder('/state');
  events = new EventLog(() => clock.now());
  sent = [];
  attempts = 0;
  answer = async () => undefined;
  await open();
});

async function open(): Promise<void> {
  const files = createSimulatedFiles(disk);
  store = await StackStore.open({ files, directory: '/state', installation: INSTALLATION, now: () => clock.now() });
}

const notifierOf = (): Notifier =>
  new Notifier({
    ...{ clock, store, installation: INSTALLATION, events, guard: () => undefined },
    log: { info: () => undefined, warn: () => undefined, error: () => undefined, debug: () => undefined },
    notify: async (url, notification, signal) => {
      attempts++;
      await answer(url, notification, signal);
      sent.push(`${notification.event} ${notification.status}`);
    },
  });

/** Whether the service is in quarantine now. */
const sight = (isIll: boolean): AlertInput => ({
  desired: desiredFrom(SPEC),
  services: [
    {
      ...{ name: 'api', phase: isIll ? 'Quarantined' : 'Running', reason: 'x', message: 'm', revision: 'r' },
      ...{ desired: 1, healthy: 0, restarts: 0, settled: false },
    },
  ],
  memory: { services: {} },
  status: { conditions: [] },
  now: clock.now(),
});

async function look(notifier: Notifier, isIll: boolean): Promise<void> {
  const { stack } = await store.accept(stackFrom(SPEC), {});
  await notifier.look(stack, sight(isIll));
}

const refused = (status: number, disposition: QbtcError['disposition']): Notify => {
  return () =>
    Promise.reject(new QbtcError(`it was answered with ${status}`, { code: 'NotificationFailed', disposition }));
};
const queued = (): readonly Notification[] =>
  Object.values(store.notifications(KEY).outboxes).flatMap(({ queue }) => queue);
const told = (): string[] => events.since(0).map(({ reason, message }) => `${reason}: ${message}`);

describe('the notifier', () => {
  it('sends the beginning and the end of an alert once each, in their order', async () => {
    const notifier = notifierOf();
    for (const isIll of [true, true, false, false]) await look(notifier, isIll);
    await clock.advance(10);
    expect(sent).toEqual(['Quarantine firing', 'Quarantine resolved']);
    expect(queued()).toEqual([]);
    await notifier.close();
  });

  it('tries again with growing pauses what may succeed later, says so once, and keeps the order', async () => {
    answer = refused(503, 'retry');
    const notifier = notifierOf();
    await look(notifier, true);
    await look(notifier, false);
    await clock.advance(60_000);
    expect(attempts).toBeGreaterThan(4);
    expect(attempts).toBeLessThan(10);
    expect(told()).toEqual([
      'NotificationFailed: the message Quarantine (firing) is tried again: it was answered with 503',
    ]);
    answer = async () => undefined;
    await clock.advance(300_000);
    expect(sent).toEqual(['Quarantine firing', 'Quarantine resolved']);
    await notifier.close();
  });

  it('does not try again what was refused for good, tells it, and goes on with the next one', async () => {
    answer = refused(404, 'terminal');
    const notifier = notifierOf();
    await look(notifier, true);
    await clock.advance(600_000);
    expect(attempts).toBe(1);
    expect(told()).toEqual([
      'NotificationFailed: the message Quarantine (firing) is given up: it was answered with 404',
    ]);
    answer = async () => undefined;
    await look(notifier, false);
    await clock.advance(10);
    expect(sent).toEqual(['Quarantine resolved']);
    await notifier.close();
  });

  it('sends after a restart of the controller what was not sent before, and nothing twice', async () => {
    answer = refused(500, 'retry');
    const first = notifierOf();
    await look(first, true);
    await clock.advance(10);
    await first.close();
    await open();
    answer = async () => undefined;
    const second = notifierOf();
    await look(second, true);
    await clock.advance(10);
    await second.close();
    await open();
    const third = notifierOf();
    await look(third, true);
    await clock.advance(600_000);
    expect(sent).toEqual(['Quarantine firing']);
    await third.close();
  });

  it('gives up what nobody could be told for a day', async () => {
    answer = refused(503, 'retry');
    const notifier = notifierOf();
    await look(notifier, true);
    await clock.advance(25 * 3_600_000);
    expect(queued()).toEqual([]);
    expect(told().at(-1)).toContain('is given up');
    expect(attempts).toBeLessThan(400);
    await notifier.close();
  });

  it('holds no pass up while a webhook hangs (I20)', async () => {
    answer = () => new Promise(() => undefined);
    const notifier = notifierOf();
    await look(notifier, true);
    await look(notifier, false);
    expect(queued()).toHaveLength(2);
    await notifier.close();
  });

  it('writes nothing while nothing changes (I17), and nothing of the address (I22)', async () => {
    const notifier = notifierOf();
    await look(notifier, true);
    await clock.advance(10);
    const path = `/state/stacks/${store.get(KEY)?.uid ?? ''}/notifications.json`;
    const text = String(disk.read(path));
    expect(text).toContain('uid-1/Quarantine/api');
    await look(notifier, true);
    expect(String(disk.read(path))).toBe(text);
    expect(text).not.toContain(SECRET);
    expect(JSON.stringify(events.since(0))).not.toContain(SECRET);
    await notifier.close();
  });

  it('leaves nothing of a stack that is gone', async () => {
    const notifier = notifierOf();
    await look(notifier, true);
    await store.forget(KEY);
    notifier.forget(KEY);
    await clock.advance(10);
    expect(disk.list('/state/stacks')).toEqual([]);
    await notifier.close();
  });
});
