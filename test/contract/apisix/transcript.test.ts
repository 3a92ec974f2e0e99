import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { transcript, type Exchange } from '../../fakes/apisix/recorded.ts';
import { differences } from './compare.ts';
import { portOf, Replay } from './replay.ts';
import { openTarget, type Target } from './target.ts';

/** Answers that are compared by their status and the beginning of their words alone, and why. */
const LOOSE: Readonly<Record<string, string>> = {
  'invalid: body not JSON': 'how cjson words it',
  'protos: bad content': 'how protoc.lua words it',
  'field: timeout partial': 'which of two missing fields is named first is up to Lua',
  'control: /v1/upstream/u4': 'what its balancer notes there once it was used',
  'global_rules: with name/desc/labels': 'which of three forbidden fields is named first is up to Lua',
};

/** What the record leaves out before a case. */
const BEFORE: Readonly<Record<string, (replay: Replay, target: Target) => Promise<void>>> = {
  'list: ?page=1&page_size=10': async (replay) => {
    await replay.keep('routes', ['bad', 'emptynodes', 'emptynodes2']);
    for (let number = 0; number < 25; number++)
      await replay.admin('PUT', `routes/p${number}`, {
        uri: `/page/${number}`,
        name: `${number % 2 === 1 ? 'odd' : 'even'}-${number}`,
        labels: { [`l${number % 3}`]: 'v' },
        upstream: { type: 'roundrobin', nodes: { '127.0.0.1:8081': 1 } },
      });
  },
  'upstreams: list': (replay) => replay.keep('upstreams', ['u1', 'u2', 'u3', 'u4', 'u6', 'u7', 'u9', 'u10', 'u11']),
  'etcd stopped (connection refused): GET list': async (replay, target) => {
    await replay.keep('routes');
    const upstream = { type: 'roundrobin', nodes: { '127.0.0.1:8081': 1 } };
    await replay.admin('PUT', 'routes/keep', { uri: '/keep', upstream });
    await replay.admin('PUT', 'upstreams/keepu', upstream);
    target.setStore?.('down');
  },
  'etcd back: GET list': async (replay, target) => {
    target.setStore?.('up');
    const upstream = { type: 'roundrobin', nodes: { '127.0.0.1:8081': 1 } };
    await replay.admin('PUT', 'routes/back', { uri: '/back', upstream });
  },
  'etcd frozen (SIGSTOP): GET one': (_, target) => {
    target.setStore?.('frozen');
    return Promise.resolve();
  },
  'etcd thawed: GET the route whose PUT had timed out': (_, target) => {
    target.setStore?.('up');
    return Promise.resolve();
  },
};

/** The fake has no data plane yet, so nothing is learned of nodes either. */
const isAsked = (exchange: Exchange): boolean =>
  portOf(exchange) !== undefined && !exchange.case.startsWith('control: /v1/healthcheck');
const needsStore = ({ case: name }: Exchange): boolean => name.startsWith('etcd ');
const kindThatIsEmpty = /^(\w+): list when empty$/;

describe('what a real APISIX answered', () => {
  let target: Target;
  let replay: Replay;
  beforeAll(async () => {
    target = await openTarget();
    replay = new Replay(target);
    for (const plural of ['routes', 'services', 'upstreams', 'consumers', 'global_rules', 'plugin_configs'])
      await replay.keep(plural);
  });
  afterAll(async () => {
    await target[Symbol.asyncDispose]();
  });

  it.each(transcript.filter(isAsked).map((exchange) => [exchange.case, exchange] as const))(
    '%s',
    async (name, exchange) => {
      const port = portOf(exchange)!;
      const isOutOfReach = needsStore(exchange) && !target.setStore;
      if (target.url(port) === undefined || isOutOfReach || (exchange.request.key === 'viewer' && !target.keys.viewer))
        return;
      const [, plural] = kindThatIsEmpty.exec(name) ?? [];
      if (plural !== undefined && !['plugins', 'credentials'].includes(plural)) await replay.keep(plural);
      await BEFORE[name]?.(replay, target);
      const answer = await replay.ask(exchange);
      const { status, body } = exchange.response;
      expect([name, answer.status]).toEqual([name, status]);
      if (LOOSE[name] !== undefined || status === 0 || isNote(body)) return;
      expect(differences(replay.recorded(body), answer.body ?? '')).toEqual([]);
      expect(answer.headers.get('x-digest') ?? undefined).toBe(exchange.response.headers?.['x-digest']);
    },
  );
});

/** Of some long answers only a note was kept. */
const isNote = (body: unknown): boolean => typeof body === 'object' && body !== null && 'note' in body;
