import type { MatchRequest } from '../../routing/conditions.ts';
import { type HostParts, parseHost } from '../../routing/host.ts';
import { plainPath, splitTarget } from '../../routing/path.ts';
import { LIMITS } from '../limits.ts';
import { readRequestFacts, type RequestFacts } from './request-facts.ts';

const REQUEST_LINE = /^([A-Z_-]+) ([\x21-\x7e\x80-\xff]+) HTTP\/(\d{1,3})\.(\d{1,3})$/;
const ABSOLUTE = /^https?:\/\/([^/?#]*)(.*)$/i;

function linesFit(block: string): boolean {
  for (let at = 0; at < block.length;) {
    const end = block.indexOf('\r\n', at);
    if (end - at > LIMITS.lineBytes) return false;
    at = end + 2;
  }
  return true;
}

/**
 * The head of the request that is being served: one object a connection, filled anew for each request. It remembers the last
 * header block, because clients send the same one again and again.
 */
export class RequestHead implements MatchRequest {
  method = '';
  /** The origin-form target as it was sent. */
  target = '';
  /** See `plainPath`. */
  path = '';
  query: string | undefined;
  http10 = false;
  /** What the service sees as Host: the Host header, else the authority of an absolute target. */
  host: string | undefined;
  hostParts: HostParts | undefined;
  facts: RequestFacts | undefined;
  #block: string | undefined;
  readonly #memo: boolean;

  constructor(memo = true) {
    this.#memo = memo;
  }

  /** Reads a head (latin-1, with the CRLF of its last line, without the empty line). Returns 0, or the status to refuse it with. */
  parse(text: string): number {
    const lineEnd = text.indexOf('\r\n');
    if (lineEnd > LIMITS.lineBytes) return 414;
    const line = REQUEST_LINE.exec(text.slice(0, lineEnd));
    if (line === null) return 400;
    const [, method = '', target = '', major, minor] = line;
    if (Number(major) > 1) return 505;
    if (Number(major) < 1) return 400;
    this.method = method;
    this.http10 = Number(minor) === 0;
    if (method === 'TRACE' || method === 'CONNECT') return 405;

    const block = text.slice(lineEnd + 2);
    if (!this.#memo || this.#block !== block) {
      if (!linesFit(block)) return 400;
      const facts = readRequestFacts(block);
      if (typeof facts === 'number') return facts;
      this.facts = facts;
      this.#block = block;
    }
    return this.#readTarget(target);
  }

  /** Everything that depends on the request line: never remembered together with the block. */
  #readTarget(target: string): number {
    const { facts } = this;
    if (facts === undefined || (facts.chunked && this.http10)) return 400;
    this.host = facts.host;
    this.hostParts = facts.hostParts;
    if (target.charCodeAt(0) === 0x2f) this.target = target;
    else if (!this.#readAbsolute(target)) return 400;
    if (this.host === undefined && !this.http10) return 400;
    // A fragment belongs to no target. The service gets none: it would read on where the route was not matched.
    const fragment = this.target.indexOf('#');
    if (fragment >= 0) this.target = this.target.slice(0, fragment);
    const { path, query } = splitTarget(this.target);
    const plain = plainPath(path);
    if (plain === undefined) return 400;
    this.path = plain;
    this.query = query;
    return 0;
  }

  /** A target that names another host than the Host header would reach one service as two sites (RFC 9112, section 3.2.2). */
  #readAbsolute(target: string): boolean {
    const [, authority = '', rest = ''] = ABSOLUTE.exec(target) ?? [];
    const parts = parseHost(authority);
    if (parts === undefined || (this.hostParts !== undefined && this.hostParts.name !== parts.name)) return false;
    this.host ??= authority;
    this.hostParts ??= parts;
    this.target = rest.startsWith('/') ? rest : `/${rest}`;
    return true;
  }

  header(name: string): string | undefined {
    return this.facts?.values().get(name);
  }

  /** A header as it was sent, with what the proxy keeps from services; only under this very name. */
  rawField(name: string): string | undefined {
    const values = (this.#block ?? '').split('\r\n').flatMap((line) => {
      const colon = line.indexOf(':');
      return line.slice(0, colon).toLowerCase() === name ? line.slice(colon + 1).trim() : [];
    });
    return values.length === 0 ? undefined : values.join(', ');
  }

  /** Whether the connection may stay open after the answer, as far as the client is concerned. */
  get persistent(): boolean {
    const { facts } = this;
    return facts !== undefined && !facts.close && (!this.http10 || facts.keepAlive);
  }
}
