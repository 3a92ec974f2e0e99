import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Balancer } from '../../../controller/proxy/balancer.ts';
import type { TableRoute } from '../../../controller/api/route-table.ts';
import { corsEdits } from '../../../controller/proxy/cors.ts';
import { Endpoint } from '../../../controller/proxy/endpoint.ts';
import { editFields, REQUEST_PROTECTED, RESPONSE_PROTECTED } from '../../../controller/proxy/header-edits.ts';
import { ChunkedDecoder } from '../../../controller/proxy/http1/chunked.ts';
import { RequestHead } from '../../../controller/proxy/http1/request-head.ts';
import { readResponseHead } from '../../../controller/proxy/http1/response-head.ts';
import { RouteCounter, RouteState } from '../../../controller/proxy/route-state.ts';
import { Targets } from '../../../controller/proxy/targets.ts';
import { fullRoute } from '../../contract/front-door/parity-file.ts';

const endpoint = (port: number): Endpoint => new Endpoint('127.0.0.1', port, new Targets());
const counts = (balancer: Balancer, turns: number): Record<number, number> => {
  const result: Record<number, number> = {};
  for (let turn = 0; turn < turns; turn++) {
    const { port } = balancer.next() ?? { port: 0 };
    result[port] = (result[port] ?? 0) + 1;
  }
  return result;
};

describe('requests are shared out', () => {
  it('by weight, exactly over a round, and evenly over the replicas of a backend', () => {
    const balancer = new Balancer([
      { weight: 3, endpoints: [endpoint(1), endpoint(2)] },
      { weight: 1, endpoints: [endpoint(3)] },
    ]);
    expect(counts(balancer, 400)).toEqual({ 1: 150, 2: 150, 3: 100 });
  });

  it('without bursts: a canary of one in five never gets two in a row', () => {
    const balancer = new Balancer([
      { weight: 4, endpoints: [endpoint(1)] },
      { weight: 1, endpoints: [endpoint(2)] },
    ]);
    const turns = Array.from({ length: 50 }, () => balancer.next()?.port).join('');
    expect(turns).not.toContain('22');
    expect(turns.match(/2/g)).toHaveLength(10);
  });

  it('to nobody without weight or without a replica', () => {
    expect(new Balancer([{ weight: 0, endpoints: [endpoint(1)] }]).next()).toBeUndefined();
    expect(new Balancer([{ weight: 1, endpoints: [] }]).size).toBe(0);
  });

  it('again to every other replica, once, when one fails', () => {
    const all = [endpoint(1), endpoint(2), endpoint(3)];
    const balancer = new Balancer([
      { weight: 1000, endpoints: all.slice(0, 2) },
      { weight: 1, endpoints: all.slice(2) },
    ]);
    const tried = new Set<Endpoint>();
    for (let next = balancer.next(); next !== undefined; next = balancer.nextUntried(tried)) tried.add(next);
    expect(tried).toEqual(new Set(all));
  });
});

describe('the chunked coding', () => {
  const decode = (pieces: readonly Buffer[]): { text: string; done: boolean; failed: boolean; rest: number } => {
    const decoder = new ChunkedDecoder();
    let text = '';
    let rest = 0;
    for (const piece of pieces) {
      const used = decoder.decode(piece, 0, piece.length, (from, to) => (text += piece.toString('latin1', from, to)));
      rest = piece.length - used;
    }
    return { text, done: decoder.done, failed: decoder.failed, rest };
  };

  it('gives back what was put in, in whatever pieces it comes', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ minLength: 1, maxLength: 40 }), { maxLength: 6 }),
        fc.array(fc.nat(400), { maxLength: 8 }),
        (parts, cuts) => {
          const buffers = parts.map((part) => Buffer.from(part, 'utf8'));
          const wire = Buffer.concat([
            ...buffers.flatMap((part) => [
              Buffer.from(`${part.length.toString(16)};e=1\r\n`),
              part,
              Buffer.from('\r\n'),
            ]),
            Buffer.from('0\r\nT: 1\r\n\r\n'),
          ]);
          const offsets = [...new Set([0, ...cuts.filter((cut) => cut < wire.length), wire.length])].sort(
            (a, b) => a - b,
          );
          const pieces = offsets.slice(1).map((end, index) => wire.subarray(offsets[index], end));
          expect(decode(pieces)).toEqual({
            text: Buffer.concat(buffers).toString('latin1'),
            done: true,
            failed: false,
            rest: 0,
          });
        },
      ),
    );
  });

  it.each([
    '5\nhello',
    'x',
    '5 \r\n',
    '\r\n',
    '5\r\nhelloX',
    '11111111111111111\r\n',
    '5\r\nhello\n',
    '0\r\nT: 1\n',
    '5;\x00\r\n',
    '-5\r\n',
  ])('is refused when it is not exact: %j', (text) => {
    expect(decode([Buffer.from(text, 'latin1')]).failed).toBe(true);
  });
});

describe('an answer of a service that can be read in two ways is none', () => {
  it.each([
    'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 5\r\n',
    'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n',
    'HTTP/1.1 200 OK\r\nContent-Length: -5\r\n',
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n',
    'HTTP/1.1 200 OK\r\nX: a\r\n b\r\n',
    'HTTP/1.1 200 OK\r\nX: a\x00b\r\n',
    'HTTP/1.1 200 OK\r\nno colon\r\n',
    'HTTP/2 200 OK\r\n',
    'HTTP/1.1 20 OK\r\n',
  ])('%j', (text) => {
    expect(readResponseHead(text)).toBeUndefined();
  });

  it('and a service cannot pass its answer off as the front door’s own', () => {
    expect(readResponseHead('HTTP/1.1 200 OK\r\nX-QBTC-Answer: no-route\r\nX-A: 1\r\n')?.kept).toBe('X-A: 1\r\n');
  });
});

describe('a route changes headers', () => {
  const edit = (block: string, edits: Partial<Parameters<typeof editFields>[1]>): string =>
    editFields(
      block,
      { set: [], add: [], remove: [], ...edits },
      (name) => (name === 'remote_addr' ? '1.2.3.4' : undefined),
      new Set(['host']),
    );

  it('as its author said: add, then set, then remove', () => {
    expect(edit('A: 1\r\na: 2\r\n', { set: [['A', '3']] })).toBe('A: 3\r\n');
    expect(edit('A: 1\r\n', { add: [['A', '2']], set: [['B', '$remote_addr']] })).toBe(
      'A: 1\r\nA: 2\r\nB: 1.2.3.4\r\n',
    );
    expect(edit('A: 1\r\nX_Y: 2\r\n', { set: [['A', '']], remove: ['X-Y'] })).toBe('');
  });

  it('but not those that are the proxy’s, and no value breaks out of its line', () => {
    expect(
      edit('', {
        set: [
          ['Host', 'x'],
          ['A', 'b\r\nC: d'],
        ],
      }),
    ).toBe('A: b  C: d\r\n');
  });

  it('nor what concerns one connection only, of requests and of answers', () => {
    const hop = [
      'Connection',
      'Keep-Alive',
      'Proxy_Connection',
      'TE',
      'Upgrade',
      'Content-Length',
      'Transfer-Encoding',
    ];
    const set = hop.map((name) => [name, 'x'] as const);
    for (const guarded of [REQUEST_PROTECTED, RESPONSE_PROTECTED])
      expect(editFields('A: 1\r\n', { set, add: set, remove: [] }, () => undefined, guarded)).toBe('A: 1\r\n');
  });
});

describe('what a table says stays within the line where it belongs', () => {
  const stateOf = (changes: Partial<TableRoute>): RouteState => {
    const route = { ...fullRoute({ name: 'r', paths: [{ type: 'Prefix', value: '/' }] }, () => 1), ...changes };
    const stack = { namespace: 'default', name: 's', uid: 's', createdAt: 0 };
    const table = { stack, hash: '', quantumFrequency: '888', routes: [route] };
    return new RouteState(route, table, new RouteCounter(), (host, port) => new Endpoint(host, port, new Targets()));
  };
  const written = (change: Partial<NonNullable<TableRoute['requestHeaders']>>): string => {
    const { requestEdits } = stateOf({ requestHeaders: { set: {}, add: {}, remove: [], ...change } });
    return requestEdits === undefined ? '' : editFields('', requestEdits, () => undefined, new Set());
  };

  it('so a header name that is none is not written', () => {
    expect(written({ set: { 'A: 1\r\nB': '2', '': '3', 'C D': '4' }, add: { 'E\n': '5', F: '6' } })).toBe('F: 6\r\n');
  });

  it('and letters beyond Latin-1 arrive as UTF-8, not as line ends', () => {
    expect(written({ set: { A: 'x\u010d\u010aB: y' } })).toBe('A: x\xc4\x8d\xc4\x8aB: y\r\n');
    const { cors } = stateOf({
      cors: {
        allowOrigins: ['http://\u010a'],
        allowMethods: [],
        allowHeaders: [],
        exposeHeaders: [],
        maxAgeSeconds: 5,
        allowCredentials: false,
      },
    }).shapes;
    const edits = corsEdits(cors!, new RequestHead());
    expect(Object.fromEntries(edits.set)['Access-Control-Allow-Origin']).toBe('http://\xc4\x8a');
  });
});
