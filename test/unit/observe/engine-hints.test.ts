import { beforeEach, describe, expect, it } from '@jest/globals';
import { createEngineHints, type EngineHints } from '../../../controller/observe/engine-hints.ts';
import { createSimulatedClock, type SimulatedClock } from '../../fakes/simulated-clock.ts';
import { desiredFrom } from '../../support/world.ts';

let clock: SimulatedClock;
let hints: EngineHints;
let hinted: string[];
/** Who listens at which engine. */
let listeners: { endpoint: string | undefined; heard: (hasBegun: boolean) => void }[];

beforeEach(() => {
  clock = createSimulatedClock();
  hinted = [];
  listeners = [];
  hints = createEngineHints(
    (endpoint, heard) => {
      const own = { endpoint, heard };
      listeners.push(own);
      return { [Symbol.dispose]: () => void listeners.splice(listeners.indexOf(own), 1) };
    },
    clock,
    (uid) => hinted.push(uid),
  );
});
const want = (spec: string, deleting = false): void => {
  hints.want(desiredFrom(`services: []\n${spec}`, { deleting }));
};

describe('events of the engine', () => {
  it('have a stack look at once, and once more when something has begun that may not listen yet', async () => {
    want('discovery: {}');
    listeners[0]?.heard(true);
    expect(hinted).toHaveLength(1);
    listeners[0]?.heard(true);
    await clock.advance(60_000);
    expect(hinted).toHaveLength(3);
    listeners[0]?.heard(false);
    await clock.advance(60_000);
    expect(hinted).toHaveLength(4);
  });

  it('are listened to once for a stack, where it looks, and as long as it does', () => {
    want('discovery: {}');
    want('discovery: {}');
    expect(listeners.map(({ endpoint }) => endpoint)).toEqual([undefined]);
    want('discovery: {}\ndocker: {host: "unix:///other.sock"}');
    expect(listeners.map(({ endpoint }) => endpoint)).toEqual(['unix:///other.sock']);
    want('discovery: {docker: {enabled: false}}');
    expect(listeners).toEqual([]);
    want('discovery: {}');
    want('discovery: {}', true);
    expect(listeners).toEqual([]);
    want('');
    expect(listeners).toEqual([]);
  });

  it('are told to nobody who is gone', async () => {
    want('discovery: {}');
    listeners[0]?.heard(true);
    hints[Symbol.dispose]();
    await clock.advance(60_000);
    expect([hinted.length, listeners]).toEqual([1, []]);
  });
});
