import { createHash } from 'node:crypto';
import type { AddressInfo, Server } from 'node:net';
import { DataPlane } from '../../../controller/proxy/data-plane.ts';
import { type Expected, fullTable, type LongText, parity, type ParityCase } from './parity-file.ts';
import { bytesOf, type ReceivedRequest, Services } from './services.ts';
import { type WireAnswer, WireClient } from './wire.ts';

/** What happened to one request. */
export interface Replay {
  readonly answers: readonly WireAnswer[];
  readonly interim: readonly WireAnswer[];
  readonly received: readonly ReceivedRequest[];
  readonly routes: readonly string[];
  readonly after: 'open' | 'closed' | 'reset';
  readonly after101: string | undefined;
}

/** The data plane in this process, before the record's services. */
export class Bench {
  readonly services = new Services(parity);
  plane = new DataPlane({ httpsPort: 9443 });
  #server: Server | undefined;
  port = 0;

  async start(): Promise<void> {
    await this.services.start();
    this.#server = await this.plane.listen('127.0.0.1', 0);
    this.port = (this.#server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    this.plane.destroy();
    await this.services.stop();
  }

  async load(name: string): Promise<void> {
    // Without endpoints no connection is kept: every case meets fresh ones, as it did when it was recorded.
    await this.plane.setTables([]);
    await this.plane.setTables([fullTable(name, (service) => this.services.addresses.get(service) ?? 0)]);
  }

  fill(text: string): string {
    return text
      .replace(/\{(svc-[a-z0-9]+)\}/g, (_, name: string) => `127.0.0.1:${this.services.addresses.get(name)}`)
      .replace(/\{(svc-[a-z0-9]+) port\}/g, (_, name: string) => String(this.services.addresses.get(name)))
      .replaceAll('{gateway-port}', String(this.port))
      .replaceAll('{gateway-tls-port}', '9443');
  }

  bytes(item: ParityCase): Buffer {
    if (item.request_base64 !== undefined) return Buffer.from(item.request_base64, 'base64');
    const text =
      item.request_raw ??
      (item.request_parts ? bytesOf(item.request_parts) : (item.request_parts_sent_apart ?? []).join(''));
    return Buffer.from(this.fill(text), 'latin1');
  }

  /** Sends a case's bytes in the given pieces and gathers everything that comes of it. */
  async replay(item: ParityCase, pieces: readonly Buffer[]): Promise<Replay> {
    await this.load(item.table);
    return this.send(item, pieces);
  }

  /** The same with the table that is loaded, and what it has counted. */
  async send(item: ParityCase, pieces: readonly Buffer[]): Promise<Replay> {
    this.services.received.length = 0;
    const before = this.#counts();
    const client = new WireClient(this.port);
    for (const [index, piece] of pieces.entries()) {
      // A turn of the event loop in between, so that the pieces arrive one by one.
      if (index > 0) await new Promise((resolve) => setTimeout(resolve, 2));
      client.send(piece);
    }
    if (item.client_half_closes_after) client.socket.end();
    const method = /^[A-Z]+/.exec(Buffer.concat(pieces).toString('latin1'))?.[0] ?? '';
    const answers: WireAnswer[] = [];
    const interim: WireAnswer[] = [];
    while (answers.length < (item.responses_to_read ?? 1)) {
      const answer = await client.answer(method);
      if (answer === undefined) break;
      if (answer.status >= 200 || answer.status === 101) answers.push(answer);
      else interim.push(answer);
    }
    let after101: string | undefined;
    if (answers[0]?.status === 101 && item.expected.bytes_after_101 !== undefined) {
      const wanted = 'echo:hello';
      client.send(item.client_sends_after_101 ?? '');
      after101 = await client.until(() => {
        const text = client.received.toString('latin1');
        return text.endsWith(wanted) || text.endsWith('hello') ? text : undefined;
      });
    }
    const after = await client.after();
    client.close();
    const now = this.#counts();
    const routes = Object.keys(now).filter((key) => now[key] !== (before[key] ?? 0));
    return {
      answers,
      interim,
      received: [...this.services.received],
      routes: routes.map((key) => key.split('/')[1] ?? ''),
      after,
      after101,
    };
  }

  #counts(): Record<string, number> {
    return Object.fromEntries(
      Object.entries(this.plane.requests()).map(([key, statuses]) => [
        key,
        Object.values(statuses).reduce((sum, count) => sum + count, 0),
      ]),
    );
  }
}

const sha256 = (text: string | Buffer): string =>
  createHash('sha256')
    .update(typeof text === 'string' ? Buffer.from(text, 'latin1') : text)
    .digest('hex');

const matches = (expected: LongText, actual: string): boolean =>
  typeof expected === 'string'
    ? expected === actual
    : expected.length === actual.length && expected.sha256 === sha256(actual);

/** Headers that are the gateway's own style on either side, or added to every request by design. */
const STYLE =
  /^(server|date|x-apisix-upstream-status|x-qbtc-answer|x-quantum-frequency|x-qbtc-proxy|x-route-requests):/i;

const comparable = (headers: readonly LongText[], fill: (text: string) => string): string[] =>
  headers
    .map((header) =>
      typeof header === 'string'
        ? fill(header)
            .replace(/:[ \t]*(.*?)[ \t]*$/, ': $1')
            .replace(/[\da-f]{8}-[\da-f-]{27}/, '{uuid}')
            .replace(/^(X-RateLimit-Reset): \d+$/, '$1: {seconds}')
        : `${header.starts_with.slice(0, 5)}#${header.length}`,
    )
    .filter((header) => !STYLE.test(header))
    .sort();

const shortened = (headers: readonly string[]): string[] =>
  headers.map((header) => (header.length > 1000 ? `${header.slice(0, 5)}#${header.length}` : header));

function upstreamDifferences(
  expected: Expected,
  received: readonly ReceivedRequest[],
  fill: (text: string) => string,
): string[] {
  const differences: string[] = [];
  const last = received.at(-1);
  const services = expected.services_reached ?? (expected.service == null ? [] : [expected.service]);
  const reached = received.map(({ service }) => service);
  if (expected.outcome === 'routed' && JSON.stringify(reached) !== JSON.stringify(services))
    differences.push(`service ${reached.join()} for ${services.join()}`);
  if (expected.outcome !== 'routed' && last !== undefined) differences.push(`service ${reached.join()} for none`);
  if (last === undefined || expected.upstream_request_line === undefined) return differences;
  if (!matches(expected.upstream_request_line, last.line)) differences.push(`line ${last.line.slice(0, 200)}`);
  if (Array.isArray(expected.upstream_headers)) {
    // The proxy library that carries upgrades writes names in lower case, and the protocol as it is registered.
    const upgraded = last.headers.some((header) => /^upgrade:/i.test(header));
    const spelling = (header: string): string =>
      upgraded ? header.replace(/^[^:]+|upgrade$|websocket$/gi, (part) => part.toLowerCase()) : header;
    const wanted = comparable(expected.upstream_headers as LongText[], fill).map(spelling);
    const actual = comparable(shortened(last.headers), (text) => text).map(spelling);
    const missing = wanted.filter((header) => !actual.includes(header));
    const surplus = actual.filter((header) => !wanted.includes(header));
    if (missing.length + surplus.length > 0 || wanted.length !== actual.length)
      differences.push(`headers without ${JSON.stringify(missing)} with ${JSON.stringify(surplus)}`);
  }
  if (expected.upstream_framing !== last.framing) differences.push(`request framing ${last.framing}`);
  if (expected.upstream_body_len !== last.body.length) differences.push(`body of ${last.body.length}`);
  if (expected.upstream_body_sha256 !== undefined && expected.upstream_body_sha256 !== sha256(last.body))
    differences.push('body bytes');
  return differences;
}

function answerDifferences(
  expected: Expected,
  answer: WireAnswer | undefined,
  fill: (text: string) => string,
): string[] {
  if (answer === undefined) return expected.response_status == null ? [] : ['no answer'];
  const differences: string[] = [];
  if (answer.status !== expected.response_status && expected.response_status !== undefined)
    differences.push(`status ${answer.status}`);
  if (answer.cut !== (expected.response_cut_short === true)) differences.push(answer.cut ? 'cut' : 'not cut');
  const own = answer.headers.some((header) => header.startsWith('X-QBTC-Answer:'));
  if (own) {
    // Body, type and framing of own answers are the gateway's style; what a route adds to them is not.
    const wanted = comparable(expected.response_headers ?? [], fill).filter((header) =>
      /^(location|access-control|vary|x-new|x-ratelimit|www-authenticate)/i.test(header),
    );
    const actual = comparable(answer.headers, (text) => text);
    const missing = wanted.filter((header) => !actual.includes(header));
    if (missing.length > 0)
      differences.push(`own answer without ${JSON.stringify(missing)} has ${JSON.stringify(actual)}`);
    return differences;
  }
  if (expected.response_line !== undefined && answer.line !== expected.response_line)
    differences.push(`line ${answer.line}`);
  if (expected.response_headers !== undefined) {
    const echo =
      expected.response_body_is_echo === true || expected.response_headers.includes('Content-Length: {echo}');
    const drop = (header: string): boolean => !(echo && /^content-length:/i.test(header));
    const spelling = (header: string): string => (answer.status === 101 ? header.toLowerCase() : header);
    const wanted = comparable(expected.response_headers, fill).filter(drop).map(spelling);
    const actual = comparable(shortened(answer.headers), (text) => text)
      .filter(drop)
      .map(spelling);
    const missing = wanted.filter((header) => !actual.includes(header));
    const surplus = actual.filter((header) => !wanted.includes(header));
    if (missing.length + surplus.length > 0)
      differences.push(`answer headers without ${JSON.stringify(missing)} with ${JSON.stringify(surplus)}`);
  }
  if (expected.response_framing !== undefined && answer.framing !== expected.response_framing)
    differences.push(`answer framing ${answer.framing}`);
  const { response_body: body } = expected;
  if (typeof body === 'string' && body !== answer.body.toString('latin1'))
    differences.push(`answer body ${answer.body.toString('latin1').slice(0, 80)}`);
  return differences;
}

/** Everything in which a replay differs from the record, in words; empty when it is the same. */
export function differences(item: ParityCase, replay: Replay, fill: (text: string) => string): string[] {
  const { expected } = item;
  const found: string[] = [];
  if (expected.responses !== undefined) {
    for (const [index, response] of expected.responses.entries())
      found.push(...answerDifferences(response, replay.answers[index], fill));
    return found;
  }
  found.push(
    ...upstreamDifferences(expected, replay.received, fill),
    ...answerDifferences(expected, replay.answers[0], fill),
  );
  const route = replay.routes[0] ?? null;
  if (
    expected.route !== undefined &&
    expected.route !== route &&
    (expected.route !== null || expected.outcome === 'routed')
  )
    found.push(`route ${route}`);
  if ((expected.interim_responses?.length ?? 0) !== replay.interim.length)
    found.push(`${replay.interim.length} interim answers`);
  if (
    expected.connection_after !== undefined &&
    expected.connection_after !== replay.after &&
    replay.answers[0]?.status !== 101
  )
    found.push(`connection ${replay.after}`);
  if (expected.bytes_after_101 !== undefined && expected.bytes_after_101 !== replay.after101)
    found.push(`after 101 ${replay.after101}`);
  return found;
}
