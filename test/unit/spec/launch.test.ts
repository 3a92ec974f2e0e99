import { constants } from 'node:os';
import { describe, expect, it } from '@jest/globals';
import type { Service } from '../../../controller/api/generated/resource.ts';
import { withDefaults } from '../../../controller/spec/default.ts';
import { launchProblems, SIGNALS } from '../../../controller/spec/launch.ts';
import { schemaAt } from '../../../controller/spec/schema.ts';

const problemsOf = (service: object): string[] => {
  const services = withDefaults([{ name: 'a', ...service }], schemaAt('spec', 'services')) as Service[];
  return launchProblems(services).map(({ path, message }) => `${path.slice(3).join('.')}: ${message}`);
};

describe('a signal that asks a service to end', () => {
  (process.platform === 'linux' ? it : it.skip)('is one of those that this system can send', () => {
    expect([...SIGNALS].sort()).toEqual(Object.keys(constants.signals).sort());
  });

  it.each(SIGNALS)('may be %s', (stopSignal) => {
    expect(problemsOf({ process: { command: ['a'], stopSignal }, docker: { image: 'a', stopSignal } })).toEqual([]);
  });

  it.each(['SIGRTMIN', 'SIGRTMIN+3', 'SIGRTMIN+15', 'SIGRTMAX', 'SIGRTMAX-14'])(
    'may be %s for a container and not for a process',
    (stopSignal) => {
      expect(problemsOf({ docker: { image: 'a', stopSignal } })).toEqual([]);
      expect(problemsOf({ process: { command: ['a'], stopSignal } })).toHaveLength(1);
    },
  );

  it.each(['SIGFOO', 'SIGRTMIN+16', 'SIGRTMAX+1', 'SIGRTMIN-1', 'SIG'])(
    'is refused before the start when it would fail at the stop: %s',
    (stopSignal) => {
      expect(problemsOf({ docker: { image: 'a', stopSignal } })).toHaveLength(1);
      expect(problemsOf({ process: { command: ['a'], stopSignal } })).toHaveLength(1);
    },
  );
});

describe('what a program is started with', () => {
  it('may be an empty argument, but not an empty program', () => {
    expect(problemsOf({ process: { command: ['a', ''] } })).toEqual([]);
    expect(problemsOf({ process: { command: ['', 'a'] } })).toEqual(['process.command.0: must name a program']);
  });

  it('may have names in a container that a shell would lose', () => {
    const env = [{ name: 'with-hyphen', value: 'a' }];
    expect(problemsOf({ docker: { image: 'a', command: [''], env } })).toEqual([]);
    expect(problemsOf({ process: { command: ['a'], env } })).toHaveLength(1);
  });

  it('never has the mark of a process of ours, by which another process would be ended', () => {
    const env = [{ name: 'QBTC_MARKER', valueFrom: { env: 'X' } }];
    for (const runtime of ['docker', 'process', 'kubernetes']) {
      expect(problemsOf({ [runtime]: { command: ['a'], env } })).toEqual([expect.stringMatching(/kept for/)]);
    }
  });
});
