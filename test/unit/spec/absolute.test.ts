import { expect, it } from '@jest/globals';
import { withAbsolutePaths } from '../../../controller/spec/absolute.ts';

it('paths of the host begin at the folder of the file they stand in, and nothing else is touched', () => {
  const stack = {
    spec: {
      services: [
        { process: { workingDir: 'app', command: ['./run'] } },
        {
          docker: {
            volumes: [
              { hostPath: 'data', mountPath: '/data' },
              { hostPath: '/srv', mountPath: '/srv' },
            ],
          },
        },
        { process: { env: [{ name: 'A', valueFrom: { file: 'secret' } }] } },
      ],
    },
  };
  expect(withAbsolutePaths(stack, '/stack').spec.services).toEqual([
    { process: { workingDir: '/stack/app', command: ['./run'] } },
    {
      docker: {
        volumes: [
          { hostPath: '/stack/data', mountPath: '/data' },
          { hostPath: '/srv', mountPath: '/srv' },
        ],
      },
    },
    { process: { env: [{ name: 'A', valueFrom: { file: '/stack/secret' } }] } },
  ]);
});

it('a field with the name of a method of objects is a field like others', () => {
  const stack = { spec: { valueOf: { a: 'b' }, constructor: { a: 'b' } } };
  expect(withAbsolutePaths(stack, '/stack')).toEqual(stack);
});
