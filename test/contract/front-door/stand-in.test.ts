import { request } from 'node:http';
import { createServer, type Server } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { addressKey, type FrontDoorAddress, type FrontDoorState } from '../../../controller/api/front-door.ts';
import type { FrontDoors } from '../../../controller/api/front-door.ts';
import type { RouteTable } from '../../../controller/api/route-table.ts';
import { freePort } from '../../support/ports.ts';
import { waitFor } from '../../support/wait.ts';
import { routeTo, tableOf, Workshop } from './program.ts';

const signal = AbortSignal.timeout(600_000);
const FAILOVER = {
  mode: 'Auto',
  failureThreshold: 1,
  successThreshold: 1,
  minDwellSeconds: 0,
  switchLimit: { max: 100, windowSeconds: 300 },
} as const;

describe('a front door at the address of an APISIX that is down', () => {
  const workshop = new Workshop();
  let doors: FrontDoors;
  let address: FrontDoorAddress;
  let gateway: FrontDoorAddress;
  let service: number;
  let other: Server | undefined;

  beforeEach(async () => {
    await workshop.open();
    doors = workshop.frontDoors();
    address = await workshop.start(doors);
    gateway = { host: '127.0.0.1', port: await freePort() };
    service = (await workshop.service((_, response) => response.end('the service'))).port;
  });
  afterEach(async () => {
    other?.close();
    await workshop.close();
  });

  const table = (hash: string, stands: boolean): RouteTable => ({
    ...tableOf(hash, routeTo(service, { inGateway: true })),
    gateway: { ...gateway, failover: FAILOVER, ...(stands ? { standIn: gateway } : {}) },
  });
  const state = async (from = doors): Promise<FrontDoorState> => {
    const observed = await from.observe(address, signal);
    if (!observed.known || !observed.value) throw new Error('the front door is not there');
    return observed.value;
  };
  const problem = async (from = doors): Promise<string | undefined> =>
    (await state(from)).standIns?.[addressKey(gateway)];
  const get = (port: number): Promise<string> =>
    new Promise((resolve) => {
      request({ host: '127.0.0.1', port, agent: false }, (response) => {
        response.on('data', (body: Buffer) => {
          resolve(`${response.statusCode} ${body.toString()}`);
        });
      })
        .on('error', (error) => {
          resolve(error.message);
        })
        .end();
    });
  const hold = async (): Promise<void> => {
    other = createServer((socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nAPISIX'));
    await new Promise<void>((resolve) => other?.listen(gateway.port, '127.0.0.1', resolve));
  };

  it('serves there until it is told to leave, and takes itself for no APISIX', async () => {
    await doors.push(address, table('1', true), signal);
    expect(await problem()).toBe('');
    expect(await get(gateway.port)).toBe('200 the service');
    await waitFor('its probes to fail', async () => {
      const path = Object.values((await state()).gateways ?? {})[0];
      return path?.answers === false && path.message.includes('the front door itself');
    });
    await doors.push(address, table('2', false), signal);
    expect((await state()).standIns).toEqual({});
    expect(await get(gateway.port)).toContain('ECONNREFUSED');
    await hold();
    await waitFor('APISIX to answer', async () => Object.values((await state()).gateways ?? {})[0]?.answers === true);
    expect(await get(address.port)).toBe('200 the service');
  });

  it('takes no port that somebody else holds (I8), and serves once it is free', async () => {
    await hold();
    await doors.push(address, table('1', true), signal);
    expect(await problem()).toBe('somebody else listens there');
    expect(await get(gateway.port)).toBe('200 APISIX');
    other?.close();
    await waitFor('it to serve', async () => (await problem()) === '');
    expect(await get(gateway.port)).toBe('200 the service');
  });

  it('goes on there after a crash and an upgrade, and leaves with its table', async () => {
    await doors.push(address, table('1', true), signal);
    process.kill((await state()).pid, 'SIGKILL');
    await waitFor('its end to be seen', async () => {
      const observed = await doors.observe(address, signal);
      return observed.known && observed.value === undefined;
    });
    await doors.start(address, signal);
    await waitFor('it to serve again', async () => (await get(gateway.port)) === '200 the service');
    const newer = workshop.frontDoors('new');
    await newer.upgrade(address, signal);
    await waitFor('the successor to serve', async () => (await problem(newer)) === '');
    expect(await get(gateway.port)).toBe('200 the service');
    await newer.withdraw(address, table('1', true).stack.uid, signal);
    expect(await get(gateway.port)).toContain('ECONNREFUSED');
  });
});
