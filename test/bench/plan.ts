/**
 * What deciding costs: one plan for 1,000 services, with nothing there yet (cold) and with everything as desired (steady). Median of
 * the runs, in one process; limit 50 ms. `node .ci/bench.mjs plan [runs]`
 */
import { EMPTY_MEMORY, type Memory } from '../../controller/api/memory.ts';
import { known } from '../../controller/api/observation.ts';
import type { Desired, Observed } from '../../controller/api/plan.ts';
import { plan } from '../../controller/plan/plan.ts';
import { BUILD, desiredFrom, emptyWorld, frontDoorWith, instanceOf, NOW } from '../support/world.ts';

const SERVICES = 1000;
/** Milliseconds. */
const LIMIT = 50;

/** Every service depends on another, every tenth has a route, every fifth is told the address of another. */
function stack(): Desired {
  const indices = Array.from({ length: SERVICES }, (_, index) => index);
  const services = indices.map((index) => {
    const address = index % 5 === 4 ? `, '{{service.s${index - 1}.http.address}}'` : '';
    const dependency = index % 10 === 0 ? '' : `{name: s${index - 1}, condition: Healthy}`;
    return `
  - name: s${index}
    process: {command: [serve, '{{port.http}}'${address}], env: [{name: LEVEL, value: info}]}
    ports: [{name: http, port: ${10_000 + index}, range: "30000-39999"}]
    probe: {http: {path: /health}}
    dependsOn: [${dependency}]`;
  });
  const routes = indices
    .filter((index) => index % 10 === 0)
    .map(
      (index) =>
        `\n  - {name: r${index}, paths: [{type: Prefix, value: /s${index}}], backends: [{service: s${index}, port: http}]}`,
    );
  return desiredFrom(`services:${services.join('')}\nroutes:${routes.join('')}\n`);
}

/** The machine on which everything that is wanted runs and is healthy, and what the planner remembers of it. */
function settled(desired: Desired): { observed: Observed; memory: Memory } {
  const revisions = plan(desired, emptyWorld(), EMPTY_MEMORY, NOW, BUILD).plan.services.map(({ revision }) => revision);
  const instances = desired.spec.services.map((service, index) => instanceOf(service, revisions[index] ?? ''));
  const probes = Object.fromEntries(
    instances.map(({ id }) => [id, { health: 'Healthy' as const, lastResult: undefined }]),
  );
  const listening = instances.flatMap(({ addresses }) => Object.values(addresses));
  const world = { instances: { process: known(instances) }, probes, listening: known(listening) };
  const { plan: first, memory } = plan(desired, emptyWorld(world), EMPTY_MEMORY, NOW, BUILD);
  const frontDoors = frontDoorWith({ [desired.stack.uid]: first.table?.hash ?? '' });
  return { observed: emptyWorld({ ...world, frontDoors }), memory };
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;

const runs = Number(process.argv[2] ?? 25);
const desired = stack();
const steady = settled(desired);
const cases = [
  { name: 'cold', observed: emptyWorld(), memory: EMPTY_MEMORY, actions: SERVICES / 10 },
  { name: 'steady', ...steady, actions: 0 },
];
for (const { name, observed, memory, actions } of cases) {
  const times: number[] = [];
  for (let run = 0; run < runs; run++) {
    const begun = performance.now();
    const result = plan(desired, observed, memory, NOW, BUILD);
    times.push(performance.now() - begun);
    const starts = result.plan.actions.filter(({ type }) => type === 'StartInstance').length;
    if (starts !== actions) throw new Error(`${name}: ${starts} services are started, not ${actions}`);
  }
  const [first = NaN] = times;
  console.log(
    `${SERVICES} services, ${name}: ${median(times).toFixed(1)} ms (first ${first.toFixed(1)} ms, limit ${LIMIT} ms)`,
  );
  if (!(median(times) < LIMIT)) process.exitCode = 1;
}
