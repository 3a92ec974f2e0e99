import { describe, expect, it } from '@jest/globals';
import { crd } from '../../../controller/api/generated/crd.ts';
import type { Service } from '../../../controller/api/generated/resource.ts';
import { effectiveProbe, probePasswordSource } from '../../../controller/spec/effective-probe.ts';

const SERVICE: Service = {
  name: 'api',
  critical: false,
  adopt: false,
  oneShot: false,
  replicas: 1,
  dependsOn: [],
  ports: [{ name: 'http', port: 3001, hostAddress: '127.0.0.1', range: '20000-29999' }],
  update: { drainSeconds: 10, autoRevert: true },
  alternatives: [],
};
const PROCESS = {
  command: ['node', 'api.js'],
  workingDir: '.',
  env: [],
  stopSignal: 'SIGTERM',
  stopTimeoutSeconds: 10,
};
const BOUNDS = {
  intervalSeconds: 5,
  timeoutSeconds: 2,
  failureThreshold: 3,
  successThreshold: 1,
  startupGraceSeconds: 20,
};

describe('the probe that a service is measured by', () => {
  it('is the declared one', () => {
    const probe = { ...BOUNDS, http: { path: '/health' } };
    expect(effectiveProbe({ ...SERVICE, process: PROCESS, probe })).toBe(probe);
  });

  it('asks whether the first port accepts, for a process or an external service without one', () => {
    const expected = { ...BOUNDS, tcp: {} };
    expect(effectiveProbe({ ...SERVICE, process: PROCESS })).toEqual(expected);
    expect(effectiveProbe({ ...SERVICE, external: { host: '10.0.0.1' } })).toEqual(expected);
  });

  it('is none where there is nothing to ask, or something else tells', () => {
    const withReadyLine = { ...PROCESS, readyLog: 'listening' };
    const probe = { ...BOUNDS, tcp: {} };
    const services: Partial<Service>[] = [
      { process: PROCESS, ports: [] },
      { external: { host: '10.0.0.1' }, ports: [] },
      { process: withReadyLine },
      { process: PROCESS, oneShot: true },
      { process: PROCESS, oneShot: true, probe },
      { kubernetes: { image: 'web:1', command: [], env: [] } },
    ];
    for (const service of services) expect(effectiveProbe({ ...SERVICE, ...service })).toBeUndefined();
  });

  it('has the bounds that a declared probe gets by default', () => {
    const stack = crd.spec.versions[0].schema.openAPIV3Schema.properties?.spec;
    const fields = stack?.properties?.services?.items?.properties?.probe?.properties ?? {};
    const defaults = Object.entries(fields).flatMap(([name, field]) =>
      'default' in field ? [[name, field.default]] : [],
    );
    expect(effectiveProbe({ ...SERVICE, process: PROCESS })).toEqual({ tcp: {}, ...Object.fromEntries(defaults) });
    expect(defaults.length).toBeGreaterThan(0);
  });

  it('names where the password of a probe that logs in comes from', () => {
    const password = { valueFrom: { env: 'REDIS_PASSWORD' } };
    expect(probePasswordSource({ ...BOUNDS, redis: { password } })).toEqual({ env: 'REDIS_PASSWORD' });
    expect(probePasswordSource({ ...BOUNDS, redis: {} })).toBeUndefined();
    expect(probePasswordSource({ ...BOUNDS, tcp: {} })).toBeUndefined();
  });
});
