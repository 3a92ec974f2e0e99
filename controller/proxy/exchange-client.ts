import type { Socket } from 'node:net';
import type { Front } from './front.ts';
import type { RequestHead } from './http1/request-head.ts';
import type { ClientFacts } from './request-text.ts';
import type { UpgradeRequest } from './upgrade-request.ts';

/** The connection that an exchange belongs to. */
export interface ExchangeClient {
  readonly socket: Socket;
  readonly front: Front;
  readonly head: RequestHead;
  readonly facts: ClientFacts;
  write(text: string): void;
  /** Reads no more of the body, because the service is slower. */
  pauseBody(): void;
  resumeBody(): void;
  /** Settles whether the connection stays open after the answer that is about to be written. */
  decideKeep(framed: boolean, bodyComplete: boolean): 'close' | 'keep-alive';
  dropKeep(): void;
  /** The answer is written. */
  finished(): void;
  /** Ends the connection at once, also in the middle of an answer. */
  cut(): void;
  /** Ends the connection because serving it met a defect of the proxy. */
  defect(error: unknown): void;
  /** Gives the connection away for an upgrade. */
  handOver(upgrade: UpgradeRequest): void;
}
