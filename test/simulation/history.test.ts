import { describe, expect, it } from '@jest/globals';
import { messageOf } from '../../controller/api/errors.ts';
import { History } from './history.ts';

/** Histories in one run; `HISTORIES=n` plays others than these. */
const COUNT = Number(process.env.HISTORIES ?? 2000);
/** Histories in one test, so that a slow machine shows where it is. */
const PART = 250;
const LONG = 600_000;

const COMMAND = 'node --experimental-vm-modules node_modules/jest/bin/jest.js test/simulation/history';

/** Plays one history; what went wrong, with the command that plays it again. */
async function play(seed: number): Promise<string[]> {
  const history = new History(seed);
  const faults = await history.play().catch((error: unknown) => [messageOf(error)]);
  if (process.env.SEED !== undefined) console.log(history.world.history.join('\n'));
  return faults.map((fault) => `SEED=${seed} ${COMMAND}\n${fault}`);
}

const seeds = Array.from({ length: COUNT }, (_, index) => index + 1);
const parts = Array.from({ length: Math.ceil(COUNT / PART) }, (_, part) => seeds.slice(part * PART, (part + 1) * PART));
const chosen = process.env.SEED === undefined ? parts : [[Number(process.env.SEED)]];

describe('a random history of faults', () => {
  it.each(chosen.map((part) => [part[0], part.at(-1), part] as const))(
    'from seed %d to %d ends as people want it, and breaks no promise on the way (I1–I23)',
    async (_first, _last, part) => {
      const faults: string[] = [];
      for (const seed of part) faults.push(...(await play(seed)));
      expect(faults).toEqual([]);
    },
    LONG,
  );

  it('is the same to the byte when it is played again', async () => {
    for (const seed of [3, 57, 1234]) {
      const [first, second] = [new History(seed), new History(seed)];
      await first.play();
      await second.play();
      expect(first.world.history.join('\n')).toBe(second.world.history.join('\n'));
      expect(first.world.disk.snapshot()).toEqual(second.world.disk.snapshot());
    }
  });
});
