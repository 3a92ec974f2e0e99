import amqplib from 'amqplib';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { findConsumers } from '../../controller/discovery/rabbitmq.ts';
import { askManagement } from '../../controller/platform/rabbitmq/management.ts';
import { freePort } from '../support/ports.ts';
import type { RealServer } from '../support/real-server.ts';
import { startRabbitmq } from '../support/servers.ts';
import { describeWith } from '../support/suites.ts';
import { waitFor } from '../support/wait.ts';

describeWith('rabbitmq', 'what a RabbitMQ broker says', () => {
  let broker: RealServer;
  let access: { managementUrl: string; username: string; password: string };
  const within = (): AbortSignal => AbortSignal.timeout(10_000);
  const look = (changes: Partial<typeof access> = {}) => {
    const asked = { ...access, ...changes };
    return findConsumers(asked, askManagement(asked, within()));
  };

  beforeAll(async () => {
    const port = await freePort();
    broker = await startRabbitmq(port);
    access = { managementUrl: `http://127.0.0.1:${port}`, username: 'guest', password: 'guest' };
    await waitFor('the management API to answer', () => look().then(() => true), 30_000);
  }, 90_000);
  afterAll(() => broker[Symbol.asyncDispose]() as Promise<void>);

  it('is itself, and who consumes its queues, by the name that the connection has', async () => {
    const connection = await amqplib.connect(
      { protocol: 'amqp', hostname: '127.0.0.1', port: broker.port, username: 'guest', password: 'guest' },
      { clientProperties: { connection_name: 'quantum-worker' } },
    );
    const channel = await connection.createChannel();
    await channel.assertQueue('experiments', { durable: false, autoDelete: true });
    await channel.consume('experiments', () => undefined);
    // Its statistics are some seconds old.
    const consumer = await waitFor(
      'the consumer to be seen',
      async () => (await look()).sightings.find(({ type }) => type === 'consumer') ?? undefined,
      30_000,
    );
    expect(consumer).toMatchObject({ method: 'rabbitmq', host: '127.0.0.1', vouched: true });
    await waitFor(
      'its name',
      async () => (await look()).sightings.some(({ name }) => name === 'quantum-worker'),
      30_000,
    );
    expect((await look()).sightings).toContainEqual({
      method: 'rabbitmq',
      host: '127.0.0.1',
      port: broker.port,
      name: 'rabbitmq',
      type: 'rabbitmq',
    });
    expect((await look()).queues).toContainEqual({ name: 'experiments', messages: 0, consumers: ['quantum-worker'] });
    await connection.close();
  }, 90_000);

  it('is refused with a wrong password, which is told and never shown, and missed where nobody answers (I22)', async () => {
    const refused = look({ password: 'pl4nted' });
    await expect(refused).rejects.toMatchObject({ code: 'BrokerLoginRefused' });
    await expect(refused).rejects.not.toMatchObject({ message: expect.stringContaining('pl4nted') });
    await expect(look({ managementUrl: `http://127.0.0.1:${await freePort()}` })).rejects.toMatchObject({
      code: 'BrokerUnreachable',
    });
    await expect(look({ managementUrl: `${access.managementUrl}/nowhere` })).rejects.toMatchObject({
      code: 'BrokerRefused',
    });
  });
});
