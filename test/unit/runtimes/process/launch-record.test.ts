import { describe, expect, it } from '@jest/globals';
import {
  parseLaunchRecord,
  unknownLaunch,
  type LaunchRecord,
} from '../../../../controller/runtimes/process/launch-record.ts';

const RECORD: LaunchRecord = {
  version: 1,
  stack: { installation: 'i', namespace: 'default', name: 'shop', uid: 'u' },
  launch: { ...unknownLaunch('api', 2), command: ['serve'], revision: 'r', env: { A: '1' }, ports: { http: 3001 } },
  env: { A: '1', TOKEN: 'planted-secret' },
  cwd: '/srv',
};
const PATH = '/state/u/instances/x/launch.json';

describe('parseLaunchRecord', () => {
  it('gives back what was recorded', () => {
    expect(parseLaunchRecord(JSON.stringify(RECORD), PATH)).toEqual(RECORD);
  });

  it('believes no record that was cut off, wherever it was cut', () => {
    const text = JSON.stringify(RECORD);
    for (let length = 0; length < text.length; length++) {
      expect(() => parseLaunchRecord(text.slice(0, length), PATH)).toThrow(
        expect.objectContaining({ code: 'RecordDamaged' }),
      );
    }
  });

  it.each([
    { version: 2 },
    { cwd: 7 },
    { env: { A: 1 } },
    { env: null },
    { stack: {} },
    { launch: null },
    { launch: { ...RECORD.launch, command: [] } },
    { launch: { ...RECORD.launch, command: 'serve' } },
    { launch: { ...RECORD.launch, slot: '0' } },
    { launch: { ...RECORD.launch, ports: { http: '3001' } } },
    { launch: { ...RECORD.launch, service: { name: 'api' } } },
    { launch: { ...RECORD.launch, service: { ...RECORD.launch.service, ports: undefined } } },
  ])('believes no record with %j', (change) => {
    expect(() => parseLaunchRecord(JSON.stringify({ ...RECORD, ...change }), PATH)).toThrow(
      expect.objectContaining({ code: 'RecordDamaged' }),
    );
  });

  it('names the file and none of its contents', () => {
    for (const text of ['{"env": planted-secret', JSON.stringify({ ...RECORD, version: 3 })]) {
      let message = '';
      try {
        parseLaunchRecord(text, PATH);
      } catch (error) {
        message = `${String(error)} ${JSON.stringify(error)}`;
      }
      expect(message).toContain(PATH);
      expect(message).not.toContain('planted-secret');
    }
  });
});
