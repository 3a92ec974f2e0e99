import type { AnswerRewrite } from '../routing/answer-rewrite.ts';
import type { LookUpVariable } from '../routing/variables.ts';
import { reasonOf } from './answers.ts';
import { corsEdits } from './cors.ts';
import { editFields, RESPONSE_PROTECTED } from './header-edits.ts';
import { withoutFields } from './http1/fields.ts';
import type { RequestHead } from './http1/request-head.ts';
import type { ResponseHead } from './http1/response-head.ts';
import type { HeaderEdits, RouteState } from './route-state.ts';

/** How an answer's body is framed toward the client. */
export type AnswerFraming = 'length' | 'chunked' | 'close' | 'none';

/** Applies a route's CORS settings and header changes to the lines of an answer. */
export function editAnswer(
  lines: string,
  head: RequestHead,
  state: RouteState,
  lookUp: LookUpVariable,
  further?: HeaderEdits,
): string {
  const { cors } = state.shapes;
  const allowed = cors === undefined ? lines : editFields(lines, corsEdits(cors, head), lookUp, RESPONSE_PROTECTED);
  const edited = state.responseEdits ? editFields(allowed, state.responseEdits, lookUp, RESPONSE_PROTECTED) : allowed;
  return further ? editFields(edited, further, lookUp, RESPONSE_PROTECTED) : edited;
}

/** What says something of a body that is no more. */
const OF_BODY = new Set(['content-encoding', 'last-modified', 'etag']);

/** A head with the status and for the body that the response-rewrite plugin puts in its place. */
export function rewrittenHead(response: ResponseHead, { status, body }: AnswerRewrite): ResponseHead {
  const shown = status === undefined ? response : { ...response, status, reason: reasonOf(status) };
  const hadNone = response.status === 204 || response.status === 304;
  // What a 304 says of a length is about a body that does not come.
  if (body === undefined) return hadNone && shown.status !== response.status ? { ...shown, contentLength: 0 } : shown;
  return { ...shown, contentLength: -1, chunked: true, kept: withoutFields(response.kept, OF_BODY) };
}

/** Chooses the framing toward the client: never the service's own words, always one that was computed. */
export function answerFraming(response: ResponseHead, bodiless: boolean, http10: boolean): AnswerFraming {
  if (bodiless || response.status === 204 || response.status === 304) return 'none';
  if (!response.chunked && response.contentLength >= 0) return 'length';
  return http10 ? 'close' : 'chunked';
}

function framingLine(response: ResponseHead, framing: AnswerFraming): string {
  if (framing === 'chunked') return 'Transfer-Encoding: chunked\r\n';
  // An answer to HEAD, or a 304, tells the length of what is not sent; a 204 has none (RFC 9110, section 8.6).
  const told = framing === 'length' || (framing === 'none' && response.status !== 204);
  return told && response.contentLength >= 0 ? `Content-Length: ${response.contentLength}\r\n` : '';
}

/** The head of a service's answer as the client gets it, with the empty line. `lines` are the fields that are passed on. */
export const responseText = (
  response: ResponseHead,
  framing: AnswerFraming,
  keep: 'close' | 'keep-alive',
  lines: string,
): string =>
  `HTTP/1.1 ${response.status} ${response.reason}\r\n${framingLine(response, framing)}Connection: ${keep}\r\n${lines}\r\n`;
