import { HOP_FIELDS, listMembers, NameTable, replaceLines, trimField, withoutFields } from './fields.ts';

/** What a service's answer says, up to its body. Depends on nothing but its text. */
export interface ResponseHead {
  readonly status: number;
  readonly reason: string;
  /** The lines that the client gets to see, in their order and spelling, without any framing. */
  readonly kept: string;
  /** Bytes; -1 when absent. */
  readonly contentLength: number;
  readonly chunked: boolean;
  /** Whether the service leaves the connection open after this answer. */
  readonly persistent: boolean;
  /** Milliseconds for which the service promises to keep an idle connection; undefined when it says nothing. */
  readonly idleTime: number | undefined;
}

const STATUS_LINE = /^HTTP\/1\.([01]) ([1-9]\d\d)(?: ([\t\x20-\x7e\x80-\xff]*))?$/;
const BLOCK = /^(?:[!#$%&'*+.^_`|~0-9A-Za-z-]+:[\t\x20-\x7e\x80-\xff]*\r\n)*$/;
const KNOWN_OPTIONS = new Set(['close', 'keep-alive', 'upgrade']);
/** What only the proxy may say to a client: the framing, and the mark of its own answers. */
export const OWN_ANSWER_FIELDS: readonly string[] = [...HOP_FIELDS, 'x-qbtc-answer'];
const names = new NameTable([...OWN_ANSWER_FIELDS, 'content-type']);
/** Types to which APISIX adds its charset when the service names none. */
const TEXT_TYPES = new Set([
  'text/html',
  'text/xml',
  'text/plain',
  'text/vnd.wap.wml',
  'application/javascript',
  'application/rss+xml',
]);

function withCharset(value: string): string {
  const type = trimField(value.split(';', 1)[0] ?? '').toLowerCase();
  return TEXT_TYPES.has(type) && !/;\s*charset=/i.test(value) ? `${value}; charset=utf-8` : value;
}

interface Scan {
  readonly seen: Map<string, string>;
  readonly kept: string;
}

/** Finds framing and hop-by-hop fields; undefined when one that frames the body stands twice. */
function scan(block: string): Scan | undefined {
  const seen = new Map<string, string>();
  const repeated: string[] = [];
  const kept = replaceLines(block, (start, colon, end) => {
    const name = names.find(block, start, colon);
    if (name === undefined) return undefined;
    const value = trimField(block.slice(colon + 1, end - 2));
    const former = seen.get(name);
    if (former !== undefined && (name === 'content-length' || name === 'transfer-encoding')) repeated.push(name);
    seen.set(name, former === undefined ? value : `${former}, ${value}`);
    return name === 'content-type' ? `${block.slice(start, colon)}: ${withCharset(value)}\r\n` : '';
  });
  return repeated.length > 0 ? undefined : { seen, kept };
}

function idleTime(value: string | undefined): number | undefined {
  const seconds = /(?:^|[,\s])timeout=(\d{1,6})/i.exec(value ?? '')?.[1];
  return seconds === undefined ? undefined : Number(seconds) * 1000;
}

/**
 * Reads the head of a service's answer (latin-1, with the CRLF of its last line, without the empty line); undefined when it is
 * none, or when its framing can be read in two ways.
 */
export function readResponseHead(text: string): ResponseHead | undefined {
  const lineEnd = text.indexOf('\r\n');
  const line = STATUS_LINE.exec(text.slice(0, lineEnd));
  const block = text.slice(lineEnd + 2);
  if (line === null || !BLOCK.test(block)) return undefined;
  const found = scan(block);
  if (found === undefined) return undefined;
  const { seen } = found;
  const length = seen.get('content-length');
  const coding = seen.get('transfer-encoding');
  if (length !== undefined && (coding !== undefined || !/^\d{1,15}$/.test(length))) return undefined;
  if (coding !== undefined && coding.toLowerCase() !== 'chunked') return undefined;

  const options = listMembers(seen.get('connection') ?? '');
  const named = new Set(options.filter((option) => !KNOWN_OPTIONS.has(option)));
  return {
    status: Number(line[2]),
    reason: line[3] ?? '',
    kept: withoutFields(found.kept, named),
    contentLength: length === undefined ? -1 : Number(length),
    chunked: coding !== undefined,
    persistent: line[1] === '1' ? !options.includes('close') : options.includes('keep-alive'),
    idleTime: idleTime(seen.get('keep-alive')),
  };
}
