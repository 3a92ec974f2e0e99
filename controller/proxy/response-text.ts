import type { LookUpVariable } from '../routing/variables.ts';
import { corsEdits } from './cors.ts';
import { editFields, RESPONSE_PROTECTED } from './header-edits.ts';
import type { RequestHead } from './http1/request-head.ts';
import type { ResponseHead } from './http1/response-head.ts';
import type { RouteState } from './route-state.ts';

/** How an answer's body is framed toward the client. */
export type AnswerFraming = 'length' | 'chunked' | 'close' | 'none';

/** Applies a route's CORS settings and header changes to the lines of an answer. */
export function editAnswer(lines: string, head: RequestHead, state: RouteState, lookUp: LookUpVariable): string {
  const { cors } = state.route;
  const allowed =
    cors === undefined ? lines : editFields(lines, corsEdits(cors, head.header('origin')), lookUp, RESPONSE_PROTECTED);
  return state.responseEdits === undefined
    ? allowed
    : editFields(allowed, state.responseEdits, lookUp, RESPONSE_PROTECTED);
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
