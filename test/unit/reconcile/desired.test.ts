import { EMPTY_MEMORY } from '../../../controller/api/memory.ts';
import { describe, expect, it } from '@jest/globals';
import type { AcceptedStack } from '../../../controller/api/accepted.ts';
import { claimsAgainst, desiredOf } from '../../../controller/reconcile/desired.ts';
import { NOW, stackFrom } from '../../support/world.ts';

const INSTALLATION = { id: 'inst', key: '00ff' };
const SPEC = (port: number, door = 9079): string => `
gateway: {frontDoor: {port: ${door}}}
services:
  - name: api
    process: {command: [serve], env: [{name: TOKEN, valueFrom: {env: TOKEN}}]}
    ports: [{name: http, port: ${port}}]
  - {name: db, external: {host: 10.0.0.1}, ports: [{name: sql, port: 5432}]}
routes:
  - {name: api, paths: [{type: Prefix, value: /}], backends: [{service: api, port: http}]}
`;

function accepted(name: string, createdAt: number, changes: Partial<AcceptedStack> = {}): AcceptedStack {
  return {
    uid: `uid-${name}`,
    namespace: 'default',
    name,
    generation: 1,
    createdAt,
    resource: stackFrom(SPEC(4000), name),
    secrets: {},
    deleting: false,
    stopped: [],
    restarts: {},
    ...changes,
  };
}

describe('what other stacks claim', () => {
  const mine = desiredOf(accepted('mine', NOW), INSTALLATION, EMPTY_MEMORY);

  it('is a port only where the other stack is older: the older one keeps it', () => {
    const { ports } = claimsAgainst(mine, [accepted('older', NOW - 1), accepted('younger', NOW + 1)]);
    expect(ports).toEqual([{ host: '127.0.0.1', port: 4000, stack: 'default/older' }]);
  });

  it('is never decided both ways when two stacks were accepted at the same moment', () => {
    const other = accepted('other', NOW);
    const theirs = desiredOf(other, INSTALLATION, EMPTY_MEMORY);
    const counts = [claimsAgainst(mine, [other]), claimsAgainst(theirs, [accepted('mine', NOW)])].map(
      ({ ports }) => ports.length,
    );
    expect(counts.toSorted()).toEqual([0, 1]);
  });

  it('is no port of an external service, which everybody may use, and nothing of the stack itself', () => {
    const { ports } = claimsAgainst(mine, [accepted('older', NOW - 1)]);
    expect(ports.map(({ port }) => port)).not.toContain(5432);
    expect(claimsAgainst(mine, [accepted('mine', NOW)])).toEqual({ ports: [], frontDoors: [], routes: [] });
  });

  it('is a front door of whichever age, once, unless the other stack goes or has no routes', () => {
    const without = accepted('plain', NOW, { resource: stackFrom('services: []', 'plain') });
    const others = [accepted('a', NOW - 1), accepted('b', NOW + 1), without];
    expect(claimsAgainst(mine, others).frontDoors).toEqual([{ host: '127.0.0.1', port: 9079 }]);
    expect(claimsAgainst(mine, [accepted('a', NOW, { deleting: true }), without]).frontDoors).toEqual([]);
  });
});

describe('what the planner is told of a stack', () => {
  it('holds digests in place of secrets, which change when a secret does (I22)', () => {
    const [first, second, without] = [{ 'env:TOKEN': 'planted-1' }, { 'env:TOKEN': 'planted-2' }, {}].map((secrets) =>
      desiredOf(accepted('mine', NOW, { secrets }), INSTALLATION, EMPTY_MEMORY),
    );
    expect(JSON.stringify(first)).not.toContain('planted');
    expect(first!.secretDigests.api).not.toBe(second!.secretDigests.api);
    expect(without!.secretDigests).toEqual({});
  });
});
