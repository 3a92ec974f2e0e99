import { networkInterfaces } from 'node:os';
import { describe, expect, it } from '@jest/globals';
import { Targets } from '../../../controller/proxy/targets.ts';

const targets = new Targets();
targets.update(new Map([[9079, 'the front door itself']]));

describe('metadata services and link-local addresses are no targets', () => {
  it.each([
    '169.254.169.254',
    '169.254.1.1',
    'fe80::1',
    'fe80::1%eth0',
    '[fe80::1]',
    '::ffff:169.254.169.254',
    '64:ff9b::169.254.169.254',
    'metadata.google.internal.',
    'METADATA',
    'fd00:ec2::254',
    '0.0.0.0',
  ])('%s', (host) => {
    expect(targets.reasonAgainst(host, 80)).toContain('metadata');
  });

  it('while services are', () => {
    for (const host of ['127.0.0.1', '::1', '10.0.0.1', 'localhost', 'redis', 'metadata-api'])
      expect(targets.reasonAgainst(host, 80)).toBeUndefined();
  });
});

describe('whoever owns the machine is no target of a route', () => {
  it.each([2375, 2376, 6443, 10_250, 10_255])('on port %d of this machine', (port) => {
    for (const host of ['127.0.0.1', '127.8.8.8', '::1', '::ffff:127.0.0.1'])
      expect(targets.reasonAgainst(host, port)).toMatch(/Docker|Kubernetes|kubelet/);
  });

  it('nor is the front door itself, on whichever address of this machine', () => {
    const outside = Object.values(networkInterfaces()).flatMap((found) => found ?? []);
    for (const { address } of [{ address: '127.0.0.1' }, ...outside])
      expect(targets.reasonAgainst(address, 9079)).toBeDefined();
  });

  it('while the same ports of other machines, and other ports of this one, belong to services', () => {
    expect(targets.reasonAgainst('192.0.2.7', 2375)).toBeUndefined();
    expect(targets.reasonAgainst('192.0.2.7', 9079)).toBeUndefined();
    expect(targets.reasonAgainst('127.0.0.1', 2377)).toBeUndefined();
  });

  it.each([
    ['localhost', 2375],
    ['127.1', 9079],
    ['2130706433', 6443],
  ])('also when it is reached by another name, %s:%d', async (host, port) => {
    const results: (string | undefined)[] = [];
    const lookup = targets.lookupFor(port, (reason) => results.push(reason));
    const error = await new Promise((resolve) => {
      lookup(host, {}, resolve);
    });
    expect(error).toBeInstanceOf(Error);
    expect(results).toEqual([targets.reasonAgainst('127.0.0.1', port)]);
  });
});
