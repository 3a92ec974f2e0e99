import { endianness } from 'node:os';
import type { Listener } from '../../api/processes.ts';

/** TCP_LISTEN of include/net/tcp_states.h. */
const LISTEN = '0A';

/**
 * Listening sockets of a /proc/net/tcp or tcp6 table (proc_net(5)): `sl local_address rem_address st … inode`. An address stands
 * there as 32-bit words in the byte order of the machine, a port as a plain hexadecimal number.
 */
export function parseListeners(table: string): Listener[] {
  const listeners: Listener[] = [];
  for (const line of table.split('\n').slice(1)) {
    const [, local, , state, , , , , , inode] = line.trim().split(/\s+/);
    const [address, port] = local?.split(':') ?? [];
    if (state !== LISTEN || address === undefined || port === undefined || inode === undefined) continue;
    listeners.push({ host: parseAddress(address), port: Number.parseInt(port, 16), inode });
  }
  return listeners;
}

/** The textual form of an address of these tables; an IPv4-mapped IPv6 address becomes plain IPv4. */
function parseAddress(hex: string): string {
  const bytes = Buffer.from(hex, 'hex');
  if (endianness() === 'LE') bytes.swap32();
  if (bytes.length === 4) return [...bytes].join('.');
  const mapped = bytes.subarray(0, 10).every((byte) => byte === 0) && bytes.readUInt16BE(10) === 0xffff;
  return mapped ? [...bytes.subarray(12)].join('.') : shorten(bytes);
}

/** RFC 5952: lower case, no leading zeros, the first longest run of two or more zero groups as `::`. */
function shorten(bytes: Buffer): string {
  const groups = Array.from({ length: 8 }, (_, index) => bytes.readUInt16BE(index * 2));
  let best = { start: 0, length: 0 };
  for (let start = 0; start < groups.length; start++) {
    let length = 0;
    while (groups[start + length] === 0) length++;
    if (length > best.length) best = { start, length };
  }
  const text = (part: number[]): string => part.map((group) => group.toString(16)).join(':');
  if (best.length < 2) return text(groups);
  return `${text(groups.slice(0, best.start))}::${text(groups.slice(best.start + best.length))}`;
}
