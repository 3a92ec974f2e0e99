import type { DiscoveryRequest, Found, Sighting } from '../api/discovery.ts';
import { QbtcError } from '../api/errors.ts';
import type { Processes } from '../api/processes.ts';
import { isOurs, matchKeyword, nameOfCommand } from './command-line.ts';

/** Ports of which it is told that their owner is not known. */
const TOLD = 10;

/** Processes that listen and whose command line has a keyword. */
export async function findProcesses(
  { keywords }: NonNullable<DiscoveryRequest['processes']>,
  processes: Pick<Processes, 'listeners' | 'holders' | 'argv'>,
): Promise<Found> {
  const listeners = await processes.listeners();
  if (!listeners.known) throw new QbtcError(listeners.reason, { code: 'ProcessesUnreadable' });
  const holders = await processes.holders(new Set(listeners.value.map(({ inode }) => inode)));
  const sightings = new Map<string, Sighting>();
  const unread = new Set<number>();
  for (const { host, port, inode } of listeners.value) {
    const holder = holders.get(inode);
    if (!holder) {
      unread.add(port);
      continue;
    }
    const argv = (await processes.argv(holder.pid)) ?? [];
    const matched = isOurs(argv) ? undefined : matchKeyword(argv, keywords);
    if (matched === undefined) continue;
    const at = WILDCARDS[host] ?? host;
    const key = `${holder.pid} ${port}`;
    const name = nameOfCommand(argv, matched, keywords);
    // One that listens in both families is one service; IPv4 is what everybody reaches.
    if (!sightings.has(key) || !at.includes(':'))
      sightings.set(key, { method: 'processes', host: at, port, name, pid: holder.pid });
  }
  return {
    sightings: [...sightings.values()],
    gaps: unread.size === 0 ? [] : [gapOf([...unread].sort((a, b) => a - b))],
  };
}

const WILDCARDS: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '127.0.0.1' };

const gapOf = (ports: readonly number[]): string =>
  `who listens on port ${ports.slice(0, TOLD).join(', ')}${ports.length > TOLD ? ` and ${ports.length - TOLD} more` : ''} cannot be read: another user's processes, which root sees`;
