import { beforeEach, describe, expect, it } from '@jest/globals';
import { RecordNames } from '../../../../controller/runtimes/process/records-gone.ts';
import { createSimulatedClock, type SimulatedClock } from '../../../fakes/simulated-clock.ts';

let clock: SimulatedClock;
let names: RecordNames;
beforeEach(() => {
  clock = createSimulatedClock();
  names = new RecordNames(clock);
});

describe('records that have gone', () => {
  it('by themselves tell nothing at first, since more may be going, and are believed in the end', async () => {
    names.check('/run/instances', ['a', 'b']);
    const look = (): void => {
      names.check('/run/instances', ['b']);
    };
    expect(look).toThrow('records have gone: /run/instances/a');
    await clock.advance(1999);
    expect(look).toThrow('/run/instances/a');
    await clock.advance(1);
    expect(look).not.toThrow();
    expect(look).not.toThrow();
  });

  it('and are back are no loss', () => {
    names.check('/run', ['a']);
    expect(() => {
      names.check('/run', []);
    }).toThrow('/run/a');
    names.check('/run', ['a']);
  });

  it('because the controller removes them are missed by nobody, in the middle of it and afterwards', () => {
    names.check('/run', ['a', 'b']);
    names.check('/run/a', ['launch.json', 'run-1']);
    names.leave('/run/a');
    names.check('/run/a', ['run-1']);
    names.check('/run/a', []);
    names.check('/run', ['a', 'b']);
    names.check('/run', ['b']);
    names.left('/run/a');
    names.check('/run', ['b']);
  });

  it('are missed again once something of that name was begun anew', () => {
    names.leave('/run/a');
    names.left('/run/a');
    names.check('/run', ['a']);
    expect(() => {
      names.check('/run', []);
    }).toThrow('/run/a');
  });

  it('are no temporary files', () => {
    names.check('/run', ['a.1.tmp']);
    names.check('/run', []);
  });
});
