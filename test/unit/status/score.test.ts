import { describe, expect, it } from '@jest/globals';
import type { RouteStatus } from '../../../controller/api/generated/resource.ts';
import type { ServiceVerdict } from '../../../controller/api/plan.ts';
import { scoreOf } from '../../../controller/status/score.ts';
import { stackFrom } from '../../support/world.ts';

const verdict = (name: string, healthy: number, changes: Partial<ServiceVerdict> = {}): ServiceVerdict => {
  const judged = {
    phase: healthy > 0 ? 'Running' : 'Unhealthy',
    reason: 'x',
    message: healthy > 0 ? '' : 'is dead',
  } as const;
  return { name, revision: 'r', desired: 1, healthy, restarts: 0, settled: healthy > 0, ...judged, ...changes };
};
const route = (name: string, state: RouteStatus['state']): RouteStatus => ({ name, state, address: 'http://x/' });
const PLAIN = stackFrom('services: []').spec;
const FULL = stackFrom('services: []\ndiscovery: {}\nmonitoring: {redis: [{service: redis}]}').spec;
const parts = (score: ReturnType<typeof scoreOf>): Record<string, number> =>
  Object.fromEntries(score.parts.map(({ name, score: points }) => [name, points]));

/** What discovery found under these names; all of it answers but `ill`. */
const found = (names: readonly string[], failures = {}) => ({
  services: names.map((name) => ({
    ...{ key: name, called: name, rank: name.startsWith('s') ? 0 : 5 },
    name,
    type: 'http',
    host: 'h',
    port: 1,
    sources: [],
    confidence: 1,
    validated: name !== 'ill',
  })),
  failures,
  gaps: [],
});

describe('the score', () => {
  it('of five healthy services among eight, without routes, is the share that people count by hand', () => {
    const services = Array.from({ length: 8 }, (_, index) => verdict(`s${index}`, index < 5 ? 1 : 0));
    const routes = [route('a', 'Pending'), route('b', 'Failed'), route('c', 'Unknown')];
    const score = scoreOf({ spec: FULL, services, routes });
    expect(parts(score)).toMatchObject({ infrastructure: 18.75, routes: 0, connectivity: 0 });
    expect(score.grade).toBe('D');
  });

  it('is lost point by point: the losses add up, each with evidence, cause and fix', () => {
    const services = [verdict('a', 1), verdict('b', 0), verdict('c', 0)];
    const { total, losses } = scoreOf({
      spec: FULL,
      services,
      routes: [route('r', 'Pending'), route('q', 'Programmed')],
    });
    expect(losses.reduce((sum, { points }) => sum + points, 0)).toBeCloseTo(100 - total, 4);
    for (const { evidence, cause, fix } of losses)
      expect([evidence, cause, fix].every((text) => text.length > 5)).toBe(true);
    expect(losses.find(({ evidence }) => evidence.includes('service b'))).toMatchObject({
      points: 10,
      cause: 'is dead',
    });
  });

  it('counts what was found: each that answers, or the share of the declared ones, whichever is more', () => {
    const spec = stackFrom('services: []\ndiscovery: {}').spec;
    const services = Array.from({ length: 8 }, (_, index) => verdict(`s${index}`, index < 5 ? 1 : 0));
    const points = (discovery: ReturnType<typeof found>, changes: Partial<typeof spec> = {}): number =>
      parts(scoreOf({ spec: { ...spec, ...changes }, services, routes: [], discovery })).discovery!;
    expect(points(found(['x', 'y', 'ill']))).toBe(16);
    expect(points(found(['s0', 's1', 's2', 's3', 's4', 's5', 's6', 'ill']))).toBe(25);
    expect(points(found(['s0']))).toBe(8);
    const { discovery } = stackFrom('services: []\ndiscovery: {expected: [a, b, c, d]}').spec;
    expect(points(found(['a', 'x', 'y', 'z']), { discovery: discovery! })).toBe(6.25);
    const { losses } = scoreOf({ spec, services, routes: [], discovery: found([], { docker: 'no engine' }) });
    expect(losses.find(({ part }) => part === 'discovery')?.cause).toContain('docker: no engine');
  });

  it('counts the routes whose clients are served; those that no GET reaches by what is known of them', () => {
    const routes = ['a', 'b', 'c', 'd'].map((name) => route(name, name === 'd' ? 'Degraded' : 'Programmed'));
    const score = scoreOf({ spec: PLAIN, services: [], routes, connectivity: { a: '', b: 'GET / got no answer' } });
    expect(parts(score).connectivity).toBe(7.5);
    expect(score.parts.find(({ name }) => name === 'connectivity')?.note).toContain('2 of 4 routes cannot be reached');
    expect(score.losses.map(({ evidence }) => evidence)).toEqual([
      'route b: GET / got no answer',
      'route d was not seen to serve',
    ]);
    const tenth = Object.fromEntries(
      Array.from({ length: 10 }, (_, index) => [`r${index}`, index < 3 ? '' : 'no answer']),
    );
    const ten = Object.keys(tenth).map((name) => route(name, 'Programmed'));
    expect(parts(scoreOf({ spec: PLAIN, services: [], routes: ten, connectivity: tenth })).connectivity).toBe(4.5);
  });

  it('of the stack that people computed by hand is what they should have got (44.25, not 39.3)', () => {
    const spec = stackFrom(
      'services: []\ndiscovery: {}\nmonitoring: {redis: [{service: redis}], rabbitmq: [{service: rabbitmq}]}',
    ).spec;
    const services = Array.from({ length: 8 }, (_, index) => verdict(`s${index}`, index < 5 ? 1 : 0));
    const names = Array.from({ length: 10 }, (_, index) => `r${index}`);
    const score = scoreOf({
      spec,
      services,
      routes: names.map((name) => route(name, 'Pending')),
      discovery: found(['s0', 's1']),
      connectivity: Object.fromEntries(names.map((name, index) => [name, index < 3 ? '' : 'no answer'])),
      monitoring: {
        'redis/redis': { at: 1, kind: 'redis', redis: { keys: 1, usedMemoryBytes: 1, clients: 1 } },
        'rabbitmq/rabbitmq': { at: 1, problem: 'refused' },
      },
    });
    expect(parts(score)).toEqual({ infrastructure: 18.75, discovery: 16, routes: 0, connectivity: 4.5, monitoring: 5 });
    expect([score.total, score.grade]).toEqual([44.25, 'D']);
    expect(score.losses.reduce((sum, { points }) => sum + points, 0)).toBeCloseTo(100 - score.total, 4);
    expect(score.losses[0]?.points).toBe(Math.max(...score.losses.map(({ points }) => points)));
  });

  it('is full where nothing is declared, and says so', () => {
    const score = scoreOf({ spec: PLAIN, services: [], routes: [] });
    expect(score).toMatchObject({ total: 100, grade: 'A', losses: [] });
    expect(score.parts.every(({ note }) => note?.includes('counts full'))).toBe(true);
  });

  it('counts nothing that was not measured, and says so instead of guessing', () => {
    const score = scoreOf({ spec: FULL, services: [verdict('a', 1)], routes: [route('r', 'Programmed')] });
    expect(parts(score)).toEqual({ infrastructure: 30, discovery: 0, routes: 20, connectivity: 0, monitoring: 0 });
    expect(score.losses.map(({ part, evidence }) => `${part}: ${evidence}`)).toEqual([
      'discovery: nobody has looked yet',
      'connectivity: route r was not seen to serve',
      'monitoring: redis/redis does not say how it does',
    ]);
  });

  it('leaves out what is held down and what has run to its end', () => {
    const idle = [verdict('held', 0, { phase: 'Stopped' }), verdict('task', 0, { phase: 'Completed' })];
    expect(parts(scoreOf({ spec: PLAIN, services: [verdict('a', 1), ...idle], routes: [] })).infrastructure).toBe(30);
  });

  it('counts a service that lacks one replica, or whose state is not known, as not healthy', () => {
    const services = [verdict('a', 1, { desired: 2 }), verdict('b', 0, { phase: 'Unknown' })];
    expect(parts(scoreOf({ spec: PLAIN, services, routes: [] })).infrastructure).toBe(0);
  });

  it('follows the weights that the stack gives', () => {
    const spec = stackFrom(
      'services: []\nscore: {weights: {infrastructure: 100, discovery: 0, routes: 0, connectivity: 0, monitoring: 0}}',
    ).spec;
    expect(scoreOf({ spec, services: [verdict('a', 1), verdict('b', 0)], routes: [] }).total).toBe(50);
  });
});

it.each([
  [100, 'A'],
  [90, 'A'],
  [89, 'B'],
  [80, 'B'],
  [79, 'C'],
  [70, 'C'],
  [69, 'D'],
  [0, 'D'],
])('%d of a hundred points are grade %s', (points, grade) => {
  const weights = '{infrastructure: 100, discovery: 0, routes: 0, connectivity: 0, monitoring: 0}';
  const { spec } = stackFrom(`services: []\nscore: {weights: ${weights}}`);
  const services = Array.from({ length: 100 }, (_, index) => verdict(`s${index}`, index < points ? 1 : 0));
  expect(scoreOf({ spec, services, routes: [] })).toMatchObject({ total: points, grade });
});
