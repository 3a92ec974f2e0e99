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
  const sightings: Sighting[] = [];
  const unread = new Set<number>();
  const ours = new Set<number>();
  for (const { host, port, inode } of listeners.value) {
    const holder = holders.get(inode);
    if (!holder) {
      unread.add(port);
      continue;
    }
    const argv = (await processes.argv(holder.pid)) ?? [];
    if (isOurs(argv)) ours.add(port);
    const matched = isOurs(argv) ? undefined : matchKeyword(argv, keywords);
    if (matched === undefined) continue;
    const name = nameOfCommand(argv, keywords);
    for (const at of WILDCARDS[host] ?? [host])
      sightings.push({ method: 'processes', host: at, port, name, pid: holder.pid });
  }
  const unknown = [...unread].filter((port) => !ours.has(port)).sort((a, b) => a - b);
  return { sightings, gaps: unknown.length === 0 ? [] : [gapOf(unknown)], ours: [...ours] };
}

/** A socket for all addresses of IPv6 takes IPv4 as well, unless it says otherwise. */
const WILDCARDS: Readonly<Record<string, readonly string[]>> = { '0.0.0.0': ['127.0.0.1'], '::': ['127.0.0.1', '::1'] };

const gapOf = (ports: readonly number[]): string =>
  `who listens on port ${ports.slice(0, TOLD).join(', ')}${ports.length > TOLD ? ` and ${ports.length - TOLD} more` : ''} cannot be read: processes of another user, or of another container`;
