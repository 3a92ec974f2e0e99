import type { Fresh } from '../telemetry/freshness.ts';
import type { Indicators } from '../telemetry/indicators.ts';
import type { Report } from '../telemetry/report.ts';
import { keyOfStack, pickStack, requireController } from './connect.ts';
import { stateDirectory } from './paths.ts';
import { emit, table, type OutputOptions } from './report.ts';

/** `qbtc report`: how the machine and the stacks do, all of them or one. */
export async function machineReport(name: string | undefined, options: OutputOptions): Promise<number> {
  const client = await requireController(stateDirectory());
  const key = name === undefined ? undefined : keyOfStack(await pickStack(client, name));
  const report = await client.report(key);
  client.close();
  await emit(options.output, report, () => render(report));
  return 0;
}

const render = (report: Report): string =>
  [machine(report), services(report), requests(report), indicators(report)].join('\n\n');

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

function bytes(count: number): string {
  const power = Math.min(UNITS.length - 1, Math.floor(Math.log2(Math.max(1, count)) / 10));
  return `${(count / 1024 ** power).toFixed(power === 0 ? 0 : 1)} ${UNITS[power] ?? ''}`;
}

const UNKNOWN = '?';

function machine({ timestamp, system_metrics: system }: Report): string {
  const { cpu, memory, load, disks, network, problems } = system;
  const why = (part: string): string => `${UNKNOWN} (${problems[part] ?? 'not known'})`;
  return table([
    ['MACHINE', timestamp],
    ['cpu', cpu ? `${cpu.used_percent} % of ${cpu.cores} cores` : why('cpu')],
    [
      'load',
      Object.values(load)
        .map((each) => each.toFixed(2))
        .join(' '),
    ],
    ['memory', memory ? `${memory.used_percent} % of ${bytes(memory.total_bytes)}` : why('memory')],
    ...(disks ?? []).map((disk) => [
      `disk ${disk.mount}`,
      `${disk.used_percent} % of ${bytes(disk.size_bytes)}, ${bytes(disk.available_bytes)} available`,
    ]),
    ...(disks ? [] : [['disks', why('disks')]]),
    [
      'network',
      network
        ? `${network.interface}: ${bytes(network.received_bytes_per_second)}/s in, ${bytes(network.sent_bytes_per_second)}/s out`
        : why('network'),
    ],
  ]);
}

const seconds = (value: number | null): string => {
  if (value === null) return '-';
  return value < 1 ? `${(value * 1000).toFixed(1)} ms` : `${value.toFixed(1)} s`;
};
const ratio = (value: number | null): string => (value === null ? '-' : `${(value * 100).toFixed(2)} %`);

function services({ service_metrics: stacks }: Report): string {
  const rows = Object.entries(stacks).flatMap(([stack, found]) =>
    Object.entries(found).map(([name, service]) => [
      stack,
      name,
      service.phase,
      `${service.replicas_ready}/${service.replicas}`,
      String(service.restarts),
      service.quarantined ? 'none: quarantined' : String(service.restart_budget_left),
      seconds(service.probe_latency_seconds.p50),
      seconds(service.probe_latency_seconds.p99),
      String(service.probes_failed),
    ]),
  );
  const heading = ['STACK', 'SERVICE', 'STATE', 'READY', 'RESTARTS', 'LEFT', 'PROBE P50', 'P99', 'FAILED'];
  return table([heading, ...rows]);
}

function requests({ quantum_metrics: quantum, freshness }: Report): string {
  const tell = <T>(value: T | null, known: Pick<Fresh<T>, 'age_seconds' | 'reason'>, show: (value: T) => string) => {
    if (value !== null) return show(value);
    const { age_seconds: age, reason = '' } = known;
    return `${UNKNOWN} (${reason}${age === null ? '' : `; known ${Math.round(age)} s ago`})`;
  };
  const number = (key: 'services_responding' | 'total_requests_proxied' | 'redis_keys'): string =>
    tell(quantum[key], freshness[key], String);
  return table([
    ['QUANTUM', quantum.quantum_frequency ?? '(the stacks differ)'],
    ['services that respond', number('services_responding')],
    ['requests proxied', number('total_requests_proxied')],
    ['keys in Redis', number('redis_keys')],
    [
      'queues in RabbitMQ',
      tell(quantum.rabbitmq_queues, freshness.rabbitmq_queues, (queues) => {
        const waiting = queues.reduce((sum, { messages }) => sum + messages, 0);
        return `${queues.length}, ${waiting} messages wait`;
      }),
    ],
  ]);
}

function indicators({ performance_indicators: { '5m': recent, '1h': hour } }: Report): string {
  const row = (name: string, found: Indicators): string[] => [
    name,
    seconds(found.latency_seconds.p50),
    seconds(found.latency_seconds.p95),
    seconds(found.latency_seconds.p99),
    `${ratio(found.error_rate)} of ${found.requests}`,
    ratio(found.availability),
    seconds(found.mttr_seconds),
  ];
  const heading = ['LAST', 'PROBES P50', 'P95', 'P99', 'ERRORS', 'AVAILABILITY', 'MTTR'];
  return table([heading, row('5 min', recent), row('1 h', hour)]);
}
