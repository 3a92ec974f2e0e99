import { addressKey } from '../api/front-door.ts';
import type { MeasuredStack } from '../telemetry/metrics/render.ts';
import { keyOf } from '../state/store.ts';
import type { Loop } from './loop.ts';

/** For all front doors together, in milliseconds: one that hangs keeps nobody from the rest. */
const PATIENCE = 1000;

/** All stacks with what is known of them now: passes may be half a minute apart, so the front doors are asked what they have counted since. */
export async function measure(loop: Loop): Promise<MeasuredStack[]> {
  const { store, controller, frontDoors } = loop;
  const signal = AbortSignal.timeout(PATIENCE);
  const addresses = store.isEmpty ? [] : await frontDoors.list();
  await Promise.all(
    addresses.map(async (address) => {
      const state = await frontDoors.observe(address, signal);
      if (state.known && state.value) controller.recorder.served(addressKey(address), state.value);
    }),
  );
  return store.list().flatMap((stack) => {
    const key = keyOf(stack);
    const found = loop.document(key);
    if (!found) return [];
    const { uid } = stack;
    const { recorder } = controller;
    return {
      document: found,
      memory: store.memory(key),
      readings: controller.readings(uid),
      record: recorder.of(uid),
      requests: recorder.requests.of(uid),
      windows: { '5m': recorder.over(uid, '5m'), '1h': recorder.over(uid, '1h') },
    };
  });
}
