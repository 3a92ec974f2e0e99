import { totalmem } from 'node:os';
import { expect, it } from '@jest/globals';
import { readSystem } from '../../controller/platform/system.ts';

it('what the report says of the machine is what the machine is', async () => {
  const { cpu, memory, load, disks, network, problems } = await readSystem(new AbortController().signal);
  expect(cpu?.cores).toBeGreaterThan(0);
  expect(cpu?.used_percent).toBeGreaterThanOrEqual(0);
  expect(cpu?.used_percent).toBeLessThanOrEqual(100);
  expect(memory?.total_bytes).toBe(totalmem());
  expect(memory!.available_bytes).toBeLessThan(memory!.total_bytes);
  expect(Object.values(load).every((each) => each >= 0)).toBe(true);
  expect(disks?.length).toBeGreaterThan(0);
  for (const disk of disks ?? []) expect(disk.available_bytes).toBeLessThanOrEqual(disk.size_bytes);
  // A machine without a default route says so.
  if (network) expect(network.received_bytes).toBeGreaterThanOrEqual(0);
  else expect(problems.network).toBeDefined();
  expect(Object.keys(problems).filter((part) => part !== 'network')).toEqual([]);
});

it('a controller that ends waits for no look at the machine', async () => {
  const { cpu, problems } = await readSystem(AbortSignal.abort(new Error('it ends')));
  expect(cpu).toBeNull();
  expect(problems.cpu).toBe('it ends');
});
