/** Answers of the front door itself. They carry X-QBTC-Answer, which no service can send, so that they can be told from a service's. */
export interface Answer {
  readonly status: number;
  /** Value of X-QBTC-Answer. */
  readonly kind: string;
  readonly body: string;
  /** Further header lines, each with its CRLF. */
  readonly lines?: string;
}

const REASONS: Readonly<Record<number, string>> = {
  200: 'OK',
  201: 'Created',
  202: 'Accepted',
  204: 'No Content',
  206: 'Partial Content',
  301: 'Moved Permanently',
  302: 'Moved Temporarily',
  303: 'See Other',
  307: 'Temporary Redirect',
  308: 'Permanent Redirect',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Not Allowed',
  406: 'Not Acceptable',
  408: 'Request Timeout',
  409: 'Conflict',
  410: 'Gone',
  412: 'Precondition Failed',
  413: 'Request Entity Too Large',
  414: 'Request-URI Too Large',
  415: 'Unsupported Media Type',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  501: 'Not Implemented',
  502: 'Bad Gateway',
  503: 'Service Temporarily Unavailable',
  504: 'Gateway Time-out',
  505: 'HTTP Version Not Supported',
};

/** What nginx calls a status; empty for one that it has no words for. */
export const reasonOf = (status: number): string => REASONS[status] ?? '';

const failure = (status: number, kind: string, error: string): Answer => ({
  status,
  kind,
  body: JSON.stringify({ error }),
});

export const ANSWERS = {
  noRoute: failure(404, 'no-route', 'Route not found'),
  noEndpoint: failure(503, 'no-endpoint', 'No healthy backend for this route'),
  badGateway: failure(502, 'bad-gateway', 'The service could not be reached or did not answer properly'),
  timeout: failure(504, 'timeout', 'The service did not answer in time'),
  tooLarge: failure(413, 'too-large', 'Request body too large'),
  slowRequest: failure(408, 'slow-request', 'The request took too long to arrive'),
} as const;

/** The route leads to an address that none may lead to. */
export const deniedTarget = (reason: string): Answer =>
  failure(502, 'denied-target', `The route leads to ${reason}, which no route may reach`);

/** What a plugin of the route answers; with APISIX's own words where it has any. */
export const pluginAnswer = (status: number, body: object | undefined, lines?: string): Answer => ({
  status,
  kind: 'plugin',
  // One character a byte, as everything that is written.
  body: Buffer.from(JSON.stringify(body ?? { error: reasonOf(status) }), 'utf8').toString('latin1'),
  ...(lines === undefined ? {} : { lines }),
});

/** The route is guarded by something that only APISIX enforces, and that is not asked. */
export const throughGatewayOnly = (why: string): Answer =>
  failure(503, 'apisix-only', `This route is served through APISIX only (${why}), which is not available`);

/** Refuses a request before it was matched. */
export const refusal = (status: number): Answer => failure(status, 'refused', reasonOf(status));

/**
 * The whole answer as text. `edit` is the route's change of response headers. An answer to HEAD has the headers that GET would get
 * and no body.
 */
export function answerText(
  answer: Answer,
  keep: 'close' | 'keep-alive',
  bodiless: boolean,
  edit?: (lines: string) => string,
): string {
  const { status } = answer;
  if (status === 204 || status === 304)
    return `HTTP/1.1 ${status} ${reasonOf(status)}\r\nConnection: ${keep}\r\nX-QBTC-Answer: ${answer.kind}\r\n\r\n`;
  const lines = `${answer.body === '' ? '' : 'Content-Type: application/json\r\n'}${answer.lines ?? ''}`;
  return (
    `HTTP/1.1 ${answer.status} ${reasonOf(answer.status)}\r\nContent-Length: ${answer.body.length}\r\nConnection: ${keep}\r\n` +
    `X-QBTC-Answer: ${answer.kind}\r\n${edit ? edit(lines) : lines}\r\n${bodiless ? '' : answer.body}`
  );
}
