import { describe, expect, it } from '@jest/globals';
import type { ProcessInfo } from '../../../controller/api/processes.ts';
import { groupMarked, type Installation, type MarkedGroup } from '../../../controller/cli/installations.ts';

const UID = '68ddb10f-112a-5cad-829d-10a8ad375841';
const ID = '0f047357-7398-4839-a12c-3f3598cb6129';

const marked = (pid: number, marker: string, command: string): ProcessInfo => ({
  bootId: 'b',
  pid,
  startTime: String(pid),
  parent: 1,
  group: pid,
  session: pid,
  marker,
  command,
});
const service = (pid: number, uid: string, name: string): ProcessInfo =>
  marked(pid, `${uid}/qbtc-${name}-0-25e9a24a`, 'node server.js');
const shim = (pid: number, uid: string, name: string, directory: string): ProcessInfo =>
  marked(
    pid,
    `${uid}/qbtc-${name}-0-25e9a24a#shim`,
    `/bin/sh ${directory}/run/shim.sh ${directory}/run/${uid}/instances/x/run-1 …`,
  );
const frontDoor = (pid: number, id: string, directory: string): ProcessInfo =>
  marked(
    pid,
    `${id}/front-door/127.0.0.1_9079`,
    `/usr/bin/node /opt/qbtc.js front-door --dir ${directory}/front-doors/127.0.0.1_9079 --listen 127.0.0.1:9079`,
  );

const group = (
  processes: readonly ProcessInfo[],
  holds: Readonly<Record<string, Installation | Error>> = {},
): Promise<MarkedGroup[]> =>
  groupMarked(processes, (directory) => {
    const held = holds[directory];
    return held instanceof Error ? Promise.reject(held) : Promise.resolve(held);
  });

describe('processes with our mark', () => {
  it('of one state directory are one installation, told by shims and front doors, however many they are', async () => {
    const processes = [
      shim(10, UID, 'shop-web', '/home/a b/state'),
      service(11, UID, 'shop-web'),
      service(12, UID, 'shop-api'),
      frontDoor(13, ID, '/home/a b/state'),
    ];
    const groups = await group(processes);
    expect(groups).toMatchObject([
      {
        directory: '/home/a b/state',
        installation: undefined,
        id: ID,
        names: ['front door 127.0.0.1:9079', 'shop-api-0', 'shop-web-0'],
        pids: [10, 11, 12, 13],
        frontDoors: [13],
      },
    ]);
  });

  it('are called by the stack that the directory knows, and kept apart from those that it does not know', async () => {
    const known: Installation = { id: ID, stacks: new Map([[UID, 'default/shop']]), damaged: [], usesEngine: false };
    const processes = [shim(10, UID, 'shop-web', '/s'), service(11, UID, 'shop-web'), shim(20, 'gone', 'old-db', '/s')];
    expect(await group(processes, { '/s': known })).toMatchObject([
      { installation: known, id: ID, names: ['default/shop'], pids: [10, 11] },
      { installation: undefined, id: undefined, names: ['old-db-0'], pids: [20] },
    ]);
  });

  it('are not called lost when their directory is not known or cannot be read: a controller may look after them', async () => {
    const processes = [service(10, UID, 'shop-web'), shim(20, 'other', 'web', '/locked')];
    expect(await group(processes, { '/locked': new Error('EACCES') })).toMatchObject([
      { directory: undefined, pids: [10] },
      { directory: '/locked', isReadable: false, installation: undefined, pids: [20] },
    ]);
  });
});
