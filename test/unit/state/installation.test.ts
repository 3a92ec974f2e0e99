import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Files } from '../../../controller/api/files.ts';
import { openInstallation, secretDigest, stackUid } from '../../../controller/state/installation.ts';
import { createSimulatedClock } from '../../fakes/simulated-clock.ts';
import { createSimulatedFiles, SimulatedDisk } from '../../fakes/simulated-files.ts';

let disk: SimulatedDisk;
let files: Files;

beforeEach(() => {
  disk = new SimulatedDisk({ clock: createSimulatedClock() });
  disk.makeFolder('/state');
  files = createSimulatedFiles(disk);
});

describe('an installation', () => {
  it('is founded once, and is the same ever after', async () => {
    const founded = await openInstallation(files, '/state');
    expect(founded.id).toMatch(/^[0-9a-f-]{36}$/);
    expect(founded.key).toMatch(/^[0-9a-f]{64}$/);
    expect(await openInstallation(files, '/state')).toEqual(founded);
  });

  it('differs from every other one', async () => {
    disk.makeFolder('/other');
    const [a, b] = [await openInstallation(files, '/state'), await openInstallation(files, '/other')];
    expect(a.id).not.toBe(b.id);
    expect(a.key).not.toBe(b.key);
  });

  it.each(['', '{', 'null', '{}', '{"id":"x"}', '{"id":"","key":"k"}', '{"id":1,"key":"k"}'])(
    'whose file is damaged (%j) is not replaced: a new identity would disown all that runs',
    async (text) => {
      disk.write('/state/installation.json', text);
      await expect(openInstallation(files, '/state')).rejects.toMatchObject({
        code: 'StateDamaged',
        mend: expect.stringContaining('backup') as unknown,
      });
      expect(disk.read('/state/installation.json')?.toString()).toBe(text);
    },
  );

  it('that cannot be written on a full disk is not taken for founded', async () => {
    disk.fault = (operation) => (operation === 'write' ? 'ENOSPC' : undefined);
    await expect(openInstallation(files, '/state')).rejects.toMatchObject({ code: 'ENOSPC' });
  });
});

describe('the uid of a stack', () => {
  const installation = { id: '6f0e7c1a-5a8e-4a52-9d0a-0d7b1f1c2e3f', key: '00' };

  it('follows from installation, namespace and name, and from each of them', () => {
    const uid = stackUid(installation, 'default', 'shop');
    const others = [
      stackUid({ ...installation, id: '7f0e7c1a-5a8e-4a52-9d0a-0d7b1f1c2e3f' }, 'default', 'shop'),
      stackUid(installation, 'other', 'shop'),
      stackUid(installation, 'default', 'shop2'),
    ];
    expect(stackUid(installation, 'default', 'shop')).toBe(uid);
    expect(new Set([uid, ...others]).size).toBe(4);
  });
});

describe('the digest of secrets', () => {
  const installation = { id: 'i', key: '00ff' };

  it('changes with every value and name, not with their order', () => {
    const digest = secretDigest(installation, { A: '1', B: '2' });
    expect(secretDigest(installation, { B: '2', A: '1' })).toBe(digest);
    expect(secretDigest(installation, { A: '1', B: '3' })).not.toBe(digest);
    expect(secretDigest(installation, { A: '1', C: '2' })).not.toBe(digest);
    expect(secretDigest(installation, { A: '12', B: '' })).not.toBe(digest);
  });

  it('cannot be guessed without the key of the installation', () => {
    expect(secretDigest({ ...installation, key: '00fe' }, { A: '1' })).not.toBe(secretDigest(installation, { A: '1' }));
  });

  it('is absent where there are no secrets, so that such services have the same revision everywhere', () => {
    expect(secretDigest(installation, {})).toBeUndefined();
  });
});
