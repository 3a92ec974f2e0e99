import { expect, it } from '@jest/globals';
import { masked } from '../../../controller/api/accepted.ts';

it('shows nothing of a secret that begins with another one, whatever their order (I22)', () => {
  expect(masked('refused: passw0rd-long, passw', ['passw', '', 'passw0rd-long'])).toBe('refused: ***, ***');
});
