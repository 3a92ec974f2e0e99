import { describe, expect, it } from '@jest/globals';
import { play, type Scenario } from './play.ts';
import { SCENARIOS } from './scenarios.ts';
import type { Fate } from './fate.ts';

const DEATHS = ['before', 'middle', 'after'] as const;
/** Every scenario once for each of its effects and each way to die: minutes on a slow machine. */
const LONG = 600_000;

/** Plays the scenario with a controller that dies at one effect; `CRASH=effect:death` chooses a single one of them. */
async function dieAt(scenario: Scenario, effect: number, death: (typeof DEATHS)[number]): Promise<string[]> {
  let name = '';
  const fate = (index: number, called: string): Fate => {
    if (index !== effect) return { kind: 'run' };
    name = called;
    return { kind: death };
  };
  const { faults, world } = await play(scenario, fate);
  if (process.env.CRASH !== undefined) console.log(world.history.join('\n'));
  return faults.map((fault) => `CRASH=${effect}:${death} (${name}): ${fault}`);
}

describe.each(SCENARIOS)('$name', (scenario) => {
  it(
    'comes to the same end whenever the controller dies, and breaks no promise on the way (I1–I23)',
    async () => {
      const undisturbed = await play(scenario);
      expect(undisturbed.faults).toEqual([]);
      const [only, kind] = process.env.CRASH?.split(':') ?? [];
      const faults: string[] = [];
      let deaths = 0;
      for (let effect = 0; effect < undisturbed.effects; effect++) {
        for (const death of DEATHS) {
          if (only !== undefined && (Number(only) !== effect || kind !== death)) continue;
          faults.push(...(await dieAt(scenario, effect, death)));
          deaths++;
        }
      }
      expect(faults).toEqual([]);
      expect(deaths).toBeGreaterThanOrEqual(only === undefined ? 50 : 1);
    },
    LONG,
  );

  it('gives the same history to the byte when it is played again', async () => {
    const [first, second] = [await play(scenario), await play(scenario)];
    expect(first.world.history.join('\n')).toBe(second.world.history.join('\n'));
    expect(first.world.disk.snapshot()).toEqual(second.world.disk.snapshot());
  });
});
