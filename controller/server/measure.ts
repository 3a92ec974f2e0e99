import { unknown } from '../api/observation.ts';
import { keyOf } from '../state/store.ts';
import type { MeasuredStack } from '../telemetry/measured.ts';
import type { Loop } from './loop.ts';

/** For all front doors together, in milliseconds: one that hangs keeps nobody from the rest. */
const PATIENCE = 1000;

/**
 * Stacks with what is known of them now: passes may be half a minute apart, so the front doors are asked what they have counted since.
 *
 * @param only the one stack, by its key; all of them without it
 */
export async function measure(loop: Loop, only?: string): Promise<MeasuredStack[]> {
  const { store, controller, frontDoors } = loop;
  const { recorder } = controller;
  const signal = AbortSignal.timeout(PATIENCE);
  const stacks = store.list().filter((stack) => only === undefined || keyOf(stack) === only);
  const addresses = stacks.length > 0 ? await frontDoors.list() : [];
  await Promise.all(
    addresses.map(async (address) => {
      const state = await frontDoors.observe(address, signal);
      recorder.served(address, signal.aborted ? unknown(`it did not answer within ${PATIENCE} ms`) : state);
    }),
  );
  return stacks.flatMap((stack) => {
    const document = loop.document(keyOf(stack));
    if (!document) return [];
    const { uid } = stack;
    return {
      document,
      memory: store.memory(keyOf(stack)),
      readings: controller.readings(uid),
      record: recorder.of(uid),
      requests: recorder.requests.of(uid),
      proxied: recorder.requests.total(uid),
      door: recorder.door(document.spec.gateway.frontDoor),
      windows: { '5m': recorder.over(uid, '5m'), '1h': recorder.over(uid, '1h') },
    };
  });
}
