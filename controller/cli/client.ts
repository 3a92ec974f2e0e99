import { Agent, request, type IncomingMessage } from 'node:http';
import { createInterface } from 'node:readline';
import { QbtcError, errnoOf } from '../api/errors.ts';
import type { QbtcStack } from '../api/generated/resource.ts';
import type { LogLine } from '../api/logs.ts';
import type { ProcessIdentity } from '../api/processes.ts';
import type { StackEvent } from '../telemetry/events.ts';
import type { Report } from '../telemetry/report.ts';
import type { ScorePoint } from '../telemetry/score-history.ts';
import { note } from './report.ts';

/** `controller.json`: where the controller of a state directory is reached. */
export interface ControllerFile extends ProcessIdentity {
  readonly url: string;
  readonly token: string;
  readonly build: string;
  /** It ends with its last stack. */
  readonly ephemeral: boolean;
}

export interface PlannedAction {
  readonly id: string;
  readonly type: string;
  readonly target: string;
  readonly cause: string;
  readonly dependsOn: readonly string[];
}

const API = '/api/v1';

/** The controller's HTTP API, as the commands use it. */
export class Client {
  readonly #agent = new Agent({ keepAlive: true });
  readonly controller: ControllerFile;

  constructor(controller: ControllerFile) {
    this.controller = controller;
  }

  /** Rejects when the controller does not answer. */
  async ping(): Promise<void> {
    await this.#send('GET', '/healthz');
  }

  async stacks(): Promise<QbtcStack[]> {
    return (await this.listing()).items;
  }

  /** All stacks, and the paths of records that cannot be understood. */
  async listing(): Promise<{ items: QbtcStack[]; damaged: { path: string }[] }> {
    return (await this.#json('GET', `${API}/stacks`)) as { items: QbtcStack[]; damaged: { path: string }[] };
  }

  async stack(key: string): Promise<QbtcStack | undefined> {
    const response = await this.#send('GET', `${API}/stacks/${key}`);
    if (response.status === 404) return undefined;
    return parse(response) as QbtcStack;
  }

  /** How the machine and stacks do: one stack by its key, or all of them. */
  async report(key: string | undefined): Promise<Report> {
    const query = key === undefined ? '' : `?stack=${encodeURIComponent(key)}`;
    return (await this.#json('GET', `${API}/report${query}`)) as Report;
  }

  /** How the score of a stack changed; nothing from a controller that does not tell. */
  async scoreHistory(key: string): Promise<readonly ScorePoint[]> {
    const response = await this.#send('GET', `${API}/stacks/${key}/score/history`);
    return response.status === 404 ? [] : (parse(response) as { points: readonly ScorePoint[] }).points;
  }

  /** Hands a stack over. */
  async put(
    key: string,
    stack: QbtcStack,
    secrets: Readonly<Record<string, string>>,
  ): Promise<{ created: boolean; changed: boolean }> {
    const response = await this.#send('PUT', `${API}/stacks/${key}`, { ...stack, secrets });
    parse(response);
    return { created: response.status === 201, changed: response.headers['x-qbtc-changed'] === 'true' };
  }

  /** False when there is no such stack. */
  async delete(key: string, orphan: boolean): Promise<boolean> {
    const response = await this.#send('DELETE', `${API}/stacks/${key}${orphan ? '?orphan=true' : ''}`);
    if (response.status === 404) return false;
    parse(response);
    return true;
  }

  async reconcile(key: string): Promise<readonly PlannedAction[]> {
    const { actions } = (await this.#json('POST', `${API}/stacks/${key}/reconcile`, {})) as {
      actions: PlannedAction[];
    };
    return actions;
  }

  async act(key: string, verb: 'stop' | 'start' | 'restart', service: string): Promise<void> {
    await this.#json('POST', `${API}/stacks/${key}/${verb}`, { service });
  }

  async useGateway(key: string, mode: string): Promise<void> {
    await this.#json('POST', `${API}/stacks/${key}/gateway`, { mode });
  }

  /** Events after a sequence number; goes on with new ones when asked to, until the connection ends or the signal aborts. */
  async *events(
    query: { stack?: string; since?: number | 'latest'; follow: boolean },
    signal?: AbortSignal,
  ): AsyncGenerator<StackEvent> {
    const parameters = new URLSearchParams({ follow: String(query.follow), since: String(query.since ?? 0) });
    if (query.stack !== undefined) parameters.set('stack', query.stack);
    for await (const line of this.#lines(`${API}/events?${parameters.toString()}`, signal)) {
      if (line.startsWith('data:')) yield JSON.parse(line.slice('data:'.length)) as StackEvent;
    }
  }

  async *logs(
    key: string,
    query: { service?: string; tail?: number; follow: boolean },
    signal?: AbortSignal,
  ): AsyncGenerator<LogLine> {
    const parameters = new URLSearchParams({ follow: String(query.follow), tail: String(query.tail ?? 0) });
    if (query.service !== undefined) parameters.set('service', query.service);
    for await (const line of this.#lines(`${API}/stacks/${key}/logs?${parameters.toString()}`, signal)) {
      if (line !== '') yield JSON.parse(line) as LogLine;
    }
  }

  close(): void {
    this.#agent.destroy();
  }

  async #json(method: string, path: string, body?: unknown): Promise<unknown> {
    return parse(await this.#send(method, path, body));
  }

  async #send(method: string, path: string, body?: unknown): Promise<Answer> {
    const response = await this.#open(method, path, body);
    response.setEncoding('utf8');
    let text = '';
    for await (const chunk of response) text += String(chunk);
    return { status: response.statusCode ?? 0, headers: response.headers, text };
  }

  async *#lines(path: string, signal?: AbortSignal): AsyncGenerator<string> {
    const response = await this.#open('GET', path, undefined, signal);
    if (response.statusCode !== 200) {
      response.setEncoding('utf8');
      let text = '';
      for await (const chunk of response) text += String(chunk);
      parse({ status: response.statusCode ?? 0, headers: response.headers, text });
    }
    try {
      yield* createInterface({ input: response, crlfDelay: Infinity });
    } catch (error) {
      if (signal?.aborted) throw error;
      throw new QbtcError('the controller has ended', { code: 'ControllerEnded', cause: error });
    }
  }

  #open(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<IncomingMessage> {
    const { url, token } = this.controller;
    const payload = body === undefined ? undefined : JSON.stringify(body);
    const headers = {
      authorization: `Bearer ${token}`,
      ...(payload === undefined
        ? {}
        : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(payload) }),
    };
    return new Promise((resolve, reject) => {
      const outgoing = request(
        `${url}${path}`,
        { method, headers, agent: this.#agent, ...(signal ? { signal } : {}) },
        resolve,
      );
      outgoing.on('error', (error) => {
        reject(
          errnoOf(error) === 'ABORT_ERR'
            ? error
            : new QbtcError(`the controller does not answer: ${error.message}`, { code: 'Unreachable', cause: error }),
        );
      });
      outgoing.end(payload);
    });
  }
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
}

function parse({ status, text }: Answer): unknown {
  const value: unknown = JSON.parse(text);
  if (status < 400) return value;
  const { code = 'Error', message = text, mend } = value as { code?: string; message?: string; mend?: string };
  throw new QbtcError(message, { code, ...(mend === undefined ? {} : { mend }) });
}

/** Goes through what a controller streams, to its end or the controller's: either is the end of what there is to tell. */
export async function forEach<T>(stream: AsyncIterable<T>, show: (value: T) => void): Promise<void> {
  try {
    for await (const value of stream) show(value);
  } catch (error) {
    if (!(error instanceof QbtcError) || error.code !== 'ControllerEnded') throw error;
    note(error.message);
  }
}
