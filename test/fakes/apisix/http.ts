/** A request to one of APISIX's ports. */
export interface Asked {
  readonly method: string;
  /** Decoded, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text as it is, anything else as JSON. */
  readonly body: unknown;
}

const REASONS: Readonly<Record<number, string>> = {
  403: 'Forbidden',
  404: 'Not Found',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Temporarily Unavailable',
};

/** The page that the server makes itself. */
export const page = (status: number): Answer => {
  const title = `${status} ${REASONS[status] ?? ''}`;
  const lines = [
    '<html>',
    `<head><title>${title}</title></head>`,
    '<body>',
    `<center><h1>${title}</h1></center>`,
    '<hr><center>openresty</center>',
    '<p><em>Powered by <a href="https://apisix.apache.org/">APISIX</a>.</em></p></body>',
    '</html>',
  ];
  return { status, headers: { 'content-type': 'text/html; charset=utf-8' }, body: `${lines.join('\r\n')}\r\n` };
};

export const refusal = (status: number, error_msg: string, more: Readonly<Record<string, unknown>> = {}): Answer => ({
  status,
  body: { error_msg, ...more },
});

/** The same, to be thrown. */
export const refused = (...parts: Parameters<typeof refusal>): Refused => new Refused(refusal(...parts));

/** What is thrown out of the depth of a request to become its answer. */
export class Refused extends Error {
  readonly answer: Answer;

  constructor(answer: Answer) {
    super(JSON.stringify(answer));
    this.answer = answer;
  }
}
