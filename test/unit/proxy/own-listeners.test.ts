import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { ownListeners } from '../../../controller/proxy/own-listeners.ts';

it('a front door that looks who listens brings no state directory back that was taken away', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'qbtc-listeners-'));
  const dir = join(folder, 'state/front-doors/127.0.0.1_9079');
  expect([...(await ownListeners(dir, { host: '127.0.0.1', port: 9079 }))]).toEqual([[9079, 'the front door itself']]);
  expect(await readdir(folder)).toEqual([]);
  await rm(folder, { recursive: true });
});
