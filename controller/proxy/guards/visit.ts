import type { Answer } from '../answers.ts';
import type { RequestHead } from '../http1/request-head.ts';
import { type ClientFacts, requestVariables } from '../request-text.ts';
import { canonicalName, trimField } from '../http1/fields.ts';
import { decodeQueryPart, queryPairs } from '../../routing/query.ts';

/** One request on its way past the plugins of its route, and what they make of it. */
export class Visit {
  readonly head: RequestHead;
  client: ClientFacts;
  /** Who it is, once a plugin knows. */
  consumer: string | undefined;
  /** The query that goes on, when it is not the one that came. */
  query: string | undefined;
  /** Names of header fields that do not reach the service as the client sent them. */
  readonly dropped: string[] = [];
  /** What the service gets in their place. */
  readonly set: [name: string, value: string][] = [];
  readonly #claimed = new Map<string, string>();
  /** Header lines for the client, each with its CRLF. */
  answerLines = '';

  constructor(head: RequestHead, client: ClientFacts) {
    this.head = head;
    this.client = client;
  }

  /** The first value of a header, by its name as it is written; undefined when absent. Twins with `_` are others. */
  field(name: string): string | undefined {
    const wanted = name.toLowerCase();
    for (const line of (this.head.facts?.kept ?? '').split('\r\n')) {
      const colon = line.indexOf(':');
      if (colon === wanted.length && line.slice(0, colon).toLowerCase() === wanted)
        return trimField(line.slice(colon + 1));
    }
    return undefined;
  }

  /** All values of a query parameter. */
  parameters(name: string): string[] {
    return queryPairs(this.head.query ?? '')
      .filter(([key]) => decodeQueryPart(key) === name)
      .map(([, value]) => decodeQueryPart(value ?? ''));
  }

  /** An nginx variable; see `isVariable`. */
  variable(name: string): string | undefined {
    if (name === 'consumer_name') return this.consumer;
    // What a client says of who it is does not count; the service is told this, too.
    if (/^http_(?:x_real_ip|x_forwarded_for)$/.test(name)) return this.client.address;
    if (/^http_(?:x_forwarded_|forwarded$)/.test(name)) return undefined;
    const claimed = this.#claimed.get(name);
    if (claimed !== undefined) return claimed;
    if (name.startsWith('arg_')) return this.parameters(name.slice(4))[0];
    return requestVariables(this.head, this.client)(name);
  }

  /** Sets a header that only a plugin may set, or takes it away. */
  claim(name: string, value: string | undefined): void {
    // Its twins with `_`, too, which some services cannot tell apart.
    this.dropped.push(canonicalName(name));
    if (value === undefined) return;
    this.set.push([name, value]);
    this.#claimed.set(`http_${canonicalName(name).replaceAll('-', '_')}`, value);
  }
}

/** Answers a request itself, or lets it go on. */
export type Step = (visit: Visit) => Answer | undefined;

const VARIABLES =
  /^(?:remote_addr|host|uri|request_uri|request_method|scheme|server_port|consumer_name|(?:http|arg)_\w+)$/;

/** Whether `Visit.variable` knows it. */
export const isVariable = (name: string): boolean => VARIABLES.test(name);
