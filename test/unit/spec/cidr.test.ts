import { describe, expect, it } from '@jest/globals';
import { hasHostBits, networkOf, overlap, parseCidr, parseIp } from '../../../controller/spec/cidr.ts';

const cidr = (text: string) => parseCidr(text)!;

describe('an address', () => {
  it.each([
    ['0.0.0.0', 0n],
    ['172.25.0.1', 0xac190001n],
    ['255.255.255.255', 0xffffffffn],
    ['::', 0n],
    ['::1', 1n],
    ['fd00::', 0xfd00n << 112n],
    ['1:2:3:4:5:6:7:8', 0x00010002000300040005000600070008n],
    ['::ffff:1.2.3.4', 0xffff01020304n],
    ['FD00:0:0:1::a', (0xfd00n << 112n) | (1n << 64n) | 0xan],
  ])('is read: %s', (text, value) => {
    expect(parseIp(text)?.value).toBe(value);
  });

  it.each([
    ...['', '1.2.3', '1.2.3.4.5', '1.2.3.256', '01.2.3.4', '1.2.3.', 'a.b.c.d', '1.2.3.4 '],
    ...[
      ':',
      ':::',
      '1::2::3',
      '1:2:3:4:5:6:7',
      '1:2:3:4:5:6:7:8:9',
      '1:2:3:4:5:6:7::8:9',
      '12345::',
      '::g',
      '::1.2.3',
      ':1',
    ],
  ])('is none and no engine is asked about it: "%s"', (text) => {
    expect(parseIp(text)).toBeUndefined();
  });
});

describe('a network', () => {
  it.each(['10.0.0.0', '10.0.0.0/', '10.0.0.0/33', '10.0.0.0/-1', 'fd00::/129', '/8', '10.0.0.0/8/8'])(
    'is none: %s',
    (text) => {
      expect(parseCidr(text)).toBeUndefined();
    },
  );

  it.each([
    ['172.25.0.0/16', false, '172.25.0.0/16'],
    ['172.25.0.1/16', true, '172.25.0.0/16'],
    ['10.255.255.254/31', false, '10.255.255.254/31'],
    ['1.2.3.4/0', true, '0.0.0.0/0'],
    ['fd00:1::5:0/64', true, 'fd00:1::/64'],
    ['fd00:0:0:1::/64', false, 'fd00:0:0:1::/64'],
  ])('begins at its first address: %s', (text, beyond, network) => {
    expect([hasHostBits(cidr(text)), networkOf(cidr(text))]).toEqual([beyond, network]);
  });

  it.each([
    ['10.0.0.0/8', '10.5.0.0/16', true],
    ['10.5.0.0/16', '10.0.0.0/8', true],
    ['172.25.0.0/16', '172.25.0.0/16', true],
    ['172.25.0.0/16', '172.26.0.0/16', false],
    ['0.0.0.0/0', '192.168.0.0/24', true],
    ['fd00::/64', 'fd00::/48', true],
    ['fd00::/64', 'fd00:0:0:1::/64', false],
    ['::/0', '10.0.0.0/8', false],
  ])('%s and %s have addresses in common: %s', (a, b, common) => {
    expect(overlap(cidr(a), cidr(b))).toBe(common);
  });
});
