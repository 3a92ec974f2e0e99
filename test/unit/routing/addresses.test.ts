import { describe, expect, it } from '@jest/globals';
import { addressFor, isLasting, isLoopback, type Asker, type Reached } from '../../../controller/routing/addresses.ts';
import { stackFrom } from '../../support/world.ts';

const OWN = { host: '172.25.0.7', port: 80 };
const LISTENS = { host: '127.0.0.1', port: 20_001 };

/** The first port of the only service of a stack, as something that is to be reached. */
function reached(service: string, more: Partial<Reached> = {}): Reached {
  const [only] = stackFrom(`services: [${service}]`).spec.services;
  return {
    service: only!,
    port: only!.ports[0]!,
    networks: only!.docker?.hostNetwork === false ? ['net'] : [],
    running: undefined,
    ...more,
  };
}

const HIDDEN = '{name: web, docker: {image: web}, ports: [{name: http, port: 80}]}';
const PUBLISHED = '{name: web, docker: {image: web}, ports: [{name: http, port: 80, hostPort: 8080}]}';
const OPEN = '{name: web, docker: {image: web}, ports: [{name: http, port: 80, hostPort: 8080, hostAddress: 0.0.0.0}]}';
const ON_HOST = '{name: web, docker: {image: web, hostNetwork: true}, ports: [{name: http, port: 80}]}';
const PROCESS = '{name: api, process: {command: [api]}, ports: [{name: http, port: 3000}]}';
const LOCAL = '{name: db, external: {host: 127.0.0.1}, ports: [{name: pg, port: 5432}]}';
const AFAR = '{name: db, external: {host: db.example}, ports: [{name: pg, port: 5432}]}';

const FRONT_DOOR: Asker = { kind: 'frontDoor' };
const FROM_PROCESS: Asker = { kind: 'process' };
const NEIGHBOUR: Asker = { kind: 'container', networks: ['net'] };
const GATEWAY: Asker = { kind: 'gateway', networks: ['net'] };
const STRANGER: Asker = { kind: 'container', networks: ['other'] };

describe('where a service is reached', () => {
  it.each<[string, Asker, Reached, string | undefined]>([
    ['the front door, a container', FRONT_DOOR, reached(HIDDEN, { running: OWN }), '172.25.0.7:80'],
    ['the front door, one that does not run', FRONT_DOOR, reached(HIDDEN), undefined],
    ['the front door, a published one', FRONT_DOOR, reached(PUBLISHED, { running: OWN }), '172.25.0.7:80'],
    ['the front door, a published one that does not run', FRONT_DOOR, reached(PUBLISHED), '127.0.0.1:8080'],
    ['the front door, a process', FRONT_DOOR, reached(PROCESS, { running: LISTENS }), '127.0.0.1:20001'],
    ['the front door, an external one', FRONT_DOOR, reached(AFAR), 'db.example:5432'],
    ['a process, a published container', FROM_PROCESS, reached(PUBLISHED, { running: OWN }), '127.0.0.1:8080'],
    ['a process, a hidden container', FROM_PROCESS, reached(HIDDEN, { running: OWN }), '172.25.0.7:80'],
    ['a process, a container in the host’s network', FROM_PROCESS, reached(ON_HOST), '127.0.0.1:80'],
    ['a process, a process', FROM_PROCESS, reached(PROCESS), '127.0.0.1:3000'],
    ['a container, one beside it', NEIGHBOUR, reached(PUBLISHED, { running: OWN }), 'web:80'],
    ['a container, one in another network', STRANGER, reached(HIDDEN, { running: OWN }), undefined],
    ['a container, one published to this host alone', STRANGER, reached(PUBLISHED), undefined],
    ['a container, one published to all', STRANGER, reached(OPEN), 'host.docker.internal:8080'],
    ['a container, one in the host’s network', NEIGHBOUR, reached(ON_HOST), 'host.docker.internal:80'],
    ['a container, a process', NEIGHBOUR, reached(PROCESS, { running: LISTENS }), 'host.docker.internal:20001'],
    ['a container, a service of the host', NEIGHBOUR, reached(LOCAL), 'host.docker.internal:5432'],
    ['a container, a service elsewhere', NEIGHBOUR, reached(AFAR), 'db.example:5432'],
    ['an APISIX in a container, a replica beside it', GATEWAY, reached(HIDDEN, { running: OWN }), '172.25.0.7:80'],
    [
      'an APISIX, one that this host reaches by its port only',
      GATEWAY,
      reached(PUBLISHED, { running: LISTENS }),
      'web:80',
    ],
    ['an APISIX, a process', GATEWAY, reached(PROCESS, { running: LISTENS }), 'host.docker.internal:20001'],
    ['an APISIX, a service of the host', GATEWAY, reached(LOCAL, { running: LISTENS }), 'host.docker.internal:5432'],
  ])('%s', (_, asker, target, expected) => {
    const address = addressFor(asker, target);
    expect(address && `${address.host}:${address.port}`).toBe(expected);
  });

  it('lasts where a replacement has the same name or the same port, so that nobody is restarted for it', () => {
    expect(isLasting(NEIGHBOUR, reached(HIDDEN))).toBe(true);
    expect(isLasting(FROM_PROCESS, reached(PUBLISHED))).toBe(true);
    expect(isLasting(NEIGHBOUR, reached(AFAR))).toBe(true);
    expect(isLasting(FROM_PROCESS, reached(HIDDEN))).toBe(false);
    expect(isLasting(NEIGHBOUR, reached(PROCESS))).toBe(false);
  });

  it('is known to be for this host alone by its address', () => {
    expect(['127.0.0.1', '127.9.9.9', 'localhost', '::1'].every(isLoopback)).toBe(true);
    expect(['0.0.0.0', '::', '10.0.0.1', '128.0.0.1', 'localhost.example'].some(isLoopback)).toBe(false);
  });
});
