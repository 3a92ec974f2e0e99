import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Listener, ProcessInfo } from '../../../controller/api/processes.ts';
import type { Instance } from '../../../controller/api/runtime.ts';
import { Intruders } from '../../../controller/observe/intruders.ts';
import { desiredFrom, instanceOf } from '../../support/world.ts';

const [SERVICE] = desiredFrom('services: [{name: web, process: {command: [serve]}, ports: [{name: http, port: 4000}]}]')
  .spec.services;
const web = (changes: Partial<Instance> = {}): Instance => instanceOf(SERVICE!, 'v1', { pid: 100, ...changes });
const OURS = `uid-1/${web().id}`;
const at = (host: string, inode: string, port = 4000): Listener => ({ host, port, inode });
const STRANGER = { port: 4000, host: '127.0.0.1', holder: 'pid 7 (nc -l 4000)', marker: undefined };

/** Processes by pid, the inodes that they hold, and how often that was asked for. */
let table: Map<number, ProcessInfo>;
let held: Map<string, number>;
let asked: number;
let intruders: Intruders;
beforeEach(() => {
  table = new Map();
  held = new Map();
  asked = 0;
  intruders = new Intruders({
    holders: async (inodes) => {
      asked++;
      const found = [...held].filter(([inode, pid]) => inodes.has(inode) && table.has(pid));
      return new Map(found.map(([inode, pid]) => [inode, table.get(pid)!]));
    },
    inspect: async (pid) => table.get(pid),
  });
  put(100, {});
  put(7, { command: 'nc -l 4000' }, 'theirs');
});

function put(pid: number, info: Partial<ProcessInfo>, inode?: string): void {
  const rest = { bootId: 'boot', startTime: '1', parent: 1, group: pid, session: pid, marker: undefined };
  table.set(pid, { ...rest, pid, command: 'serve', ...info });
  if (inode !== undefined) held.set(inode, pid);
}

const find = (...listeners: Listener[]): Promise<unknown> => intruders.find('uid-1', [web()], listeners);

describe('somebody who listens at the port of a running instance', () => {
  it('is its intruder, and is named', async () => {
    expect(await find(at('127.0.0.1', 'theirs'))).toEqual({ [web().id]: STRANGER });
    expect(intruders.last('uid-1')).toEqual({ [web().id]: STRANGER });
  });

  it.each(['0.0.0.0', '::'])('is one on %s, too, where the connection gets to it', async (host) => {
    expect(await find(at(host, 'theirs'))).toEqual({ [web().id]: { ...STRANGER, host } });
  });

  it('is one as well when it belongs to another instance of ours', async () => {
    put(8, { marker: `${OURS}-other`, command: 'serve' }, 'other');
    expect(await find(at('127.0.0.1', 'other'))).toMatchObject({ [web().id]: { holder: 'pid 8 (serve)' } });
  });

  it.each([
    ['bears its marker', { marker: OURS }],
    ['lost the marker and is in its session', { session: 100 }],
    ['lost the marker and descends from it', { parent: 101 }],
  ])('is none when it %s', async (_, info) => {
    put(101, { parent: 100 });
    put(102, info, 'mine');
    expect(await find(at('127.0.0.1', 'mine'))).toEqual({});
  });

  it('is none when it cannot be identified, since it may be the instance under another user', async () => {
    expect(await find(at('127.0.0.1', 'unknown'))).toEqual({});
  });

  it('is none at another address, port, or where the instance itself is the one that answers', async () => {
    put(102, { marker: OURS }, 'mine');
    expect(await find(at('127.0.0.2', 'theirs'), at('127.0.0.1', 'theirs', 4001))).toEqual({});
    expect(await find(at('0.0.0.0', 'theirs'), at('127.0.0.1', 'mine'))).toEqual({});
    expect(await find(at('127.0.0.1', 'theirs'), at('0.0.0.0', 'mine'))).toMatchObject({ [web().id]: STRANGER });
  });
});

it('a socket is looked at once, since finding its holder is costly, and again in another run', async () => {
  for (let look = 0; look < 3; look++) await find(at('127.0.0.1', 'theirs'));
  expect(asked).toBe(1);
  await intruders.find('uid-1', [web({ run: 2 })], [at('127.0.0.1', 'theirs')]);
  expect(asked).toBe(2);
});

it('an intruder that has gone is forgotten, and so is a stack without instances', async () => {
  put(102, { marker: OURS }, 'mine');
  await find(at('127.0.0.1', 'theirs'));
  expect(await find(at('127.0.0.1', 'mine'))).toEqual({});
  await find(at('127.0.0.1', 'theirs'));
  expect(await intruders.find('uid-1', [], [at('127.0.0.1', 'theirs')])).toEqual({});
  expect(intruders.last('uid-1')).toEqual({});
});
