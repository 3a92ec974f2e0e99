import { availableParallelism, loadavg } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '../api/errors.ts';
import type { SystemReading } from '../api/system.ts';
import { within } from './within.ts';

/** For each part, in milliseconds: a network disk that hangs keeps nobody from the rest. */
const PATIENCE = 5000;
/** How long processor and network are watched, in milliseconds; the library gives what it measured a moment ago when it is asked sooner. */
const WATCHED = 300;
/** File systems that are told, the fullest. */
const MOST_DISKS = 20;

const percent = (part: number, all: number): number => (all > 0 ? Math.round((part / all) * 1000) / 10 : 0);

/** Reads how the machine does. The library is loaded when somebody asks, not before. */
export async function readSystem(signal: AbortSignal): Promise<SystemReading> {
  const { currentLoad, fsSize, mem, networkStats } = (await import('systeminformation')).default;
  const problems: Record<string, string> = {};
  const part = async <T>(name: string, read: () => Promise<T>): Promise<T | null> => {
    try {
      return await within(PATIENCE, signal, read);
    } catch (error) {
      problems[name] = messageOf(error);
      return null;
    }
  };
  /** The second answer is of the time since the first. */
  const twice = async <T>(ask: () => Promise<T>): Promise<T> => {
    await ask();
    await sleep(WATCHED, undefined, { signal });
    return ask();
  };
  const [cpu, memory, disks, network] = await Promise.all([
    part('cpu', async () => {
      const { currentLoad: used } = await twice(currentLoad);
      return { cores: availableParallelism(), used_percent: percent(used, 100) };
    }),
    part('memory', async () => {
      const { total, available } = await mem();
      return { total_bytes: total, available_bytes: available, used_percent: percent(total - available, total) };
    }),
    part('disks', async () => {
      const found = await fsSize();
      // Those of containers are another one seen through a layer, and so is a folder that is mounted elsewhere.
      const own = found.filter(({ mount, type }) => mount === '/' || type !== 'overlay');
      const first = own.filter(({ fs }, index) => own.findIndex((other) => other.fs === fs) === index);
      return first
        .map(({ mount, size, available, use }) => ({
          mount,
          size_bytes: size,
          available_bytes: available,
          used_percent: percent(use, 100),
        }))
        .sort((a, b) => b.used_percent - a.used_percent)
        .slice(0, MOST_DISKS);
    }),
    part('network', async () => {
      const [found] = await twice(() => networkStats());
      if (!found) throw new Error('there is no default route');
      return {
        interface: found.iface,
        received_bytes: found.rx_bytes,
        sent_bytes: found.tx_bytes,
        received_bytes_per_second: Math.round(found.rx_sec),
        sent_bytes_per_second: Math.round(found.tx_sec),
      };
    }),
  ]);
  const [one = 0, five = 0, fifteen = 0] = loadavg();
  return { cpu, memory, load: { '1m': one, '5m': five, '15m': fifteen }, disks, network, problems };
}
