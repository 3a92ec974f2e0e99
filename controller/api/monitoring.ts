import type { Address } from './runtime.ts';

/** What a Redis says of itself (https://redis.io/docs/latest/commands/info/). */
export interface RedisReading {
  /** In all its databases. */
  readonly keys: number;
  readonly usedMemoryBytes: number;
  readonly clients: number;
}

export interface QueueReading {
  readonly name: string;
  /** Ready, and delivered without an acknowledgement. */
  readonly messages: number;
  readonly consumers: number;
}

/** What a RabbitMQ broker says of itself, by its management API. */
export interface RabbitmqReading {
  readonly connections: number;
  readonly queues: readonly QueueReading[];
}

/** A source that is read, with how to log in; a password never enters a message. */
export type MonitoringSource =
  | {
      readonly kind: 'redis';
      readonly service: string;
      readonly address: Address;
      readonly username?: string;
      readonly password?: string;
    }
  | {
      readonly kind: 'rabbitmq';
      readonly service: string;
      /** Of its management API. */
      readonly address: Address;
      readonly username: string;
      readonly password: string;
    };

/** The last reading of a source: what it said, or why it did not. */
export type Reading = {
  /** Milliseconds since the epoch. */
  readonly at: number;
} & (
  | {
      readonly problem: string;
      /** When it answered last, in milliseconds since the epoch; absent for one that has not yet. */
      readonly answeredAt?: number;
    }
  | { readonly kind: 'redis'; readonly redis: RedisReading }
  | { readonly kind: 'rabbitmq'; readonly rabbitmq: RabbitmqReading }
);

/** By `kind/service`. */
export type Readings = Readonly<Record<string, Reading>>;

/** Reads one source; rejects with what is wrong in words. */
export type ReadSource = (source: MonitoringSource, signal: AbortSignal) => Promise<Reading>;
