import { beforeEach, describe, expect, it } from '@jest/globals';
import { WorkQueue } from '../../../controller/reconcile/queue.ts';
import { createSimulatedClock, type SimulatedClock } from '../../fakes/simulated-clock.ts';

let clock: SimulatedClock;
let handled: string[];
/** How long handling takes, in milliseconds. */
let takes: number;
let most: number;

function queueOf(concurrency = 2): WorkQueue {
  let busy = 0;
  return new WorkQueue({
    clock,
    concurrency,
    handle: (key) =>
      new Promise((resolve) => {
        handled.push(key);
        most = Math.max(most, ++busy);
        clock.after(takes, () => {
          busy--;
          resolve();
        });
      }),
  });
}

beforeEach(() => {
  clock = createSimulatedClock();
  handled = [];
  takes = 10;
  most = 0;
});

describe('the work queue', () => {
  it('handles a key once, however often it was added while it waited (I19)', async () => {
    const queue = queueOf(1);
    for (const key of ['a', 'b', 'b', 'b']) queue.add(key);
    await clock.advance(100);
    expect(handled).toEqual(['a', 'b']);
  });

  it('handles a key that was added while it was being handled once more, and never twice at once', async () => {
    const queue = queueOf(8);
    queue.add('a');
    await clock.settle();
    for (let hints = 0; hints < 5; hints++) queue.add('a');
    await clock.advance(100);
    expect(handled).toEqual(['a', 'a']);
    expect(most).toBe(1);
  });

  it('works on as many keys at once as it may, and on no more', async () => {
    const queue = queueOf(2);
    for (const key of ['a', 'b', 'c', 'd', 'e']) queue.add(key);
    expect(queue.depth).toBe(5);
    await clock.advance(100);
    expect([most, handled.length, queue.depth]).toEqual([2, 5, 0]);
  });

  it('lets a slow key delay no other (I20)', async () => {
    takes = 60_000;
    const queue = queueOf(2);
    queue.add('slow');
    await clock.settle();
    takes = 1;
    for (const key of ['b', 'c', 'd']) queue.add(key);
    await clock.advance(100);
    expect(handled).toEqual(['slow', 'b', 'c', 'd']);
  });

  it('takes the earliest of several times at which a key is due', async () => {
    const queue = queueOf();
    queue.addAfter('a', 500);
    queue.addAfter('a', 100);
    queue.addAfter('a', 900);
    await clock.advance(99);
    expect(handled).toEqual([]);
    await clock.advance(2000);
    expect(handled).toEqual(['a']);
  });

  it('drops the time of a key that is added at once, so that one reason gives one pass', async () => {
    const queue = queueOf();
    queue.addAfter('a', 100);
    queue.add('a');
    await clock.advance(1000);
    expect(handled).toEqual(['a']);
  });

  it('takes a time in the past for now', async () => {
    const queue = queueOf();
    queue.addAfter('a', -5000);
    await clock.advance(0);
    expect(handled).toEqual(['a']);
  });

  it('when closed waits for what is being handled, and begins nothing more', async () => {
    const queue = queueOf(1);
    queue.add('a');
    queue.add('b');
    queue.addAfter('c', 5);
    await clock.settle();
    queue.add('a');
    let closed = false;
    void queue.close().then(() => (closed = true));
    await clock.settle();
    expect(closed).toBe(false);
    queue.add('d');
    queue.addAfter('e', 1);
    await clock.advance(1000);
    expect([closed, handled]).toEqual([true, ['a']]);
  });
});
