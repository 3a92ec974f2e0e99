import { describe, expect, it } from '@jest/globals';
import { NO_NOTIFICATIONS, type Notification, type NotificationState } from '../../../controller/api/notification.ts';
import { type Recipient, recipientsOf, withAlerts, withoutFirst } from '../../../controller/status/outbox.ts';
import { stackFrom } from '../../support/world.ts';

const alert = (name: string, status: Notification['status'] = 'firing'): Notification => ({
  ...{ stack: 'default/demo', event: 'Quarantine', status, severity: 'warning', reason: 'R', message: 'm' },
  ...{ at: '2026-01-01T12:00:00.000Z', dedupKey: `uid/Quarantine/${name}` },
});
const recipient = (id: string, events: Recipient['events'] = ['Quarantine', 'Recovered']): Recipient => ({
  ...{ id, url: `http://h/${id}`, events },
});
const lasting = (...alerts: readonly Notification[]) => ({
  memory: { lasting: Object.fromEntries(alerts.map((each) => [each.dedupKey, each])) },
  ended: [],
});
const ended = (...alerts: readonly Notification[]) => ({ memory: { lasting: {} }, ended: alerts });
const queueOf = ({ outboxes }: NotificationState, id = 'a'): string[] =>
  (outboxes[id]?.queue ?? []).map(({ dedupKey, status }) => `${dedupKey.split('/').at(-1) ?? ''} ${status}`);

describe('what a webhook is to be told', () => {
  it('is each alert once, and its end after it', () => {
    const once = withAlerts(NO_NOTIFICATIONS, lasting(alert('api')), [recipient('a')]);
    const twice = withAlerts(once, lasting(alert('api')), [recipient('a')]);
    expect(twice).toEqual(once);
    const over = withAlerts(twice, ended(alert('api', 'resolved')), [recipient('a')]);
    expect(queueOf(over)).toEqual(['api firing', 'api resolved']);
    expect(queueOf(withoutFirst(over, 'a'))).toEqual(['api resolved']);
  });

  it('is only what it asks for', () => {
    const state = withAlerts(NO_NOTIFICATIONS, lasting(alert('api')), [recipient('a', ['Score'])]);
    expect(queueOf(state)).toEqual([]);
    expect(queueOf(withAlerts(state, ended(alert('api', 'resolved')), [recipient('a', ['Score'])]))).toEqual([]);
  });

  it('is, for a new one, what lasts; what an entry that is gone was to be told goes with it', () => {
    const state = withAlerts(NO_NOTIFICATIONS, lasting(alert('api')), [recipient('a')]);
    const changed = withAlerts(state, lasting(alert('api')), [recipient('b')]);
    expect(queueOf(changed, 'b')).toEqual(['api firing']);
    expect(Object.keys(changed.outboxes)).toEqual(['b']);
  });

  it('is bounded; what lasts longer than the queue is full is told then, and every end is (I23)', () => {
    const many = Array.from({ length: 80 }, (_, index) => alert(`s${index}`));
    let state = withAlerts(NO_NOTIFICATIONS, lasting(...many), [recipient('a')]);
    expect(queueOf(state)).toHaveLength(50);
    for (let sent = 0; sent < 30; sent++) state = withoutFirst(state, 'a');
    state = withAlerts(state, lasting(...many), [recipient('a')]);
    expect(queueOf(state)).toHaveLength(50);
    expect(state.outboxes.a?.told).toHaveLength(80);
    state = withAlerts(state, ended(...many.map((each) => ({ ...each, status: 'resolved' as const }))), [
      recipient('a'),
    ]);
    expect(queueOf(state)).toHaveLength(130);
  });

  it('goes to one address once, however often it is declared', () => {
    const { spec } = stackFrom(`services: []
monitoring: {webhooks: [{url: "http://h/1", events: [Score]}, {url: "http://h/1", events: [Failover]}]}`);
    expect(recipientsOf(spec, (url) => url.slice(-1))).toEqual([
      { id: '1', url: 'http://h/1', events: ['Score', 'Failover'] },
    ]);
  });
});
