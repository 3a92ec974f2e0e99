import { describe, expect, it } from '@jest/globals';
import type { Condition } from '../../../controller/api/generated/resource.ts';
import { EMPTY_MEMORY } from '../../../controller/api/memory.ts';
import { known, unknown } from '../../../controller/api/observation.ts';
import type { Desired, Observed } from '../../../controller/api/plan.ts';
import type { Instance } from '../../../controller/api/runtime.ts';
import { summarize } from '../../../controller/status/summarize.ts';
import { desiredFrom, emptyWorld, frontDoorWith, instanceOf, NOW, planText } from '../../support/world.ts';

const SPEC = `
services:
  - name: api
    process: {command: [serve, '{{port.http}}']}
    ports: [{name: http, port: 4000}]
    probe: {http: {path: /}}
routes:
  - {name: api, paths: [{type: Prefix, value: /}], backends: [{service: api, port: http}]}
`;
const desired = desiredFrom(SPEC);
const service = desired.spec.services[0]!;
const revision = planText(desired, emptyWorld()).plan.services[0]!.revision;
const running = (changes: Partial<Instance> = {}): Instance => instanceOf(service, revision, changes);
const HEALTHY = { health: 'Healthy', lastResult: undefined } as const;

/** The machine with everything in place, changed as given. */
function inStep(changes: Partial<Observed> = {}, wanted: Desired = desired, instance = running()): Observed {
  const world = { instances: { process: known([instance]) }, probes: { [instance.id]: HEALTHY } };
  const hash = planText(wanted, emptyWorld(world)).plan.table?.hash ?? '';
  return emptyWorld({ ...world, frontDoors: frontDoorWith({ 'uid-1': hash }), ...changes });
}

function conditionsOf(observed: Observed, wanted: Desired = desired): Record<string, Condition> {
  const { plan } = planText(wanted, observed, EMPTY_MEMORY);
  const status = summarize({ desired: wanted, observed, plan, previous: undefined, actions: [], now: NOW });
  return Object.fromEntries((status.conditions ?? []).map((condition) => [condition.type, condition]));
}

describe('Ready', () => {
  it('is True when every service and every route was seen to be as declared, at this generation (I21)', () => {
    expect(conditionsOf(inStep()).Ready).toMatchObject({ status: 'True', observedGeneration: 1 });
    expect(conditionsOf(inStep())).not.toHaveProperty('Reconciling');
  });

  it.each<[string, Observed, string]>([
    ['a service is still starting', inStep({ probes: {} }), 'False'],
    ['the front door has another table', inStep({ frontDoors: frontDoorWith({ 'uid-1': 'old' }) }), 'False'],
    ['no front door runs', inStep({ frontDoors: emptyWorld().frontDoors }), 'False'],
    [
      'the front door does not answer',
      inStep({ frontDoors: [{ address: { host: '127.0.0.1', port: 9079 }, state: unknown('silent') }] }),
      'Unknown',
    ],
    ['the processes cannot be observed', inStep({ instances: { process: unknown('no answer') } }), 'Unknown'],
    ['something is still being done', inStep({ operations: [{ id: 'kill/x', target: 'service/x[0]' }] }), 'False'],
  ])('is not True while %s', (_why, observed, status) => {
    const { Ready } = conditionsOf(observed);
    expect(Ready?.status).not.toBe('True');
    expect([status, 'False']).toContain(Ready?.status);
  });

  it('is Unknown, and nothing else is claimed, while the stack is suspended', () => {
    const suspended = { ...desired, spec: { ...desired.spec, suspend: true } };
    expect(conditionsOf(inStep({}, suspended), suspended).Ready).toMatchObject({
      status: 'Unknown',
      reason: 'Suspended',
    });
  });

  it('names what a deletion waits for (I18)', () => {
    const observed = inStep({ instances: { process: unknown('no answer') } });
    const { Ready, Reconciling } = conditionsOf(observed, { ...desired, deleting: true });
    expect(Ready).toMatchObject({ status: 'False', reason: 'DeletionBlocked' });
    expect(Ready?.message).toContain('no answer');
    expect(Reconciling?.status).toBe('True');
  });
});

describe('Stalled', () => {
  const holders = [{ host: '127.0.0.1', port: 4000, holder: 'pid 7 (thief)', marker: undefined }];
  const stolen = emptyWorld({ listening: known([{ host: '127.0.0.1', port: 4000 }]), holders });

  it('is True when a port is held by somebody else, and names the holder (I8)', () => {
    const { Stalled, Reconciling } = conditionsOf(stolen);
    expect(Stalled).toMatchObject({ status: 'True', reason: 'PortConflict' });
    expect(Stalled?.message).toContain('pid 7 (thief)');
    expect(Reconciling).toBeUndefined();
  });

  it('stands beside a Ready that gives the same reason', () => {
    const { Stalled, Ready } = conditionsOf(stolen);
    expect(Ready).toMatchObject({ status: 'False', reason: Stalled?.reason, message: Stalled?.message });
  });
});

describe('a steady state', () => {
  it('gives the same status to the byte at every later time, so that nothing is written (I17)', () => {
    const observed = inStep();
    const { plan } = planText(desired, observed);
    const first = summarize({ desired, observed, plan, previous: undefined, actions: [], now: NOW });
    const second = summarize({ desired, observed, plan, previous: first, actions: [], now: NOW + 60_000 });
    expect(JSON.stringify(second)).toBe(JSON.stringify(first));
  });
});

it('a status lists at most so many services and routes, and counts the rest (I23)', () => {
  const services = Array.from({ length: 250 }, (_, index) => `{name: s${index}, process: {command: [serve]}}`);
  const many = desiredFrom(`services: [${services.join(', ')}]`);
  const observed = emptyWorld();
  const { plan } = planText(many, observed);
  const status = summarize({ desired: many, observed, plan, previous: undefined, actions: [], now: NOW });
  expect(status.services).toHaveLength(200);
  expect(status).toMatchObject({ omittedServices: 50, readyServices: '0/250' });
  expect(JSON.stringify(status).length).toBeLessThan(256 * 1024);
});
