import { describe, expect, it } from '@jest/globals';
import { known } from '../../../controller/api/observation.ts';
import type { Desired } from '../../../controller/api/plan.ts';
import type { Instance } from '../../../controller/api/runtime.ts';
import { desiredFrom, emptyWorld, instanceOf, NOW, planText } from '../../support/world.ts';

const STACK = ({ version = 'v1', port = 4000 } = {}, changes: Partial<Desired> = {}): Desired =>
  desiredFrom(
    `
services:
  - name: db
    external: {host: 127.0.0.1}
    ports: [{name: sql, port: ${port}}]
  - name: web
    process:
      command: [serve, ${version}]
      env: [{name: DB, value: '{{service.db.sql.address}}'}, {name: TOKEN, valueFrom: {env: TOKEN}}]
`,
    { secretDigests: { web: 'one' }, ...changes },
  );

/** The instance that a plan for an empty machine starts. */
function startedFor(desired: Desired): Instance {
  const [start] = planText(desired, emptyWorld()).plan.actions;
  if (start?.type !== 'StartInstance') throw new Error('nothing is started');
  const { launch } = start;
  return instanceOf(launch.service, launch.revision, { launch });
}

/** Why the instance is ended that was started for the first wish, once the second one counts. */
function causeOf(before: Desired, after: Desired, changes: Partial<Instance> = {}): string | undefined {
  const instances = { process: known([{ ...startedFor(before), ...changes }]) };
  return planText(after, emptyWorld({ instances })).plan.actions[0]?.cause;
}

describe('an instance that is replaced tells what for', () => {
  it.each([
    ['its spec changed', STACK({ version: 'v2' })],
    ['its secrets changed', STACK({}, { secretDigests: { web: 'two' } })],
    ['a restart was asked for', STACK({}, { restarts: { web: 1 } })],
    ['a restart was asked for', STACK({}, { restarts: { web: 7 } })],
    ['the address of a service that it names changed', STACK({ port: 4001 })],
  ])('%s', (cause, after) => {
    expect(causeOf(STACK(), after)).toBe(cause);
  });

  it('the spec, when a restart was asked for as well', () => {
    expect(causeOf(STACK(), STACK({ version: 'v2' }, { restarts: { web: 1 } }))).toBe('its spec changed');
  });

  it('its damaged record, of which nothing else is known', () => {
    const problem = 'the record /state/launch.json is damaged: it is not JSON';
    expect(causeOf(STACK(), STACK(), { revision: 'damaged', problem })).toBe(problem);
  });

  it('the start of its successor says the same as its own end', () => {
    const gone: Partial<Instance> = {
      state: 'Exited',
      stoppingSince: NOW,
      exit: { code: 0, signal: undefined, at: NOW },
    };
    const instances = { process: known([{ ...startedFor(STACK()), ...gone }]) };
    const { text } = planText(STACK({}, { restarts: { web: 1 } }), emptyWorld({ instances }));
    expect(text).toContain('StartInstance service/web[0]: a restart was asked for');
  });
});
