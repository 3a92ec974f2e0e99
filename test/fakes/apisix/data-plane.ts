import { Agent, createServer, request as ask, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';

type Value = Readonly<Record<string, unknown>>;

/** What a data plane serves by: the objects as the configuration store has them. */
export interface Served {
  readonly routes: readonly Value[];
  readonly upstreams: readonly Value[];
  readonly services?: readonly Value[];
}

interface Node {
  readonly host: string;
  readonly port: number;
  readonly weight: number;
}

const NO_ROUTE = '{"error_msg":"404 Route Not Found"}\n';

/** The pages that APISIX's nginx answers itself with. */
const page = (status: string): string =>
  `<html>\r\n<head><title>${status}</title></head>\r\n<body>\r\n<center><h1>${status}</h1></center>\r\n` +
  `<hr><center>openresty</center>\r\n</body>\r\n</html>\r\n`;

/**
 * The data plane of a fake APISIX, as far as traffic needs it: routes by host, path, method and equal variables; round robin over an upstream's
 * nodes; its own answers for no route (404), no node (503) and a node that does not answer (502); WebSocket; fault-injection. Other plugins are not
 * acted on: what they do is recorded in parity.json and compared with the front door.
 */
export function createDataPlane(served: () => Served, isTrusted: (peer: string) => boolean = () => true): Server {
  const agent = new Agent({ keepAlive: true });
  let turn = 0;
  /** The next node; none for an upstream without any, and `gone` for one that is not there. */
  const nodeFor = (route: Value): Node | 'gone' | undefined => {
    const service = served().services?.find(({ id }) => id === route.service_id);
    const { upstream, upstream_id: id } = { ...service, ...route };
    const found = (upstream as Value | undefined) ?? served().upstreams.find((each) => each.id === id);
    if (!found) return 'gone';
    const nodes = nodesOf(found).filter(({ weight }) => weight > 0);
    return nodes[turn++ % nodes.length];
  };

  const server = createServer((request, response) => {
    const route = routeFor(served(), request);
    if (!route) {
      end(response, 404, NO_ROUTE, 'text/plain; charset=utf-8');
      return;
    }
    const aborted = abortOf(route);
    if (aborted) {
      const body = aborted.body.replace('$remote_addr', clientOf(request, isTrusted));
      end(response, aborted.status, body, 'text/plain; charset=utf-8');
      return;
    }
    const node = nodeFor(route);
    if (!node) {
      end(response, 503, page('503 Service Temporarily Unavailable'), 'text/html; charset=utf-8');
      return;
    }
    if (node === 'gone') {
      end(response, 502, page('502 Bad Gateway'), 'text/html; charset=utf-8');
      return;
    }
    const { method = 'GET', url = '/', headers } = request;
    const forwarded = ask({
      ...addressOf(node),
      agent,
      method,
      path: url,
      headers: forwardedHeaders(request, headers, isTrusted),
    });
    forwarded.on('response', (answer) => {
      response.writeHead(answer.statusCode ?? 502, { ...answer.headers, server: 'APISIX/3.18.0' });
      answer.pipe(response);
      answer.on('error', () => response.destroy());
    });
    forwarded.on('error', () => {
      if (response.headersSent) response.destroy();
      else end(response, 502, page('502 Bad Gateway'), 'text/html; charset=utf-8');
    });
    request.on('close', () => {
      if (!request.complete) forwarded.destroy();
    });
    request.pipe(forwarded);
  });
  server.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    const route = routeFor(served(), request);
    const node = route?.enable_websocket === true ? nodeFor(route) : undefined;
    if (!node || node === 'gone') {
      socket.end('HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
      return;
    }
    const upstream = connect(addressOf(node));
    for (const [one, other] of [
      [socket, upstream],
      [upstream, socket],
    ] as const) {
      one.on('error', () => other.destroy());
      one.on('close', () => other.destroy());
    }
    const lines = request.rawHeaders.flatMap((text, index, all) =>
      index % 2 ? [] : [`${text}: ${all[index + 1] ?? ''}`],
    );
    upstream.write(`GET ${request.url ?? '/'} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
    upstream.write(head);
    upstream.pipe(socket);
    socket.pipe(upstream);
  });
  return server;
}

/** A list, or a mapping of HOST:PORT to weights. */
function nodesOf({ nodes = [] }: Value): Node[] {
  if (Array.isArray(nodes)) return nodes as Node[];
  return Object.entries(nodes as Readonly<Record<string, number>>).map(([address, weight]) => {
    const [host = '', port] = address.split(':');
    return { host, port: Number(port ?? 80), weight };
  });
}

const addressOf = ({ host, port }: Node): { host: string; port: number } => ({ host, port });

function end(response: ServerResponse, status: number, body: string, type: string): void {
  response.writeHead(status, { server: 'APISIX/3.18.0', 'content-type': type, 'content-length': body.length });
  response.end(body);
}

/** Real-IP as nginx has it for a trusted peer: the client that the front door named. */
function clientOf({ headers, socket }: IncomingMessage, isTrusted: (peer: string) => boolean): string {
  const remote = socket.remoteAddress ?? '';
  return isTrusted(remote) ? String(headers['x-real-ip'] ?? remote) : remote;
}

/** What fault-injection answers instead of a service. */
function abortOf({ plugins }: Value): { readonly status: number; readonly body: string } | undefined {
  const { abort } = ((plugins as Value | undefined)?.['fault-injection'] ?? {}) as { readonly abort?: Value };
  return abort && { status: Number(abort.http_status), body: abort.body as string };
}

function forwardedHeaders(
  request: IncomingMessage,
  headers: IncomingMessage['headers'],
  isTrusted: (peer: string) => boolean,
): IncomingMessage['headers'] {
  const { connection: _, 'transfer-encoding': encoding, ...rest } = headers;
  const peer = clientOf(request, isTrusted);
  const before = headers['x-forwarded-for'];
  return {
    ...rest,
    'x-real-ip': peer,
    'x-forwarded-for': before === undefined ? peer : `${String(before)}, ${peer}`,
    ...(encoding === undefined ? {} : { 'transfer-encoding': encoding }),
  };
}

/** The route with the most specific path, among equals the one of the highest priority. */
function routeFor({ routes, services = [] }: Served, request: IncomingMessage): Value | undefined {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
  const host = (request.headers.host ?? '').replace(/:\d+$/, '').toLowerCase();
  const matches = routes.flatMap((route) => {
    const service = services.find(({ id }) => id === route.service_id);
    const isHere = isHost(route, host) && (service === undefined || isHost(service, host));
    if (route.status === 0 || !allows(route.methods, request.method) || !isHere) return [];
    const lengths = listOf(route.uris, route.uri).flatMap((uri) => lengthOf(uri, pathname));
    if (lengths.length === 0 || !areEqual(route.vars, request, searchParams)) return [];
    return [{ route, length: Math.max(...lengths), priority: Number(route.priority ?? 0) }];
  });
  matches.sort((a, b) => b.length - a.length || b.priority - a.priority);
  return matches[0]?.route;
}

const listOf = (many: unknown, one: unknown): string[] =>
  Array.isArray(many) ? many.map(String) : typeof one === 'string' ? [one] : [];

const allows = (methods: unknown, method = 'GET'): boolean =>
  !Array.isArray(methods) || methods.length === 0 || methods.includes(method);

/** How much of the path a pattern holds; an exact one holds all of it, and more. */
function lengthOf(uri: string, path: string): number[] {
  if (uri === path) return [uri.length + 1];
  return uri.endsWith('*') && path.startsWith(uri.slice(0, -1)) ? [uri.length - 1] : [];
}

function isHost({ hosts, host }: Value, asked: string): boolean {
  const names = listOf(hosts, host);
  return (
    names.length === 0 || names.some((name) => (name.startsWith('*') ? asked.endsWith(name.slice(1)) : name === asked))
  );
}

function areEqual(vars: unknown, request: IncomingMessage, query: URLSearchParams): boolean {
  if (!Array.isArray(vars)) return true;
  return (vars as unknown[][]).every(([name, operator, value]) => {
    const text = String(name);
    const found = text.startsWith('http_')
      ? request.headers[text.slice(5).replaceAll('_', '-')]
      : text.startsWith('arg_')
        ? query.get(text.slice(4))
        : undefined;
    if (operator !== '==') throw new Error(`this fake knows no variable operator ${String(operator)}`);
    return found === value;
  });
}
