import { expect, it } from '@jest/globals';
import type { Score } from '../../controller/api/generated/resource.ts';
import type { Report } from '../../controller/telemetry/report.ts';
import type { ScorePoint } from '../../controller/telemetry/score-history.ts';
import { createQbtc, type Qbtc } from '../support/qbtc.ts';
import { routed, stackFile, webService } from '../support/stacks.ts';
import { pidsOf, serviceOf } from '../support/views.ts';
import { waitFor } from '../support/wait.ts';

/** The value of one line of /metrics; undefined when there is none. */
async function valueOf(qbtc: Qbtc, series: string): Promise<number | undefined> {
  const { url } = (await qbtc.controller())!;
  const text = await (await fetch(`${url}/metrics`)).text();
  const line = text.split('\n').find((each) => each.startsWith(`${series} `));
  return line === undefined ? undefined : Number(line.slice(series.length));
}

it('the metrics count what clients asked and what had to be restarted, and go on when the front door begins anew', async () => {
  await using qbtc = await createQbtc();
  const [port, door] = [await qbtc.port(), await qbtc.port()];
  const gateway = { frontDoor: { port: door, quantumFrequency: '777' } };
  const spec = { services: [webService('web', port)], ...routed(door, 'web'), gateway };
  await qbtc.succeed(['up', '-f', await qbtc.file('web.yaml', stackFile('web', spec)), '--wait']);
  const ask = async (): Promise<number> => (await fetch(`http://127.0.0.1:${door}/`)).status;
  const served = 'qbtc_requests_total{stack="default/web",route="all",gateway="front-door",code="2xx"}';
  const restarts = 'qbtc_service_restarts_total{stack="default/web",service="web"}';
  const left = 'qbtc_service_restart_budget_left{stack="default/web",service="web"}';
  for (let count = 0; count < 5; count++) expect(await ask()).toBe(200);
  // The looks of the controller itself are not among them.
  expect(await valueOf(qbtc, served)).toBe(5);
  expect(await valueOf(qbtc, restarts)).toBe(0);
  expect(await valueOf(qbtc, 'qbtc_service_up{stack="default/web",service="web"}')).toBe(1);
  expect(await valueOf(qbtc, 'qbtc_probe_duration_seconds_count{stack="default/web",service="web"}')).toBeGreaterThan(
    0,
  );
  expect(await valueOf(qbtc, 'qbtc_reconcile_duration_seconds_count{stack="default/web"}')).toBeGreaterThan(0);
  const budget = (await valueOf(qbtc, left))!;

  const [pid = 0] = await pidsOf(qbtc, 'web', 'web');
  process.kill(pid, 'SIGKILL');
  await waitFor('the restart to be counted', async () => (await valueOf(qbtc, restarts)) === 1);
  expect(await valueOf(qbtc, left)).toBe(budget - 1);
  await waitFor('it to run again', async () => (await serviceOf(qbtc, 'web', 'web')).phase === 'Running');

  const frontDoor = (await qbtc.leftovers()).find((each) => each.startsWith('process') && each.includes('front-door'));
  process.kill(Number(/^process (\d+)/.exec(frontDoor!)![1]), 'SIGKILL');
  await waitFor('it to serve again', () =>
    ask().then(
      (status) => status === 200,
      () => false,
    ),
  );
  expect(await ask()).toBe(200);
  await waitFor('all of them to be counted', async () => (await valueOf(qbtc, served))! >= 7);

  const { stdout } = await qbtc.succeed(['report', 'web', '-o', 'json']);
  const report = JSON.parse(stdout) as Report;
  expect(report.service_metrics['default/web']?.web).toMatchObject({ phase: 'Running', up: true, restarts: 1 });
  expect(report.quantum_metrics).toMatchObject({ quantum_frequency: '777', services_responding: 1 });
  expect(report.quantum_metrics.total_requests_proxied).toBeGreaterThanOrEqual(7);
  const hour = report.performance_indicators['1h'];
  expect(hour.latency_seconds.p99).toBeGreaterThan(0);
  expect(hour.repairs).toBeGreaterThanOrEqual(1);
  expect(hour.availability).toBeLessThan(1);
  expect(report.system_metrics.memory?.total_bytes).toBeGreaterThan(0);
  expect((await qbtc.succeed(['report'])).stdout).toMatch(/^default\/web +web +Running +1\/1 +1/m);
  expect(await qbtc.run(['report', 'nobody'])).toMatchObject({ code: 1 });
  await qbtc.succeed(['down', 'web']);
  await qbtc.nothingLeft();
}, 90_000);

it('the score has a history that outlives the controller, and a line that shows it', async () => {
  await using qbtc = await createQbtc();
  const file = await qbtc.file('web.yaml', stackFile('web', { services: [webService('web', await qbtc.port())] }));
  await qbtc.succeed(['up', '-f', file, '--wait']);
  await waitFor('the score to be whole', async () => (await scoreOf(qbtc)).total === 100);
  const before = await historyOf(qbtc);
  expect(before.at(-1)).toMatchObject({ total: 100, grade: 'A' });
  expect((await qbtc.succeed(['score', 'web'])).stdout).toMatch(
    /^100\.0 of 100, grade A\n[▁▂▃▄▅▆▇█]{40} {2}\d+\.\d to 100\.0 in the last \d+ /,
  );
  expect(Object.keys(await scoreOf(qbtc))).toEqual(['total', 'grade', 'parts', 'losses']);

  process.kill((await qbtc.controller())!.pid, 'SIGTERM');
  await waitFor('it to end', async () => (await qbtc.controller()) === undefined);
  await qbtc.succeed(['up', '-f', file, '--wait']);
  expect((await historyOf(qbtc)).slice(0, before.length)).toEqual(before);
  await qbtc.succeed(['down', 'web']);
  await qbtc.nothingLeft();
}, 90_000);

const scoreOf = async (qbtc: Qbtc) => JSON.parse((await qbtc.succeed(['score', 'web', '-o', 'json'])).stdout) as Score;

async function historyOf(qbtc: Qbtc): Promise<readonly ScorePoint[]> {
  const { url, token } = (await qbtc.controller())!;
  const path = `${url}/api/v1/stacks/default/web/score/history`;
  expect((await fetch(path)).status).toBe(401);
  const answer = await fetch(path, { headers: { authorization: `Bearer ${token}` } });
  return ((await answer.json()) as { points: readonly ScorePoint[] }).points;
}
