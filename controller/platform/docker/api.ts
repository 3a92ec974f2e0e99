import type { IncomingMessage } from 'node:http';
import { QbtcError } from '../../api/errors.ts';
import type { Call, Dial } from './connection.ts';
import type { Endpoint } from './endpoint.ts';
import { engineError, refusal, unreachable } from './errors.ts';

export interface Request extends Call {
  /** What it is for, in the words that follow "cannot": `start the container web`. */
  readonly task: string;
  /** What the engine's words mean, where they mean something else than usually. */
  readonly refused?: (words: string) => QbtcError;
}

export interface EngineVersion {
  readonly version: string;
  /** The one in use. */
  readonly apiVersion: string;
}

/** The minor versions of API 1.x that this client knows. */
const OLDEST = 40;
const NEWEST = 51;

/** One engine's API: chooses the version, and turns whatever goes wrong into a QbtcError. An aborted call rejects with the signal's reason. */
export class EngineApi {
  readonly #endpoint: Endpoint;
  #dial: Dial | undefined;
  #version: EngineVersion | undefined;
  /** Settles, without an error, when a call that asks for the version knows more. */
  #asking: Promise<void> | undefined;

  constructor(endpoint: Endpoint) {
    this.#endpoint = endpoint;
  }

  /** An answer with status below 400, whose body is still to be read (within `guard`, or to its end). */
  async open({ task, refused, ...call }: Request, signal: AbortSignal): Promise<IncomingMessage> {
    const { apiVersion } = await this.version(signal);
    const response = await this.#send(call, apiVersion, signal);
    const status = response.statusCode ?? 0;
    if (status < 400) return response;
    const words = messageIn(await this.#textOf(response, signal));
    throw refused?.(words) ?? refusal(task, status, words);
  }

  /** The answer as text. */
  async text(request: Request, signal: AbortSignal): Promise<string> {
    return this.#textOf(await this.open(request, signal), signal);
  }

  /** The answer, whose shape is the engine's promise. */
  async json<T>(request: Request, signal: AbortSignal): Promise<T> {
    const text = await this.text(request, signal);
    try {
      return JSON.parse(text) as T;
    } catch {
      throw engineError('EngineError', `cannot ${request.task}: the answer is not JSON`, {
        mend: 'Check DOCKER_HOST.',
      });
    }
  }

  /** The chunks of an answer's body, as they come. */
  async *chunks(response: IncomingMessage, signal: AbortSignal): AsyncGenerator<Buffer, void, void> {
    try {
      for await (const chunk of response) yield chunk as Buffer;
    } catch (error) {
      throw this.#failure(error, signal);
    } finally {
      response.destroy();
    }
  }

  /**
   * The engine's version and the API's, the newest that both sides know. Asked anew after a connection failed: the engine may be another one.
   * @throws QbtcError `EngineUnsupported`
   */
  async version(signal: AbortSignal): Promise<EngineVersion> {
    // It starts two programs for the answer, so calls that come together ask once.
    while (!this.#version && this.#asking) {
      await settled(this.#asking, signal).catch((error: unknown) => {
        throw this.#failure(error, signal);
      });
    }
    if (this.#version) return this.#version;
    const asked = this.#negotiate(signal);
    this.#asking = asked.then(
      () => (this.#asking = undefined),
      () => (this.#asking = undefined),
    );
    return (this.#version = await asked);
  }

  async #negotiate(signal: AbortSignal): Promise<EngineVersion> {
    const response = await this.#send({ method: 'GET', path: '/version' }, undefined, signal);
    const text = await this.#textOf(response, signal);
    const { Version, ApiVersion, MinAPIVersion } = parseVersion(text);
    const newest = minorOf(ApiVersion);
    const oldest = minorOf(MinAPIVersion) ?? 0;
    const where = this.#endpoint.text;
    if (newest === undefined) {
      // The words of Go's HTTP server.
      const wantsTls = text.includes('HTTP request to an HTTPS server');
      throw engineError(
        'EngineUnsupported',
        `what answers at ${where} ${wantsTls ? 'wants TLS' : 'is no Docker engine'}`,
        {
          mend: wantsTls ? 'Set DOCKER_TLS_VERIFY=1 and DOCKER_CERT_PATH.' : 'Check DOCKER_HOST.',
          disposition: 'wait',
        },
      );
    }
    if (newest < OLDEST || oldest > NEWEST) {
      const speaks = `it speaks API 1.${oldest} to 1.${newest}, this program 1.${OLDEST} to 1.${NEWEST}`;
      throw engineError(
        'EngineUnsupported',
        `the Docker engine ${Version ?? ''} at ${where} is not supported: ${speaks}`,
        {
          mend: newest < OLDEST ? 'Use Docker 19.03 or later.' : 'Use a newer version of this program.',
          disposition: 'wait',
        },
      );
    }
    return { version: Version ?? '', apiVersion: `1.${Math.min(newest, NEWEST)}` };
  }

  async #send(call: Call, version: string | undefined, signal: AbortSignal): Promise<IncomingMessage> {
    signal.throwIfAborted();
    try {
      // Loaded at the first call: who has no containers does without.
      this.#dial ??= (await import('./connection.ts')).connect(this.#endpoint);
      return await this.#dial(call, version, signal);
    } catch (error) {
      throw this.#failure(error, signal);
    }
  }

  async #textOf(response: IncomingMessage, signal: AbortSignal): Promise<string> {
    const chunks: Buffer[] = [];
    for await (const chunk of this.chunks(response, signal)) chunks.push(chunk);
    return Buffer.concat(chunks).toString();
  }

  #failure(error: unknown, signal: AbortSignal): unknown {
    if (error instanceof QbtcError) return error;
    if (!signal.aborted) {
      this.#version = undefined;
      return unreachable(this.#endpoint.text, error);
    }
    const reason: unknown = signal.reason;
    return isTimeout(reason) ? unreachable(this.#endpoint.text, new Error('it does not answer in time')) : reason;
  }
}

/** Waits for what does not fail; rejects with the signal's reason when that comes first. */
function settled(work: Promise<void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      reject(signal.reason as Error);
    };
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    void work.then(() => {
      signal.removeEventListener('abort', abort);
      resolve();
    });
  });
}

/** What `AbortSignal.timeout` gives as its reason. */
const isTimeout = (reason: unknown): boolean =>
  typeof reason === 'object' && reason !== null && 'name' in reason && reason.name === 'TimeoutError';

interface Version {
  readonly Version?: string;
  readonly ApiVersion?: string;
  readonly MinAPIVersion?: string;
}

function parseVersion(text: string): Version {
  try {
    return (JSON.parse(text) ?? {}) as Version;
  } catch {
    return {};
  }
}

/** Undefined when it is no version 1.x. */
function minorOf(version: string | undefined): number | undefined {
  const [, minor] = /^1\.(\d+)$/.exec(version ?? '') ?? [];
  return minor === undefined ? undefined : Number(minor);
}

/** The engine's words in the body of a refusal; the body itself when a proxy wrote it. */
function messageIn(text: string): string {
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body === 'object' && body !== null && 'message' in body) return String(body.message);
  } catch {
    // Not the engine's.
  }
  return text.slice(0, 300);
}
