import { execFile } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { requireComponent } from '../support/components.ts';
import { ALERTS, expressions, readAlerts } from '../support/monitoring-manifests.ts';
import { freePort } from '../support/ports.ts';
import { labelsIn, parseQuery } from '../support/promql.ts';
import { createQbtc, type Qbtc } from '../support/qbtc.ts';
import { startServer, temporaryFolder, type RealServer } from '../support/real-server.ts';
import { startRedis, type RedisServer } from '../support/servers.ts';
import { routed, stackFile, webService } from '../support/stacks.ts';
import { describeWith } from '../support/suites.ts';
import { pidsOf } from '../support/views.ts';
import { waitFor } from '../support/wait.ts';

const run = promisify(execFile);

/** Labels that Prometheus adds to everything that it reads. */
const ADDED = ['job', 'instance'];
/** What Prometheus says of what it reads. */
const OWN = new Map([['up', new Set(ADDED)]]);

describeWith('redis', 'the alert rules and the dashboard', () => {
  let qbtc: Qbtc;
  let redis: RedisServer;
  let broker: Server;
  let url: string;
  const metrics = async (): Promise<string> => (await fetch(`${url}/metrics`)).text();

  /** A stack that does well after something broke, with sources; and one whose APISIX is not there. */
  beforeAll(async () => {
    qbtc = await createQbtc();
    redis = await startRedis();
    broker = createServer((request, response) => {
      const isQueues = request.url?.startsWith('/api/queues') ?? false;
      const queues = [{ name: 'orders', messages: 2, consumers: 1 }];
      response.end(JSON.stringify(isQueues ? queues : { object_totals: { connections: 1 } }));
    });
    await new Promise<void>((listening) => broker.listen(0, '127.0.0.1', listening));
    const { port: management } = broker.address() as { port: number };
    const [door, web, other, gone] = await Promise.all([qbtc.port(), qbtc.port(), qbtc.port(), freePort()]);
    const redisProbe = { username: 'default', password: { valueFrom: { env: 'REDIS_PASSWORD' } } };
    const shop = stackFile('shop', {
      services: [
        webService('web', web),
        {
          ...{ name: 'cache', external: { host: redis.host }, ports: [{ name: 'redis', port: redis.port }] },
          probe: { redis: redisProbe },
        },
        { name: 'broker', external: { host: '127.0.0.1' }, ports: [{ name: 'management', port: management }] },
      ],
      ...routed(door, 'web'),
      monitoring: { intervalSeconds: 1, redis: [{ service: 'cache' }], rabbitmq: [{ service: 'broker' }] },
    });
    const apisix = {
      adminUrl: `http://127.0.0.1:${gone}`,
      gatewayUrl: `http://127.0.0.1:${gone}`,
      adminKey: { valueFrom: { env: 'ADMIN_KEY' } },
    };
    const { routes, gateway } = routed(door, 'lost');
    const lost = stackFile('lost', {
      services: [webService('lost', other)],
      routes: routes.map((route) => ({ ...route, hosts: ['lost.test'] })),
      gateway: { ...gateway, apisix },
    });
    const env = { REDIS_PASSWORD: redis.password, ADMIN_KEY: 'planted-admin-key' };
    await qbtc.succeed(['up', '-f', await qbtc.file('shop.yaml', shop), '--wait'], { env });
    await qbtc.succeed(['up', '-f', await qbtc.file('lost.yaml', lost), '--detach'], { env });
    url = (await qbtc.controller())!.url;
    await waitFor('both stacks and their routes to be told', async () => {
      const text = await metrics();
      return ['shop', 'lost'].every((name) => text.includes(`qbtc_requests_total{stack="default/${name}"`));
    });
    const [pid = 0] = await pidsOf(qbtc, 'shop', 'web');
    process.kill(pid, 'SIGKILL');
    await waitFor('a repair to be told', async () => (await metrics()).includes('qbtc_stack_mttr_seconds{'));
    await waitFor('the sources to be read', async () => (await metrics()).includes('qbtc_rabbitmq_queue_messages{'));
  }, 90_000);
  afterAll(async () => {
    await qbtc[Symbol.asyncDispose]();
    await redis[Symbol.asyncDispose]();
    broker.closeAllConnections();
    broker.close();
  });

  it('ask only for metrics and labels that a controller has', async () => {
    const there = new Map([...labelsIn(await metrics()), ...OWN]);
    const all = await expressions();
    expect(all.length).toBeGreaterThan(40);
    const missing = all.flatMap(({ at, expr, told }) => {
      const query = parseQuery(expr);
      expect({ at, metrics: query.metrics.size }).not.toEqual({ at, metrics: 0 });
      const labels = new Set([...query.metrics].flatMap((name) => [...(there.get(name) ?? []), ...ADDED]));
      return [
        ...[...query.metrics].filter((name) => !there.has(name)),
        ...query.matched.filter(({ metric, label }) => !there.get(metric)?.has(label)),
        ...[...query.grouped, ...told].filter((label) => !labels.has(label)),
      ].map((problem) => ({ at, problem }));
    });
    expect(missing).toEqual([]);
  });

  it('leave out no metric but one: what is told is looked at somewhere', async () => {
    const asked = new Set((await expressions()).flatMap(({ expr }) => [...parseQuery(expr).metrics]));
    const bases = new Set([...asked].map((name) => name.replace(/_(?:bucket|count|sum)$/, '')));
    const told = [...(await metrics()).matchAll(/^# TYPE (\w+) /gm)].map(([, name = '']) => name);
    expect(told.filter((name) => !bases.has(name))).toEqual(['qbtc_discovered_services']);
  });

  it('and the documentation leave out no metric, and the documentation has none that there is not', async () => {
    const page = await readFile(join(import.meta.dirname, '../../docs/monitoring.md'), 'utf8');
    const told = new Set([...(await metrics()).matchAll(/^# TYPE (\w+) /gm)].map(([, name = '']) => name));
    expect(new Set(page.match(/\bqbtc_\w+/g))).toEqual(told);
  });

  it('find metrics that are named as Prometheus wants it, each with its help and with no secret (I22)', async () => {
    const text = await metrics();
    for (const [, name = '', type] of text.matchAll(/^# TYPE (\w+) (\w+)$/gm)) {
      expect({ name, isTotal: name.endsWith('_total') }).toEqual({ name, isTotal: type === 'counter' });
      expect(text).toMatch(new RegExp(`^# HELP ${name} \\S.*\\.$`, 'm'));
    }
    expect(text).not.toContain(redis.password);
    expect(text).not.toContain('planted-admin-key');
  });

  describeWith('prometheus', 'in Prometheus', () => {
    let folder: string;
    let prometheus: RealServer;
    const tool = async (...args: string[]) =>
      run(join(dirname(requireComponent('prometheus')), 'promtool'), args).catch((error: unknown) => {
        const { stdout, stderr } = error as { stdout: string; stderr: string };
        throw new Error(`${stdout}\n${stderr}`);
      });
    const ask = async (path: string): Promise<unknown> => {
      const answer = await fetch(`http://127.0.0.1:${prometheus.port}/api/v1/${path}`);
      const { status, error, data } = (await answer.json()) as { status: string; error?: string; data: unknown };
      if (status !== 'success') throw new Error(`${path}: ${error ?? status}`);
      return data;
    };
    const resultOf = async (expr: string): Promise<unknown[]> =>
      ((await ask(`query?query=${encodeURIComponent(expr)}`)) as { result: unknown[] }).result;

    beforeAll(async () => {
      folder = await temporaryFolder('prometheus');
      const port = await freePort();
      // What holds for minutes in a controller of somebody's is seen at once here.
      await writeFile(join(folder, 'alerts.yaml'), (await readFile(ALERTS, 'utf8')).replaceAll(/^ +for: .*\n/gm, ''));
      const configuration = {
        global: { scrape_interval: '1s', evaluation_interval: '1s' },
        rule_files: ['alerts.yaml'],
        scrape_configs: [{ job_name: 'qbtc', static_configs: [{ targets: [new URL(url).host] }] }],
      };
      await writeFile(join(folder, 'prometheus.yml'), JSON.stringify(configuration));
      prometheus = await startServer({
        argv: [
          requireComponent('prometheus'),
          `--config.file=${join(folder, 'prometheus.yml')}`,
          `--storage.tsdb.path=${join(folder, 'data')}`,
          `--web.listen-address=127.0.0.1:${port}`,
        ],
        port,
        folder,
        stopSignal: 'SIGTERM',
        ready: async () => (await fetch(`http://127.0.0.1:${port}/-/ready`)).ok,
      });
      await waitFor('rates to be known', async () => (await resultOf('rate(qbtc_requests_total[5m])')).length > 0);
    }, 60_000);
    afterAll(async () => {
      await prometheus[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    });

    it('are rules that its own tool accepts', async () => {
      expect((await tool('check', 'rules', ALERTS)).stdout).toContain('SUCCESS');
    });

    it('are answered by it, with data wherever nothing has to be wrong for that', async () => {
      const empty: string[] = [];
      for (const { at, expr } of await expressions()) {
        const isAlarm = at.startsWith('alert') || expr.includes(' == ');
        if ((await resultOf(expr)).length === 0 && !isAlarm) empty.push(at);
      }
      expect(empty).toEqual([]);
    });

    it('tell of what is wrong, and of nothing else', async () => {
      const firing = async (): Promise<string[]> => {
        const { alerts } = (await ask('alerts')) as {
          alerts: { labels: { alertname: string; stack?: string }; state: string }[];
        };
        const found = alerts.filter(({ state }) => state === 'firing');
        return [...new Set(found.map(({ labels: { alertname, stack = '' } }) => `${alertname} ${stack}`))].sort();
      };
      // It was killed to see it repaired.
      const isRight = (each: string): boolean =>
        each.endsWith('default/lost') || each === 'QbtcAvailabilityLow default/shop';
      const wanted = ['QbtcFailoverActive default/lost', 'QbtcStackNotReady default/lost'];
      await waitFor('these alerts and no others', async () => {
        const found = await firing();
        return wanted.every((each) => found.includes(each)) && found.every(isRight);
      });
      const { groups } = (await ask('rules')) as { groups: { rules: { name: string; health: string }[] }[] };
      const rules = groups.flatMap((group) => group.rules);
      expect(rules.filter(({ health }) => health !== 'ok')).toEqual([]);
      expect(rules.map(({ name }) => name).sort()).toEqual(
        (await readAlerts()).groups.flatMap((group) => group.rules.map(({ alert }) => alert)).sort(),
      );
    });

    it('each find what they are for, and leave alone what is well', async () => {
      const file = join(folder, 'tests.json');
      const tests = await ruleTests();
      await writeFile(file, JSON.stringify({ rule_files: [], evaluation_interval: '1m', tests }));
      expect((await tool('test', 'rules', file)).stdout).toContain('SUCCESS');
    });
  });
});

/** Series that call for an alert, series that do not, and what the alert's expression gives then. */
const CASES: Readonly<Record<string, { series: Record<string, string>; found: string; value: number }>> = {
  QbtcControllerDown: { series: { 'up{job="qbtc"}': '0x20' }, found: 'up{job="qbtc"}', value: 0 },
  QbtcReconcileErrors: {
    series: { 'qbtc_reconcile_errors_total{stack="a"}': '0+1x20', 'qbtc_reconcile_errors_total{stack="b"}': '7x20' },
    found: '{stack="a"}',
    value: 5,
  },
  QbtcReconcileSlow: {
    series: {
      'qbtc_reconcile_duration_seconds_bucket{stack="a",le="5"}': '0x20',
      'qbtc_reconcile_duration_seconds_bucket{stack="a",le="10"}': '0+2x20',
      'qbtc_reconcile_duration_seconds_bucket{stack="a",le="+Inf"}': '0+2x20',
      'qbtc_reconcile_duration_seconds_bucket{stack="b",le="5"}': '0+2x20',
      'qbtc_reconcile_duration_seconds_bucket{stack="b",le="+Inf"}': '0+2x20',
    },
    found: '{stack="a"}',
    value: 9.75,
  },
  QbtcQueueDeep: {
    series: { 'qbtc_queue_depth{instance="a"}': '9x20', 'qbtc_queue_depth{instance="b"}': '8x20' },
    found: 'qbtc_queue_depth{instance="a"}',
    value: 9,
  },
  QbtcStackNotReady: {
    series: { 'qbtc_stack_ready{stack="a"}': '0x20', 'qbtc_stack_ready{stack="b"}': '1x20' },
    found: 'qbtc_stack_ready{stack="a"}',
    value: 0,
  },
  QbtcScoreUnderTarget: {
    series: {
      'qbtc_stack_score{stack="a"}': '79x20',
      'qbtc_stack_score_target{stack="a"}': '80x20',
      'qbtc_stack_score{stack="b"}': '79x20',
      'qbtc_stack_score_target{stack="b"}': '70x20',
    },
    found: 'qbtc_stack_score{stack="a"}',
    value: 79,
  },
  QbtcAvailabilityLow: {
    series: {
      'qbtc_stack_availability_ratio{stack="a",window="1h"}': '0.5x20',
      'qbtc_stack_availability_ratio{stack="a",window="5m"}': '0.5x20',
      'qbtc_stack_availability_ratio{stack="b",window="1h"}': '1x20',
    },
    found: 'qbtc_stack_availability_ratio{stack="a",window="1h"}',
    value: 0.5,
  },
  QbtcServiceDown: {
    series: { 'qbtc_service_up{stack="a",service="x"}': '0x20', 'qbtc_service_up{stack="a",service="y"}': '1x20' },
    found: 'qbtc_service_up{stack="a",service="x"}',
    value: 0,
  },
  QbtcServiceQuarantined: {
    series: {
      'qbtc_service_quarantined{stack="a",service="x"}': '1x20',
      'qbtc_service_quarantined{stack="a",service="y"}': '0x20',
    },
    found: 'qbtc_service_quarantined{stack="a",service="x"}',
    value: 1,
  },
  QbtcRestartBudgetSpent: {
    series: {
      'qbtc_service_restart_budget_left{stack="a",service="x"}': '0x20',
      'qbtc_service_quarantined{stack="a",service="x"}': '0x20',
      'qbtc_service_restart_budget_left{stack="a",service="y"}': '0x20',
      'qbtc_service_quarantined{stack="a",service="y"}': '1x20',
      'qbtc_service_restart_budget_left{stack="a",service="z"}': '1x20',
      'qbtc_service_quarantined{stack="a",service="z"}': '0x20',
    },
    found: 'qbtc_service_restart_budget_left{stack="a",service="x"}',
    value: 0,
  },
  QbtcFailoverActive: {
    series: { 'qbtc_fallback_active{stack="a"}': '1x20', 'qbtc_fallback_active{stack="b"}': '0x20' },
    found: 'qbtc_fallback_active{stack="a"}',
    value: 1,
  },
  QbtcFailoverOften: {
    series: { 'qbtc_failovers_total{stack="a"}': '0+1x200', 'qbtc_failovers_total{stack="b"}': '0x200' },
    found: '{stack="a"}',
    value: 60,
  },
  QbtcManyErrors: {
    series: {
      'qbtc_requests_total{stack="a",route="x",gateway="front-door",code="2xx"}': '0+1x20',
      'qbtc_requests_total{stack="a",route="x",gateway="apisix",code="5xx"}': '0+1x20',
      'qbtc_requests_total{stack="a",route="y",gateway="front-door",code="2xx"}': '0+99x20',
      'qbtc_requests_total{stack="a",route="y",gateway="front-door",code="5xx"}': '0+1x20',
    },
    found: '{stack="a",route="x"}',
    value: 0.5,
  },
  QbtcRouteNotProgrammed: {
    series: {
      'qbtc_route_state{stack="a",route="x",state="Degraded"}': '1x20',
      'qbtc_route_state{stack="a",route="y",state="Programmed"}': '1x20',
    },
    found: 'qbtc_route_state{stack="a",route="x",state="Degraded"}',
    value: 1,
  },
  QbtcMonitoringSourceStale: {
    series: {
      'qbtc_monitoring_source_up{stack="a",source="redis/x"}': '0x20',
      'qbtc_monitoring_source_up{stack="a",source="redis/y"}': '1x20',
    },
    found: 'qbtc_monitoring_source_up{stack="a",source="redis/x"}',
    value: 0,
  },
};

/** One test of promtool for each alert; an alert without a case fails. */
async function ruleTests(): Promise<unknown[]> {
  const { groups } = await readAlerts();
  return groups.flatMap(({ rules }) =>
    rules.map(({ alert, expr }) => {
      const given = CASES[alert];
      if (!given) throw new Error(`nothing is known of ${alert}`);
      const { series, found, value } = given;
      // An hour's increase needs an hour.
      const eval_time = alert === 'QbtcFailoverOften' ? '100m' : '15m';
      return {
        interval: '1m',
        input_series: Object.entries(series).map(([name, values]) => ({ series: name, values })),
        promql_expr_test: [{ expr, eval_time, exp_samples: [{ labels: found, value }] }],
      };
    }),
  );
}
