import { endianness } from 'node:os';
import { describe, expect, it } from '@jest/globals';
import { parseListeners } from '../../../../controller/platform/proc/sockets.ts';

const HEADER = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode';
const row = (local: string, state = '0A', inode = '4711'): string =>
  `   0: ${local} 00000000:0000 ${state} 00000000:00000000 00:00000000 00000000     0        0 ${inode} 1 0000000000000000 100 0 0 10 0`;
const native = (words: string[]): string =>
  words
    .map((word) => (endianness() === 'LE' ? Buffer.from(word, 'hex').swap32().toString('hex') : word).toUpperCase())
    .join('');
const hostOf = (...words: string[]): string | undefined =>
  parseListeners(`${HEADER}\n${row(`${native(words)}:1F90`)}`)[0]?.host;

describe('parseListeners', () => {
  it('reads addresses in the byte order of the machine and ports in hexadecimal', () => {
    expect(parseListeners(`${HEADER}\n${row(`${native(['7f000001'])}:1F90`)}\n`)).toEqual([
      { host: '127.0.0.1', port: 8080, inode: '4711' },
    ]);
  });

  it('leaves out what does not listen', () => {
    const local = `${native(['7f000001'])}:1F90`;
    expect(parseListeners([HEADER, row(local, '01'), row(local, '06'), row(local)].join('\n'))).toHaveLength(1);
  });

  it('shows an IPv4-mapped address as the IPv4 address that clients use', () => {
    expect(hostOf('00000000', '00000000', '0000ffff', '0a000001')).toBe('10.0.0.1');
  });

  it('shortens IPv6 addresses as people write them', () => {
    expect(hostOf('00000000', '00000000', '00000000', '00000000')).toBe('::');
    expect(hostOf('00000000', '00000000', '00000000', '00000001')).toBe('::1');
    expect(hostOf('20010db8', '00000000', '00010000', '00000001')).toBe('2001:db8::1:0:0:1');
    expect(hostOf('20010db8', '00010002', '00030004', '00000005')).toBe('2001:db8:1:2:3:4:0:5');
  });

  it('is not confused by an empty or torn table', () => {
    expect(parseListeners('')).toEqual([]);
    expect(parseListeners(`${HEADER}\n   0: 0100007F`)).toEqual([]);
  });
});
