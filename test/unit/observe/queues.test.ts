import { describe, expect, it } from '@jest/globals';
import type { FoundQueue } from '../../../controller/api/discovery.ts';
import { type QueueHistories, withQueues } from '../../../controller/observe/queues.ts';

const queue = (messages: number, ...consumers: string[]): FoundQueue => ({ name: 'jobs', messages, consumers });
const troublesAfter = (...looks: readonly (FoundQueue | undefined)[]) => {
  let state: { histories: QueueHistories; troubles: readonly { message: string; consumers: readonly string[] }[] } = {
    histories: new Map(),
    troubles: [],
  };
  for (const look of looks) state = withQueues(state.histories, look ? { queues: [look] } : {});
  return state.troubles;
};

describe('a queue', () => {
  it('that nobody consumes is told, with whoever did before', () => {
    expect(troublesAfter(queue(3))).toMatchObject([{ message: 'nobody consumes the queue jobs', consumers: [] }]);
    expect(troublesAfter(queue(0, 'worker'), queue(0))).toMatchObject([{ consumers: ['worker'] }]);
    expect(troublesAfter(queue(0))).toEqual([]);
    expect(troublesAfter(queue(3), queue(3, 'worker'))).toEqual([]);
  });

  it('that only grows is told, and one that goes up and down is not', () => {
    const grows = [1, 2, 3, 4].map((messages) => queue(messages, 'worker'));
    expect(troublesAfter(...grows.slice(0, 3))).toEqual([]);
    expect(troublesAfter(...grows)).toMatchObject([
      { message: expect.stringContaining('only grows'), consumers: ['worker'] },
    ]);
    expect(troublesAfter(...grows, queue(4, 'worker'))).toEqual([]);
  });

  it('of a broker that does not answer says nothing, and is remembered (I2)', () => {
    expect(troublesAfter(queue(1, 'worker'), undefined)).toEqual([]);
    expect(troublesAfter(queue(1, 'worker'), undefined, queue(1))).toMatchObject([{ consumers: ['worker'] }]);
  });
});
