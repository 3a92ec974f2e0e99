import { describe, expect, it } from '@jest/globals';
import type { Launch, StackRef } from '../../../../controller/api/runtime.ts';
import { unknownLaunch } from '../../../../controller/runtimes/process/launch-record.ts';
import {
  instanceId,
  parseInstanceId,
  runNumbers,
  serviceEnvironment,
} from '../../../../controller/runtimes/process/names.ts';

const stack = (name: string): StackRef => ({ installation: 'i', namespace: 'default', name, uid: 'u' });
const launch = (name: string, slot: number, revision = 'r'): Launch => ({ ...unknownLaunch(name, slot), revision });

describe('instanceId', () => {
  it('is the same for the same instance and another one for another revision, slot or stack', () => {
    const id = instanceId(stack('shop'), launch('api', 0));
    expect(id).toMatch(/^qbtc-shop-api-0-[0-9a-f]{8}$/);
    expect(instanceId(stack('shop'), launch('api', 0))).toBe(id);
    const others = [launch('api', 0, 'r2'), launch('api', 1), launch('web', 0)].map((each) =>
      instanceId(stack('shop'), each),
    );
    others.push(instanceId({ ...stack('shop'), uid: 'v' }, launch('api', 0)));
    expect(new Set([id, ...others]).size).toBe(5);
  });

  it('is a DNS label of at most 63 characters however long the names are', () => {
    const ids = ['a', 'b'].map((end) => instanceId(stack('s'.repeat(60)), launch(`${'x'.repeat(62)}${end}`, 12)));
    for (const id of ids) expect(id).toMatch(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])$/);
    expect(ids[0]).not.toBe(ids[1]);
    expect(instanceId(stack(`${'s'.repeat(45)}-y`), launch('zz', 0))).not.toContain('--');
  });

  it('tells service and slot when nothing else does', () => {
    expect(parseInstanceId(stack('my-shop'), instanceId(stack('my-shop'), launch('api-2', 11)))).toEqual({
      service: 'api-2',
      slot: 11,
    });
    expect(parseInstanceId(stack('shop'), 'whatever')).toEqual({ service: 'whatever', slot: 0 });
  });
});

describe('runNumbers', () => {
  it('counts runs by number, and nothing else in the folder', () => {
    expect(runNumbers(['launch.json', 'run-10', 'run-9', 'run-x', 'run-0', 'run-1.tmp', 'run-'])).toEqual([9, 10]);
  });
});

describe('serviceEnvironment', () => {
  it('lets nothing in but a few variables and what the stack declares', () => {
    const own = {
      PATH: '/bin',
      HOME: '/root',
      AWS_SECRET_ACCESS_KEY: 'x',
      NODE_OPTIONS: '-r evil',
      QBTC_MARKER: 'a/b',
      TZ: undefined,
    };
    expect(serviceEnvironment(own, { A: '1', PATH: '/opt' })).toEqual({ PATH: '/opt', HOME: '/root', A: '1' });
  });

  it('keeps the marker out of the hands of a stack', () => {
    expect(serviceEnvironment({}, { QBTC_MARKER: 'other/instance', A: '1' })).toEqual({ A: '1' });
  });
});
