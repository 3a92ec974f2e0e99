import { describe, expect, it } from '@jest/globals';
import { refusal } from '../../../../controller/platform/docker/errors.ts';

describe('the words of an engine', () => {
  // What engines from 20.10 to 28 say. The contract suite sees only those of the engine at hand.
  it.each([
    [404, 'No such container: web', 'NotFound', 'retry'],
    [404, 'network net not found', 'NotFound', 'retry'],
    [404, 'No such image: api:1', 'ImageMissing', 'retry'],
    [409, 'Conflict. The container name "/web" is already in use by container "abc".', 'NameConflict', 'wait'],
    [
      500,
      'driver failed programming external connectivity on endpoint web: Bind for 0.0.0.0:80 failed: port is already allocated',
      'PortConflict',
      'wait',
    ],
    [
      500,
      'failed to set up container networking: failed to bind host port for 0.0.0.0:80:172.18.0.2:80/tcp: address already in use',
      'PortConflict',
      'wait',
    ],
    [403, 'Pool overlaps with other one on this address space', 'SubnetConflict', 'wait'],
    [400, 'invalid pool request: Pool overlaps with other one on this address space', 'SubnetConflict', 'wait'],
    [
      404,
      'could not find an available, non-overlapping IPv4 address pool among the defaults to assign to the network',
      'SubnetConflict',
      'wait',
    ],
    [500, 'all predefined address pools have been fully subnetted', 'SubnetConflict', 'wait'],
    [403, 'error while removing network: network net id abc has active endpoints', 'NetworkInUse', 'wait'],
    [409, 'remove data: volume is in use - [abc]', 'VolumeInUse', 'wait'],
    [500, 'mkdir /var/lib/docker/overlay2/x: no space left on device', 'DiskFull', 'wait'],
    [
      400,
      'runc create failed: unable to start container process: exec: "api": executable file not found in $PATH: unknown',
      'CommandNotFound',
      'terminal',
    ],
    [
      400,
      'unable to start container process: error during container init: exec: "/api": stat /api: no such file or directory: unknown',
      'CommandNotFound',
      'terminal',
    ],
    [400, 'exec /api: exec format error', 'CommandNotFound', 'terminal'],
    [500, `task ${'c0ffee00'.repeat(8)}: already exists`, 'ContainerStuck', 'retry'],
    [
      500,
      `failed to start shim: mkdir /var/lib/containerd/io.containerd.runtime.v2.task/moby/${'c0ffee00'.repeat(8)}: file exists: unknown`,
      'ContainerStuck',
      'retry',
    ],
    [500, 'transport is closing: unavailable', 'EngineUnreachable', 'retry'],
    [400, 'invalid mount config for type "bind": bind source path does not exist: /x', 'ContainerInvalid', 'terminal'],
    [409, 'removal of container web is already in progress', 'EngineBusy', 'retry'],
    [409, 'container is marked for removal and cannot be started', 'EngineBusy', 'retry'],
    [409, 'Container web is restarting, wait until the container is running', 'EngineBusy', 'retry'],
    [409, 'Container web is not running', 'EngineError', 'retry'],
    [409, 'cannot start a paused container, try unpause instead', 'EngineError', 'wait'],
    [500, 'context canceled', 'EngineUnreachable', 'retry'],
    [503, 'service unavailable', 'EngineUnreachable', 'retry'],
    [500, 'something new', 'EngineError', 'retry'],
    [502, '', 'EngineError', 'retry'],
  ])('%i "%s" mean %s (%s)', (status, words, code, disposition) => {
    const error = refusal('start the container web', status, words);
    expect(error).toMatchObject({ code, disposition, mend: expect.stringMatching(/^[A-Z].*\.$/) });
    expect(error.message).toBe(
      `cannot start the container web: ${words || `the engine answered with status ${status}`}`,
    );
  });
});
