import { describe, expect, it } from '@jest/globals';
import { known } from '../../../controller/api/observation.ts';
import type { Observed } from '../../../controller/api/plan.ts';
import { desiredFrom, emptyWorld, planText } from '../../support/world.ts';

const address = { host: '127.0.0.1', port: 9079 };
const dead: Observed['frontDoors'] = [{ address, state: known(undefined), recorded: true }];
const shared: Observed['claims'] = { ports: [], routes: [], frontDoors: [address] };
const ending = desiredFrom('services: []', { deleting: true });

describe('a front door that does not run when the last stack goes', () => {
  it('leaves no tables behind that it would serve at its next start (I15)', () => {
    const { text } = planText(ending, emptyWorld({ frontDoors: dead }));
    expect(text).toContain('StopFrontDoor front-door/127.0.0.1:9079: no stack wants it');
  });

  it('loses only this stack’s table when others want it', () => {
    const { text } = planText(ending, emptyWorld({ frontDoors: dead, claims: shared }));
    expect(text).toContain('WithdrawRoutes front-door/127.0.0.1:9079');
    expect(text).not.toContain('StopFrontDoor');
  });

  it('that was never started is not stopped', () => {
    expect(planText(ending, emptyWorld()).text).not.toContain('FrontDoor');
    expect(planText(desiredFrom('services: []'), emptyWorld()).text).toBe('');
  });
});
