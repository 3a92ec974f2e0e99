import { NO_ROUTE_TEXT } from '../api/gateway.ts';
import type { ResponseHead } from './http1/response-head.ts';

const MISS = Buffer.from(JSON.stringify({ error_msg: NO_ROUTE_TEXT }) + '\n');

/**
 * An answer that came through APISIX and may say that it has no such route: one that it has lost, or not got yet. The client gets nothing of it
 * until that is clear.
 */
export class GatewayMiss {
  #head: ResponseHead | undefined;
  #body = Buffer.alloc(0);

  /** An answer is kept back. */
  get pending(): boolean {
    return this.#head !== undefined;
  }

  /** All that came is APISIX's own answer. */
  get isMiss(): boolean {
    return this.pending && this.#body.equals(MISS);
  }

  /** Whether the head is kept back. */
  begin(head: ResponseHead): boolean {
    if (head.status !== 404 || head.contentLength > MISS.length) return false;
    this.#head = head;
    this.#body = Buffer.alloc(0);
    return true;
  }

  /** Takes a piece of the body; false when it is none of APISIX's own. */
  add(piece: Buffer): boolean {
    this.#body = Buffer.concat([this.#body, piece]);
    return MISS.subarray(0, this.#body.length).equals(this.#body);
  }

  /** Gives back what was kept; nothing is from here on. */
  take(): { readonly head: ResponseHead | undefined; readonly body: Buffer } {
    const head = this.#head;
    this.#head = undefined;
    return { head, body: this.#body };
  }
}
