import { LIMITS } from '../limits.ts';
import { readResponseHead, type ResponseHead } from './response-head.ts';

const HEAD_END = Buffer.from('\r\n\r\n', 'latin1');
const NOTHING = Buffer.alloc(0);

/** Gathers the head of a service's answer. It remembers the last one, because services say the same again and again. */
export class ResponseHeadReader {
  /** What followed the head in the same piece: the beginning of the body, or surplus. */
  body: Buffer = NOTHING;
  #rest: Buffer | undefined;
  #memo: { readonly text: string; readonly head: ResponseHead } | undefined;

  /**
   * Takes the next piece. Interim answers are passed over: the proxy itself told the client to continue, and may drop the others
   * (RFC 9110, section 15.2). `invalid`: what came is no head, too large, or switches protocols, which nobody asked for here.
   */
  read(piece: Buffer): ResponseHead | 'incomplete' | 'invalid' {
    let data = this.#rest === undefined ? piece : Buffer.concat([this.#rest, piece]);
    this.#rest = undefined;
    for (;;) {
      const end = data.indexOf(HEAD_END);
      if ((end < 0 ? data.length : end) > LIMITS.responseHeadBytes) return 'invalid';
      if (end < 0) {
        this.#rest = Buffer.from(data);
        return 'incomplete';
      }
      const text = data.toString('latin1', 0, end + 2);
      const head = this.#memo?.text === text ? this.#memo.head : readResponseHead(text);
      if (head === undefined || head.status === 101) return 'invalid';
      if (this.#memo?.head !== head) this.#memo = { text, head };
      data = data.subarray(end + HEAD_END.length);
      if (head.status < 200) continue;
      this.body = data;
      return head;
    }
  }
}
