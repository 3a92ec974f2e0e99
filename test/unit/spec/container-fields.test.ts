import { describe, expect, it } from '@jest/globals';
import { capabilityOf, CAPABILITIES, isDevice, isExtraHost } from '../../../controller/spec/container-fields.ts';

describe('a further line of /etc/hosts', () => {
  it.each([
    ...['db:10.0.0.1', 'db=10.0.0.1', 'db.internal=fd00::1', 'db:fd00::1', 'a_b:1.1.1.1'],
    ...['host.docker.internal:host-gateway', 'host=host-gateway'],
  ])('may be %s', (text) => {
    expect(isExtraHost(text)).toBe(true);
  });

  it.each([
    ...[
      'db',
      'db:',
      ':10.0.0.1',
      'db:host',
      'db:[fd00::1]',
      'db:10.0.0.1:80',
      'a b:10.0.0.1',
      'db=gateway',
      'db:10.0.0.1\n',
    ],
  ])('is none: %j', (text) => {
    expect(isExtraHost(text)).toBe(false);
  });
});

describe('a device', () => {
  it.each(['/dev/fuse', '/dev/a:/dev/b', '/dev/a:/dev/b:r', '/dev/a:/dev/b:mrw'])('may be %s', (text) => {
    expect(isDevice(text)).toBe(true);
  });

  it.each([
    ...['', 'fuse', '/', '/dev/a:', '/dev/a:b', '/dev/a:r', '/dev/a:/dev/b:', '/dev/a:/dev/b:rr', '/dev/a:/dev/b:rwr'],
    ...['/dev/a:/dev/b:x', '/dev/a:/dev/b:r:w'],
  ])('is none: %j', (text) => {
    expect(isDevice(text)).toBe(false);
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
