/**
 * What reading and checking a stack costs: CPU time of a whole process, Node's own start included, for a stack of 1,000 services in
 * half a megabyte (limit 1.5 s) and one of 20. Median of the runs. `node .ci/bench.mjs validate [runs]`
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { loadStacks } from '../../controller/spec/load.ts';

const LIMIT = 1.5;

const CASES: readonly { readonly services: number; readonly limit: number | undefined }[] = [
  { services: 0, limit: undefined },
  { services: 20, limit: undefined },
  { services: 1000, limit: LIMIT },
];

/** A stack as people write it: every service depends on the one before, and every tenth has a route. */
function stackOf(count: number): string {
  const indices = Array.from({ length: count }, (_, index) => index);
  const services = indices.map(
    (index) => `    - name: service-${index}
      critical: ${String(index % 7 === 0)}
      dependsOn: [${index === 0 ? '' : `{ name: service-${index - 1}, condition: Started }`}]
      process:
        command: [node, "server-${index}.js", --port, "{{port.http}}"]
        workingDir: services/service-${index}
        env:
          - name: PORT
            value: "{{port.http}}"
          - name: LEVEL
            value: \${LEVEL:-info}
          - name: GREETING_${index}
            value: some text that is different for each of them, ${index}
      ports:
        - name: http
          port: ${20_000 + index}
      probe:
        http:
          path: /health
          port: http
        intervalSeconds: 5
`,
  );
  const routes = indices
    .filter((index) => index % 10 === 0)
    .map(
      (index) => `    - name: route-${index}
      paths: [{ type: Prefix, value: /api/${index} }]
      backends: [{ service: service-${index}, port: http }]
`,
    );
  const head = 'apiVersion: qbtc.dev/v1alpha1\nkind: QbtcStack\nmetadata: { name: bench }\nspec:\n  suspend: false\n';
  return `${head}${count > 0 ? `  services:\n${services.join('')}  routes:\n${routes.join('')}` : ''}`;
}

/** In a process of its own: loads one stack and prints what the process has used so far, in seconds. */
function loadOnce(count: number): void {
  const text = stackOf(count);
  const { stacks, errors } = loadStacks({ files: [{ name: 'stack.yaml', text, folder: '/' }], variables: {} });
  if (stacks[0]?.spec.services.length !== count || errors.length > 0) throw new Error('the stack was not accepted');
  const { user, system } = process.cpuUsage();
  console.log((user + system) / 1e6);
}

async function cpuOf(count: number): Promise<number> {
  const child = spawn(process.execPath, [process.argv[1] ?? '', '--once', String(count)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`a run ended with ${String(code)}`);
  return Number(output);
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;

if (process.argv[2] === '--once') {
  loadOnce(Number(process.argv[3]));
} else {
  const runs = Number(process.argv[2] ?? 7);
  for (const { services, limit } of CASES) {
    const seconds: number[] = [];
    for (let run = 0; run < runs; run += 1) seconds.push(await cpuOf(services));
    const kilobytes = Math.round(stackOf(services).length / 1000);
    const verdict = limit === undefined ? '' : ` (limit ${limit} s)`;
    console.log(`${services} services, ${kilobytes} kB: ${median(seconds).toFixed(2)} s of CPU${verdict}`);
    if (limit !== undefined && !(median(seconds) < limit)) process.exitCode = 1;
  }
}
