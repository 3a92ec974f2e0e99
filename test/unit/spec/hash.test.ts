import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Service } from '../../../controller/api/generated/resource.ts';
import { canonicalJson, digestOf, revisionOf } from '../../../controller/spec/hash.ts';
import { loadStacks } from '../../../controller/spec/load.ts';

const serviceOf = (body: string): Service => {
  const text = `apiVersion: qbtc.dev/v1alpha1\nkind: QbtcStack\nmetadata: {name: demo}\nspec:\n  services:\n    - {name: a, ${body}}\n    - {name: other, external: {host: h}}\n`;
  const { stacks, errors } = loadStacks({ files: [{ name: 'a', text, folder: '/' }], variables: {} });
  expect(errors).toEqual([]);
  return stacks[0]!.spec.services[0]!;
};
const NO_INPUTS = { secretDigest: undefined, restarts: 0, addresses: [] };
const revision = (body: string, inputs = {}): string => revisionOf(serviceOf(body), { ...NO_INPUTS, ...inputs });

const PROCESS = 'process: {command: [node, a.js]}';
const PORTS = 'ports: [{name: http, port: 3000}]';

describe('the revision of a service', () => {
  it('is fixed for all time: an upgrade of the controller replaces nothing', () => {
    expect(revision(`${PROCESS}, ${PORTS}`)).toBe('v1-6ccc1f6d8858488af46347a6316f2418987e8eb2');
    expect(revision('external: {host: db}')).toBe('v1-f227febfc8b056ba9f22dccb4039c397f8029986');
  });

  it('fits into a label', () => {
    expect(revision(PROCESS)).toMatch(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/);
    expect(revision(PROCESS).length).toBeLessThanOrEqual(63);
  });

  const same: [string, string][] = [
    ['the number of replicas', 'replicas: 0'],
    ['its probe', 'probe: {exec: {command: [a]}}'],
    ['its dependencies', 'dependsOn: [{name: other}]'],
    ['how it is updated', 'update: {drainSeconds: 1}'],
    ['how critical it is', 'critical: true'],
    ['its type', 'type: api'],
  ];
  it.each(same)('is the same after a change of %s, so that nothing restarts for it', (_, change) => {
    expect(revision(`${PROCESS}, ${change}`)).toBe(revision(PROCESS));
  });

  it('is the same when a default is written out', () => {
    expect(revision('process: {command: [node, a.js], stopSignal: SIGTERM, env: [], workingDir: /}')).toBe(
      revision('process: {command: [node, a.js], workingDir: /}'),
    );
    expect(revision(`${PROCESS}, ports: [{name: http, port: 3000, hostAddress: 127.0.0.1, range: "1000-2000"}]`)).toBe(
      revision(`${PROCESS}, ${PORTS}`),
    );
  });

  const different: [string, string][] = [
    ['its command', 'process: {command: [node, b.js]}'],
    ['the order of its arguments', 'process: {command: [a.js, node]}'],
    ['a variable', 'process: {command: [node, a.js], env: [{name: A, value: b}]}'],
    ['where a variable comes from', 'process: {command: [node, a.js], env: [{name: A, valueFrom: {env: B}}]}'],
    ['its folder', 'process: {command: [node, a.js], workingDir: /tmp}'],
    ['its stop signal', 'process: {command: [node, a.js], stopSignal: SIGINT}'],
    ['a port', `${PROCESS}, ${PORTS}`],
    ['its runtime', 'external: {host: h}'],
  ];
  it.each(different)('changes with %s', (_, body) => {
    expect(revision(body)).not.toBe(revision(PROCESS));
  });

  it('changes with a secret, a restart that was asked for, and the address of another service that it was told', () => {
    const revisions = [
      revision(PROCESS),
      revision(PROCESS, { secretDigest: 'a' }),
      revision(PROCESS, { secretDigest: 'b' }),
      revision(PROCESS, { restarts: 1 }),
      revision(PROCESS, { addresses: [{ host: '127.0.0.1', port: 1 }] }),
      revision(PROCESS, { addresses: [undefined] }),
    ];
    expect(new Set(revisions).size).toBe(revisions.length);
  });
});

describe('a digest', () => {
  it('does not depend on the order of keys or on members that are undefined', () => {
    expect(digestOf({ a: 1, b: [{ c: 2, d: undefined }] })).toBe(digestOf({ b: [{ c: 2 }], a: 1 }));
    expect(digestOf([1, 2])).not.toBe(digestOf([2, 1]));
  });

  it('comes from JSON that reads back as the same value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const plain: unknown = JSON.parse(JSON.stringify(value));
        expect(JSON.parse(canonicalJson(plain))).toEqual(plain);
      }),
    );
  });
});
