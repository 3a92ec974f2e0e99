import type { Port } from '../../fakes/apisix/fake-apisix.ts';
import type { Exchange } from '../../fakes/apisix/recorded.ts';
import type { Target } from './target.ts';

const PORTS: Readonly<Record<number, Port>> = {
  9180: 'admin',
  9185: 'standalone',
  9090: 'control',
  7085: 'status',
  7086: 'standaloneStatus',
};

export const portOf = ({ request }: Exchange): Port | undefined => PORTS[request.port];

export interface Answered {
  /** 0 when there was no answer in time. */
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

/** How long an answer is waited for that was recorded as none, in milliseconds. */
const NO_ANSWER = 300;
const CERTIFICATE = `-----BEGIN CERTIFICATE-----\n${'A'.repeat(200)}\n-----END CERTIFICATE-----\n`;

/** Asks a target what was asked, and does before what the record leaves out. */
export class Replay {
  readonly #target: Target;
  /** What the target called what the record calls otherwise. */
  readonly #names = new Map<string, string>();

  constructor(target: Target) {
    this.#target = target;
  }

  async ask(exchange: Exchange): Promise<Answered> {
    const { request, response } = exchange;
    if (request.method === 'PUT' && response.status === 201) await this.#makeRoom(exchange);
    const answer = await this.#send(exchange);
    if (request.method === 'POST' && response.status === 201) this.#names.set(keyIn(response.body), keyIn(answer.body));
    return answer;
  }

  /** A recorded answer, with the names that this target gave. */
  recorded(body: unknown): unknown {
    let text = JSON.stringify(body ?? '');
    for (const [recorded, actual] of this.#names) text = text.replaceAll(recorded, actual);
    return JSON.parse(text) as unknown;
  }

  /** One call of the Admin API by the suite itself. */
  async admin(method: string, path: string, body?: unknown): Promise<Answered> {
    return this.#send({
      case: '',
      request: {
        method,
        port: 9180,
        path: `/apisix/admin/${path}`,
        key: 'admin',
        ...(body === undefined ? {} : { body }),
      },
      response: { status: 200 },
    });
  }

  /** The ids of a kind. */
  async ids(plural: string): Promise<string[]> {
    const { body } = await this.admin('GET', plural);
    const { list = [] } = body as { list?: { key: string }[] };
    return Array.isArray(list) ? list.map(({ key }) => key.replace(`/apisix/${plural}/`, '')) : [];
  }

  /** Removes all objects of a kind but some. */
  async keep(plural: string, kept: readonly string[] = []): Promise<void> {
    for (const id of await this.ids(plural))
      if (!kept.includes(id)) await this.admin('DELETE', `${plural}/${id}?force=true`);
  }

  /** Between two recorded creations of one object it was removed. */
  async #makeRoom({ request: { path, body } }: Exchange): Promise<void> {
    const [place = ''] = path.split('?');
    const named = new Map(Object.entries(Object(body) as Record<string, unknown>));
    const id = String(named.get('username') ?? named.get('id'));
    const isNamed = place.split('/').length > 4;
    await this.#send({
      case: '',
      request: { method: 'DELETE', port: 9180, path: isNamed ? place : `${place}/${id}`, key: 'admin' },
      response: { status: 200 },
    });
  }

  async #send(exchange: Exchange): Promise<Answered> {
    const { method, path, key = 'none', headers = {}, body } = exchange.request;
    const { admin = '', viewer = '' } = this.#target.keys;
    const sent = { admin, viewer, wrong: 'no-such-key', none: undefined, query: undefined }[key];
    const port = portOf(exchange);
    const base = port === undefined ? undefined : this.#target.url(port);
    if (base === undefined) throw new Error(`${this.#target.name} has no port for ${exchange.case}`);
    let address = path.replace('<admin key>', admin);
    for (const [recorded, actual] of this.#names) address = address.replace(recorded, actual);
    const isAnswered = exchange.response.status > 0;
    try {
      const response = await fetch(`${base}${address}`, {
        method,
        headers: { ...headers, ...(sent === undefined ? {} : { 'x-api-key': sent }) },
        ...(body === undefined ? {} : { body: textOf(body) }),
        ...(isAnswered ? {} : { signal: AbortSignal.timeout(NO_ANSWER) }),
        redirect: 'manual',
      });
      return { status: response.status, headers: response.headers, body: valueOf(await response.text()) };
    } catch (error) {
      if (isAnswered) throw error;
      return { status: 0, headers: new Headers(), body: undefined };
    }
  }
}

/** The id in the key of a written object. */
const keyIn = (body: unknown): string => String((body as { key?: string }).key).replace(/^.*\//, '');

function valueOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

/** The body that was sent, with what the record leaves out made up. */
function textOf(body: unknown): string {
  if (typeof body === 'string') {
    const [, size] = /(\d+) KiB>$/.exec(body) ?? [];
    const rewrite = (kilobytes: number): string =>
      JSON.stringify({
        ...{ uri: '/big', upstream: { type: 'roundrobin', nodes: { '127.0.0.1:8081': 1 } } },
        plugins: { 'response-rewrite': { body: 'x'.repeat(kilobytes * 1024) } },
      });
    if (size !== undefined) return rewrite(Number(size));
    return body.startsWith('<') ? `${JSON.stringify({ desc: 'x' }).slice(0, -2)}${'x'.repeat(2_097_238 - 12)}"}` : body;
  }
  return JSON.stringify(body, (_, value: unknown) =>
    typeof value === 'string' && /^(<PEM|<another|xxx)/.test(value) ? madeUp(value) : value,
  );
}

const madeUp = (text: string): string => (text.startsWith('xxx') ? 'x'.repeat(200) : CERTIFICATE);
