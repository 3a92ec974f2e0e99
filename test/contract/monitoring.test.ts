import amqplib from 'amqplib';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { readRedis } from '../../controller/platform/redis/info.ts';
import { askManagement } from '../../controller/platform/rabbitmq/management.ts';
import { readRabbitmq } from '../../controller/platform/rabbitmq/queues.ts';
import { freePort } from '../support/ports.ts';
import type { RealServer } from '../support/real-server.ts';
import { startRabbitmq, startRedis, type RedisServer } from '../support/servers.ts';
import { describeWith } from '../support/suites.ts';
import { waitFor } from '../support/wait.ts';

const within = (): AbortSignal => AbortSignal.timeout(10_000);

describeWith('redis', 'what a Redis says of itself', () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await startRedis();
  }, 30_000);
  afterAll(() => server[Symbol.asyncDispose]() as Promise<void>);

  it('is how many keys it has, in all its databases, its memory and its clients', async () => {
    const address = { host: server.host, port: server.port };
    const login = { password: server.password };
    for (const db of [0, 3]) {
      const client = new Redis({ ...address, ...login, db });
      await client.set('a', 'b');
      client.disconnect();
    }
    const reading = await readRedis(address, login, within());
    expect(reading.keys).toBe(2);
    expect(reading.usedMemoryBytes).toBeGreaterThan(100_000);
    expect(reading.clients).toBeGreaterThan(0);
  });

  it('is told in words when it says nothing, and without the password (I22)', async () => {
    await expect(readRedis({ host: '127.0.0.1', port: await freePort() }, {}, within())).rejects.toThrow('refused');
    const wrong = readRedis(
      { host: server.host, port: server.port },
      { username: 'nobody', password: 'pl4nted' },
      within(),
    );
    await expect(wrong).rejects.toThrow('refuses the user name or password');
    await expect(wrong).rejects.not.toThrow('pl4nted');
  });
});

describeWith('rabbitmq', 'what a RabbitMQ broker says of its queues', () => {
  let broker: RealServer;
  let managementUrl: string;
  const read = () => readRabbitmq(askManagement({ managementUrl, username: 'guest', password: 'guest' }, within()));
  beforeAll(async () => {
    const port = await freePort();
    broker = await startRabbitmq(port);
    managementUrl = `http://127.0.0.1:${port}`;
    await waitFor('the management API to answer', () => read().then(() => true), 30_000);
  }, 90_000);
  afterAll(() => broker[Symbol.asyncDispose]() as Promise<void>);

  it('is how many messages wait in each, and who consumes them', async () => {
    const connection = await amqplib.connect(`amqp://guest:guest@127.0.0.1:${broker.port}`);
    const channel = await connection.createConfirmChannel();
    await channel.assertQueue('idle', { durable: false });
    for (const text of ['one', 'two']) channel.sendToQueue('idle', Buffer.from(text));
    await channel.waitForConfirms();
    // Its statistics are some seconds old.
    await waitFor(
      'the messages to be seen',
      async () =>
        (await read()).queues.some(
          ({ name, messages, consumers }) => name === 'idle' && messages === 2 && consumers === 0,
        ),
      30_000,
    );
    await connection.close();
  }, 60_000);
});
