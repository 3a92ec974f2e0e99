import { describe, expect, it } from '@jest/globals';
import { capabilityOf, CAPABILITIES, parseDevice, parseExtraHost } from '../../../controller/spec/container-fields.ts';

describe('a further line of /etc/hosts', () => {
  it.each([
    ['db:10.0.0.1', { host: 'db', address: '10.0.0.1' }],
    ['db=10.0.0.1', { host: 'db', address: '10.0.0.1' }],
    ['db.internal=fd00::1', { host: 'db.internal', address: 'fd00::1' }],
    ['db:fd00::1', { host: 'db', address: 'fd00::1' }],
    ['db:[fd00::1]', { host: 'db', address: 'fd00::1' }],
    ['host.docker.internal:host-gateway', { host: 'host.docker.internal', address: 'host-gateway' }],
  ])('is read as docker run reads it: %s', (text, line) => {
    expect(parseExtraHost(text)).toEqual(line);
  });

  it.each(['db', 'db:', ':10.0.0.1', 'db:host', 'db:[10.0.0.1]', 'db:10.0.0.1:80', 'a b:10.0.0.1', 'db=gateway'])(
    'is none: %s',
    (text) => {
      expect(parseExtraHost(text)).toBeUndefined();
    },
  );
});

describe('a device', () => {
  it.each([
    ['/dev/fuse', { host: '/dev/fuse', container: '/dev/fuse', permissions: 'rwm' }],
    ['/dev/a:/dev/b', { host: '/dev/a', container: '/dev/b', permissions: 'rwm' }],
    ['/dev/a:r', { host: '/dev/a', container: '/dev/a', permissions: 'r' }],
    ['/dev/a:/dev/b:mr', { host: '/dev/a', container: '/dev/b', permissions: 'mr' }],
  ])('is read as docker run reads it: %s', (text, device) => {
    expect(parseDevice(text)).toEqual(device);
  });

  it.each([
    '',
    'fuse',
    '/',
    '/dev/a:',
    '/dev/a:b',
    '/dev/a:/dev/b:',
    '/dev/a:/dev/b:rr',
    '/dev/a:/dev/b:x',
    '/dev/a:/dev/b:r:w',
  ])('is none: "%s"', (text) => {
    expect(parseDevice(text)).toBeUndefined();
  });
});

describe('a capability', () => {
  it.each(['NET_ADMIN', 'CAP_NET_ADMIN', 'cap_net_admin', 'net_admin'])(
    'is the same one however it is written: %s',
    (name) => {
      expect(capabilityOf(name)).toBe('NET_ADMIN');
    },
  );

  it('is one of the 41 that Linux has, or ALL', () => {
    expect(new Set(CAPABILITIES).size).toBe(42);
  });
});
