import { expect, it } from '@jest/globals';
import type { ServiceVerdict } from '../../../controller/api/plan.ts';
import { activationOf } from '../../../controller/status/activation.ts';
import { desiredFrom } from '../../support/world.ts';

const desired = desiredFrom(`
services:
  - {name: etcd, type: etcd, docker: {image: etcd}}
  - {name: redis, process: {command: [redis]}}
  - {name: api, process: {command: [api]}, dependsOn: [{name: redis}]}
  - {name: lone, process: {command: [lone]}}
  - {name: gw, docker: {image: apisix}, dependsOn: [{name: etcd}]}
gateway: {apisix: {service: gw, adminKey: {valueFrom: {env: KEY}}}}
`);
const verdict = (name: string, settled = true, message = ''): ServiceVerdict => ({
  name,
  phase: settled ? 'Running' : 'Blocked',
  reason: '',
  message,
  revision: '',
  desired: 1,
  healthy: settled ? 1 : 0,
  restarts: 0,
  settled,
});

it('tells in which layer a stack is held up, by whom and why', () => {
  const services = [
    verdict('etcd'),
    verdict('redis', false, 'port 6379 is held by pid 1'),
    verdict('api', false, 'waits for redis to be healthy'),
    verdict('lone'),
    verdict('gw'),
  ];
  const routes = [
    { name: 'a', state: 'Programmed' as const },
    { name: 'b', state: 'Degraded' as const, message: 'no healthy replica of api' },
  ];
  expect(
    activationOf({ desired, services, routes, connectivity: { a: '', b: 'the front door answered 503' } }),
  ).toEqual([
    { layer: 'infrastructure', active: '1/2', message: 'redis: port 6379 is held by pid 1' },
    { layer: 'services', active: '1/2', message: 'api: waits for redis to be healthy' },
    { layer: 'gateway', active: '1/1' },
    { layer: 'routes', active: '1/2', message: 'b: no healthy replica of api' },
    { layer: 'verification', active: '1/2', message: 'b: the front door answered 503' },
  ]);
});

it('leaves out what a stack does not have', () => {
  const [lone] = [verdict('lone')];
  const alone = desiredFrom('services: [{name: lone, process: {command: [lone]}}]');
  expect(activationOf({ desired: alone, services: [lone], routes: [], connectivity: undefined })).toEqual([
    { layer: 'services', active: '1/1' },
  ]);
});
