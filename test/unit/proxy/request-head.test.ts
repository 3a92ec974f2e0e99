import { describe, expect, it } from '@jest/globals';
import { RequestHead } from '../../../controller/proxy/http1/request-head.ts';
import { LIMITS } from '../../../controller/proxy/limits.ts';

function read(line: string, ...lines: string[]): RequestHead & { readonly status: number } {
  const head = new RequestHead();
  const status = head.parse([line, ...lines, ''].join('\r\n'));
  return Object.assign(head, { status });
}
const HOST = 'Host: h';
const kept = (...lines: string[]): string => read('GET / HTTP/1.1', HOST, ...lines).facts?.kept ?? '';

describe('a request that two programs could read in two ways is refused', () => {
  it.each([
    ['without a host', []],
    ['with an empty host', ['Host:']],
    ['with two hosts, even the same', [HOST, HOST]],
    ['with a list of hosts', ['Host: a, b']],
    ['with user information in its host', ['Host: a@b']],
    ['with a length beside a coding', [HOST, 'Content-Length: 5', 'Transfer-Encoding: chunked']],
    ['with two lengths, even the same', [HOST, 'Content-Length: 5', 'Content-Length: 5']],
    ['with a list of lengths', [HOST, 'Content-Length: 5, 5']],
    ['with a signed length', [HOST, 'Content-Length: +5']],
    ['with two codings', [HOST, 'Transfer-Encoding: chunked', 'Transfer-Encoding: chunked']],
    ['with a folded line', [HOST, 'X: a', ' b']],
    ['with a blank before the colon', [HOST, 'X : a']],
    ['with a line without a colon', [HOST, 'X']],
    ['with a control character', [HOST, 'X: a\x00b']],
    ['with two credentials', [HOST, 'Authorization: a', 'Authorization: b']],
    ['with a line that is too long', [HOST, `X: ${'x'.repeat(LIMITS.lineBytes)}`]],
  ])('%s', (_, lines) => {
    expect(read('POST / HTTP/1.1', ...lines).status).toBe(400);
  });

  it.each([
    ['a coding in HTTP/1.0', 'POST / HTTP/1.0', 400, ['Transfer-Encoding: chunked']],
    ['a coding that is not chunked', 'POST / HTTP/1.1', 501, ['Transfer-Encoding: gzip, chunked']],
    ['TRACE, which shows headers to whoever asks', 'TRACE / HTTP/1.1', 405, []],
    ['CONNECT, which makes a tunnel past the routes', 'CONNECT h:80 HTTP/1.1', 405, []],
    ['a version to come', 'GET / HTTP/2.0', 505, []],
    ['a version of the past', 'GET / HTTP/0.9', 400, []],
    ['a line that is too long', `GET /${'x'.repeat(LIMITS.lineBytes)} HTTP/1.1`, 414, []],
  ])('%s', (_, line, status, lines) => {
    expect(read(line, HOST, ...lines).status).toBe(status);
  });

  it.each(['http://other/', 'http://h@other/', 'http://u@h/', 'http:///', 'ftp://h/'])(
    'an absolute target that is another place than the host: %s',
    (target) => {
      expect(read(`GET ${target} HTTP/1.1`, HOST).status).toBe(400);
    },
  );

  it.each(['http://h/x', 'http://H:80/x'])('while the same place is the same: %s', (target) => {
    expect(read(`GET ${target} HTTP/1.1`, HOST)).toMatchObject({ status: 0, target: '/x', host: 'h' });
  });

  it.each([
    '/a/../b',
    '/a/./b',
    '/..',
    '/.?x',
    '/a/%2e%2E/b',
    '/a/.%2e',
    '/a/..%2fb',
    '/a%2F%2e%2e',
    '/a\\..\\b',
    '/a/%5c..',
    '/a/%00',
    '/a/%zz',
  ])('a path with a dot segment in any spelling, or with an escape that is none: %s', (path) => {
    expect(read(`GET ${path} HTTP/1.1`, HOST).status).toBe(400);
  });

  it.each(['/...', '/.well-known/x', '/a..b/c.', '/a;v=1/b', '/a?x=/../b'])(
    'while dots elsewhere are names: %s',
    (path) => {
      expect(read(`GET ${path} HTTP/1.1`, HOST)).toMatchObject({ status: 0, target: path });
    },
  );

  it('a fragment is cut off: a service that takes it for a path would serve what the route does not lead to', () => {
    expect(read('GET /public#/../private HTTP/1.1', HOST)).toMatchObject({
      status: 0,
      target: '/public',
      path: '/public',
    });
  });

  it('an encoded slash is passed on as it came, and separates nothing', () => {
    const head = read('GET /a%2fb/c HTTP/1.1', HOST);
    expect(head).toMatchObject({ status: 0, target: '/a%2fb/c' });
    expect(head.path.split('/')).toHaveLength(3);
  });
});

describe('what only the front door may say, or what concerns one connection, reaches no service', () => {
  it.each([
    'Connection: keep-alive',
    'Keep-Alive: timeout=5',
    'Proxy-Connection: close',
    'TE: trailers',
    'Upgrade: h2c',
    'Expect: 100-continue',
    'Forwarded: for=1.2.3.4',
    'X-Real-IP: 1.2.3.4',
    'X-Forwarded-For: 1.2.3.4',
    'X-Forwarded-Prefix: /x',
    'X-Quantum-Frequency: 1',
    'X-QBTC-Proxy: no',
    'X-Route-Requests: 0',
  ])('%s', (line) => {
    const twin = line.replace(/^[^:]+/, (name) => name.replaceAll('-', '_'));
    const lines = new Set(['A: 1', line, twin, 'B: 2']);
    expect(kept(...lines)).toBe('A: 1\r\nB: 2\r\n');
  });

  it('nor what Connection names, in either spelling', () => {
    expect(kept('Connection: close, X-Hop', 'X-Hop: 1', 'x_hop: 2', 'X-Hops: 3')).toBe('X-Hops: 3\r\n');
  });

  it('and a twin of a framing field frames nothing', () => {
    const { facts } = read('POST / HTTP/1.1', HOST, 'Content_Length: 5', 'Transfer_Encoding: chunked');
    expect(facts).toMatchObject({ contentLength: -1, chunked: false, kept: '' });
  });
});
