import { setMaxListeners } from 'node:events';
import { Pool } from 'undici';
import { messageOf, QbtcError } from '../../api/errors.ts';
import type { GatewayAccess } from '../../api/gateway.ts';

/** Requests that are under way at a time: with more, the Admin API of two workers writes no faster (transcript: throughput). */
const CONNECTIONS = 32;
/** For an answer, in milliseconds: with a frozen configuration store there is none for two minutes. */
const PATIENCE = 10_000;

export interface AdminRequest {
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE';
  /** Below `/apisix/admin`, with its query. */
  readonly path: string;
  readonly body?: object;
  /** The body, where it is text already. */
  readonly text?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Statuses that are answers although they say that something is wrong. */
  readonly expect?: readonly number[];
}

export interface AdminAnswer {
  /** Below 400, or 404. */
  readonly status: number;
  readonly body: unknown;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
}

export interface AdminApi {
  /**
   * One call.
   *
   * @throws QbtcError `ApisixUnreachable`, `ApisixNoAdminApi`, `ApisixKeyRefused`, `ApisixStoreDown`, `ApisixRefused`
   */
  ask(access: GatewayAccess, request: AdminRequest, signal: AbortSignal): Promise<AdminAnswer>;
}

/** The Admin APIs of APISIX instances, over connections that are kept (https://apisix.apache.org/docs/apisix/admin-api/). */
export class AdminClient implements AdminApi, Disposable {
  readonly #pools = new Map<string, Pool>();

  async ask({ adminUrl, key }: GatewayAccess, request: AdminRequest, signal: AbortSignal): Promise<AdminAnswer> {
    const { origin, pathname } = new URL(adminUrl);
    const pool = this.#pools.get(origin) ?? new Pool(origin, { connections: CONNECTIONS, pipelining: 1 });
    this.#pools.set(origin, pool);
    const { method, path, body, headers, expect } = request;
    // One signal may end any number of requests.
    setMaxListeners(0, signal);
    const sent = request.text ?? (body ? JSON.stringify(body) : null);
    const answer = await pool
      .request({
        method,
        path: `${pathname.replace(/\/$/, '')}/apisix/admin/${path}`,
        headers: { 'x-api-key': key, ...(sent === null ? {} : { 'content-type': 'application/json' }), ...headers },
        body: sent,
        headersTimeout: PATIENCE,
        bodyTimeout: PATIENCE,
        signal,
      })
      .then(async (response) => ({
        status: response.statusCode,
        headers: response.headers as AdminAnswer['headers'],
        text: await response.body.text(),
      }))
      .catch((error: unknown) => {
        if (signal.aborted) throw signal.reason as Error;
        throw unreachable(adminUrl, error);
      });
    return answerOf(adminUrl, answer, expect);
  }

  [Symbol.dispose](): void {
    for (const pool of this.#pools.values()) void pool.destroy();
    this.#pools.clear();
  }
}

/** What an answer of an Admin API means; throws what `ask` throws. */
export function answerOf(
  adminUrl: string,
  {
    status,
    headers = {},
    text,
  }: { readonly status: number; readonly headers?: AdminAnswer['headers']; readonly text: string },
  expect: readonly number[] = [],
): AdminAnswer {
  const body = parsed(text);
  if (status >= 400 && !expect.includes(status) && !(status === 404 && isMissing(body)))
    throw refusal(adminUrl, status, body);
  return { status, body, headers };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

/** An object that is not there, as opposed to an address that is none of the Admin API. */
const isMissing = (answer: unknown): boolean => wordsOf(answer) === 'Key not found';

function wordsOf(answer: unknown): string {
  if (typeof answer !== 'object' || answer === null) return '';
  const { error_msg: words, message } = answer as { readonly error_msg?: unknown; readonly message?: unknown };
  return typeof words === 'string' ? words : typeof message === 'string' ? message : '';
}

const unreachable = (adminUrl: string, cause: unknown): QbtcError =>
  new QbtcError(`the Admin API at ${adminUrl} does not answer: ${messageOf(cause) || 'connection refused'}`, {
    code: 'ApisixUnreachable',
    mend: 'Start APISIX, or mend spec.gateway.apisix.adminUrl.',
    disposition: 'wait',
    cause,
  });

function refusal(adminUrl: string, status: number, answer: unknown): QbtcError {
  const words = wordsOf(answer);
  if (status === 401 || status === 403)
    return new QbtcError(`the Admin API at ${adminUrl} refuses the key`, {
      code: 'ApisixKeyRefused',
      mend: 'spec.gateway.apisix.adminKey has to be a key of role admin in deployment.admin.admin_key of its config.yaml, and allow_admin has to let this host in.',
      disposition: 'wait',
    });
  if (status === 503)
    return new QbtcError(`APISIX at ${adminUrl} cannot reach its configuration store: ${words}`, {
      code: 'ApisixStoreDown',
      mend: 'Start etcd, or mend deployment.etcd in its config.yaml.',
      disposition: 'wait',
    });
  if (status === 400)
    return new QbtcError(`APISIX refuses it: ${words}`, { code: 'ApisixRefused', disposition: 'terminal' });
  return new QbtcError(
    `what answers at ${adminUrl} is no Admin API of APISIX (status ${status}${words && `: ${words}`})`,
    {
      code: 'ApisixNoAdminApi',
      mend: 'Mend spec.gateway.apisix.adminUrl; an APISIX without a configuration store has no such API.',
      disposition: 'wait',
    },
  );
}
