import type { QbtcStack } from '../../controller/api/generated/resource.ts';
import type { StackEvent } from '../../controller/telemetry/events.ts';
import type { Qbtc } from './qbtc.ts';

/** A stack with its status, as `qbtc status` gives it. */
export async function statusOf(qbtc: Qbtc, name: string): Promise<QbtcStack> {
  const { stdout } = await qbtc.succeed(['status', name, '-o', 'json']);
  return JSON.parse(stdout) as QbtcStack;
}

/** The service of a stack's status. */
export async function serviceOf(qbtc: Qbtc, stack: string, service: string) {
  const found = (await statusOf(qbtc, stack)).status?.services?.find(({ name }) => name === service);
  if (!found) throw new Error(`${stack} has no status of ${service}`);
  return found;
}

/** The pids of a service's running instances, by slot. */
export async function pidsOf(qbtc: Qbtc, stack: string, service: string): Promise<number[]> {
  const { instances = [] } = await serviceOf(qbtc, stack, service);
  return instances.flatMap(({ pid, state }) => (pid !== undefined && state !== 'Exited' ? [pid] : []));
}

export async function eventsOf(qbtc: Qbtc): Promise<StackEvent[]> {
  return JSON.parse((await qbtc.succeed(['events', '-o', 'json'])).stdout) as StackEvent[];
}

/** The status of one condition of a stack, and why. */
export async function conditionOf(qbtc: Qbtc, stack: string, type: string) {
  const { status } = await statusOf(qbtc, stack);
  return status?.conditions?.find((condition) => condition.type === type);
}
