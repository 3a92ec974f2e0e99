import { expect, it } from '@jest/globals';
import { Pacing } from '../../../controller/reconcile/pacing.ts';

it('makes no look wait longer because the wall clock was set back', () => {
  let now = 1_000_000;
  const pacing = new Pacing({ now: () => now, after: () => ({ [Symbol.dispose]: () => undefined }) }, () => true);
  pacing.looked('default/shop', 20);
  expect(pacing.pause('default/shop')).toBe(180);
  now -= 600_000;
  expect(pacing.pause('default/shop')).toBe(180);
  now += 600_200;
  expect(pacing.pause('default/shop')).toBe(0);
});

it('makes nobody wait for long after a look that took long', () => {
  const pacing = new Pacing({ now: () => 0, after: () => ({ [Symbol.dispose]: () => undefined }) }, () => true);
  pacing.looked('default/shop', 5000);
  expect(pacing.pause('default/shop')).toBe(500);
});
