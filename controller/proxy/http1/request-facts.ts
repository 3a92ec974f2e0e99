import { type HostParts, parseHost } from '../../routing/host.ts';
import { fieldValues, HOP_FIELDS, listMembers, NameTable, replaceLines, trimField, withoutFields } from './fields.ts';

/** What a request's header block says. Depends on nothing but the block, so that equal blocks share one. */
export interface RequestFacts {
  /** The lines that a service gets to see, in their order and spelling. */
  readonly kept: string;
  /** As the client wrote it. */
  readonly host: string | undefined;
  readonly hostParts: HostParts | undefined;
  /** Bytes; -1 when absent. */
  readonly contentLength: number;
  readonly chunked: boolean;
  readonly close: boolean;
  readonly keepAlive: boolean;
  /** The Upgrade header's value, when Connection names it; empty when Connection does and there is none. */
  readonly upgrade: string | undefined;
  readonly expectContinue: boolean;
  /** All values by canonical name, for conditions and variables. */
  readonly values: () => ReadonlyMap<string, string>;
}

// nginx's idea of a valid name: others are dropped in silence (`ignore_invalid_headers`), which keeps what the service sees the same.
const PLAIN_BLOCK = /^(?:[A-Za-z0-9_-]+:[\t\x20-\x7e\x80-\xff]*\r\n)*$/;
const PLAIN_LINE = /^[A-Za-z0-9_-]+:[\t\x20-\x7e\x80-\xff]*$/;
const ODD_LINE = /^[\x21-\x39\x3b-\x7e\x80-\xff]+:[\t\x20-\x7e\x80-\xff]*$/;

/** Of one connection only, or written anew by the proxy. */
const OWN: readonly string[] = [...HOP_FIELDS, 'expect', 'host'];
/** What only the proxy may say to a service; a client's own are forged. */
const CLAIMS = ['forwarded', 'x-real-ip', 'x-quantum-frequency', 'x-qbtc-proxy', 'x-route-requests', 'x-qbtc-check'];
/** May stand once: two of them mean different things to different readers. */
const SINGLE = [
  'if-modified-since',
  'if-unmodified-since',
  'if-match',
  'if-none-match',
  'content-range',
  'if-range',
  'authorization',
];
/** No service gets to see these as the client sent them. */
export const OWN_REQUEST_FIELDS: readonly string[] = [...OWN, ...CLAIMS];
const dropped = new Set(OWN_REQUEST_FIELDS);
const names = new NameTable([...OWN_REQUEST_FIELDS, ...SINGLE]);
const FORWARDED = 'x-forwarded-';

const isForwardedClaim = (block: string, start: number, colon: number): boolean =>
  colon - start > FORWARDED.length &&
  (block.charCodeAt(start) | 0x20) === 0x78 &&
  block
    .slice(start, start + FORWARDED.length)
    .toLowerCase()
    .replaceAll('_', '-') === FORWARDED;

/** A block without the lines whose names no service would get from APISIX; undefined when a line is no header at all. */
function withoutOddLines(block: string): string | undefined {
  const lines = block.split('\r\n');
  lines.pop();
  if (!lines.every((line) => PLAIN_LINE.test(line) || ODD_LINE.test(line))) return undefined;
  return lines.map((line) => (PLAIN_LINE.test(line) ? `${line}\r\n` : '')).join('');
}

/** Lists, and hop-by-hop fields that are dropped whatever they say. */
const REPEATABLE = new Set(['connection', 'upgrade', 'keep-alive', 'proxy-connection', 'te']);

interface Scan {
  readonly seen: Map<string, string>;
  readonly kept: string;
}

/** Finds the fields that matter and what is passed on; undefined when one that may stand once stands twice. */
function scan(block: string): Scan | undefined {
  const seen = new Map<string, string>();
  const repeated: string[] = [];
  const kept = replaceLines(block, (start, colon, end) => {
    const name = names.find(block, start, colon);
    if (name === undefined) return isForwardedClaim(block, start, colon) ? '' : undefined;
    // A twin with `_` is another field to most readers: it is dropped with its original, but never read for it.
    if (!CLAIMS.includes(name) && !block.slice(start, colon).includes('_')) {
      const former = seen.get(name);
      const value = trimField(block.slice(colon + 1, end - 2));
      if (former !== undefined && !REPEATABLE.has(name)) repeated.push(name);
      seen.set(name, former === undefined ? value : `${former}, ${value}`);
    }
    return dropped.has(name) ? '' : undefined;
  });
  return repeated.length > 0 ? undefined : { seen, kept };
}

const KNOWN_OPTIONS = new Set(['close', 'keep-alive', 'upgrade', 'te']);

function contentLength(value: string | undefined): number | undefined {
  if (value === undefined) return -1;
  return /^\d{1,15}$/.test(value) ? Number(value) : undefined;
}

/** Reads a header block (lines with their CRLF, without the empty one). A number is the status to refuse it with. */
export function readRequestFacts(block: string): RequestFacts | 400 | 501 {
  const plain = PLAIN_BLOCK.test(block) ? block : withoutOddLines(block);
  const found = plain === undefined ? undefined : scan(plain);
  if (plain === undefined || found === undefined) return 400;
  const { seen } = found;

  const host = seen.get('host');
  const hostParts = host === undefined ? undefined : parseHost(host);
  const length = contentLength(seen.get('content-length'));
  const coding = seen.get('transfer-encoding');
  if ((host !== undefined && hostParts === undefined) || length === undefined || (coding !== undefined && length >= 0))
    return 400;
  if (coding !== undefined && coding.toLowerCase() !== 'chunked') return 501;

  const connection = seen.get('connection');
  const options = connection === undefined ? [] : listMembers(connection);
  const named = new Set(options.filter((option) => !KNOWN_OPTIONS.has(option)));
  let values: ReadonlyMap<string, string> | undefined;
  return {
    kept: withoutFields(found.kept, named),
    host,
    hostParts,
    contentLength: length,
    chunked: coding !== undefined,
    close: options.includes('close'),
    keepAlive: options.includes('keep-alive'),
    upgrade: options.includes('upgrade') ? (seen.get('upgrade') ?? '') : undefined,
    expectContinue: seen.get('expect')?.toLowerCase() === '100-continue',
    values: () => (values ??= fieldValues(plain)),
  };
}
