import type { Condition, Operation, QbtcStack, ServicePort, ServiceStatus } from '../api/generated/resource.ts';
import { readyCondition } from '../status/readiness.ts';
import { columnsOf, cutToColumns, oneLine } from './columns.ts';
import { paint, table } from './report.ts';

const MARKS: Readonly<Record<string, readonly [Parameters<typeof paint>[0], string]>> = {
  Running: ['green', '✔'],
  Completed: ['green', '✔'],
  Stopped: ['dim', '■'],
  Skipped: ['yellow', '-'],
  Unhealthy: ['red', '✘'],
  Backoff: ['yellow', '!'],
  Quarantined: ['red', '✘'],
  Blocked: ['red', '✘'],
  Failed: ['red', '✘'],
};

/**
 * Shows how services get on: on a terminal as a block that is drawn over itself, elsewhere as one line a change.
 */
export class Progress {
  readonly #out: NodeJS.WriteStream;
  readonly #several: boolean;
  readonly #seen = new Map<string, string>();
  /** How many columns each line of the block takes. */
  #drawn: readonly number[] = [];

  /** @param several whether services of several stacks have to be told apart */
  constructor(out: NodeJS.WriteStream, several: boolean) {
    this.#out = out;
    this.#several = several;
  }

  update(stacks: readonly QbtcStack[]): void {
    const services = stacks.flatMap(({ metadata, status }) =>
      (status?.services ?? []).map((service) => {
        return this.#several ? { ...service, name: `${metadata.name}/${service.name}` } : service;
      }),
    );
    const operations = stacks.flatMap(({ status }) => measured(status?.operations));
    if (this.#out.isTTY) this.#draw(services, operations);
    else this.#log(services);
  }

  /** Leaves what was drawn standing. */
  end(): void {
    this.#drawn = [];
  }

  #draw(services: readonly ServiceStatus[], operations: readonly Operation[]): void {
    // A terminal that does not know its size says 0.
    const width = this.#out.columns || 80;
    const height = Math.max(1, (this.#out.rows || 24) - 2);
    const shown = services.slice(0, services.length > height ? height - 1 : height);
    const lines = shown.map((service): Line => {
      const [style, mark] = MARKS[service.phase] ?? ['cyan', '…'];
      return { style, mark, text: cutToColumns(lineOf(service), width - 2) };
    });
    const room = height - shown.length;
    for (const { target, message = '' } of operations.slice(0, Math.max(0, room)))
      lines.push({ style: 'cyan', mark: '…', text: cutToColumns(oneLine(`${target}: ${message}`), width - 2) });
    const omitted = services.length - shown.length;
    if (omitted > 0) lines.push({ style: 'dim', mark: '…', text: cutToColumns(`and ${omitted} more`, width - 2) });
    // A terminal that has become narrower since has wrapped the lines that no longer fit.
    const up = this.#drawn.reduce((rows, columns) => rows + Math.ceil(columns / width), 0);
    const block = lines.map(({ style, mark, text }) => `${paint(style, mark, this.#out)} ${text}\n`).join('');
    this.#out.write(`${up > 0 ? `\u001b[${up}A\r\u001b[J` : ''}${block}`);
    this.#drawn = lines.map(({ text }) => 2 + columnsOf(text));
  }

  #log(services: readonly ServiceStatus[]): void {
    for (const service of services) {
      const line = lineOf(service);
      if (this.#seen.get(service.name) === line) continue;
      this.#seen.set(service.name, line);
      this.#out.write(`${line}\n`);
    }
  }
}

/** Operations that tell how far they are, such as pulls. */
const measured = (operations: readonly Operation[] = []): Operation[] =>
  operations.filter(({ message }) => message !== undefined);

/** A mark of one column, a space, and a text. */
interface Line {
  readonly style: Parameters<typeof paint>[0];
  readonly mark: string;
  readonly text: string;
}

function lineOf({ name, phase, ready, desired, message }: ServiceStatus): string {
  const replicas = desired > 1 ? ` ${ready}/${desired}` : '';
  return oneLine(`${name}: ${phase}${replicas}${message ? ` (${message})` : ''}`);
}

/** What the condition Healing says when it has something to say. */
const TELLING: ReadonlySet<string> = new Set(['Healing', 'InTrouble', 'Observing']);

/** The services of a stack and the addresses of its routes, as `up` and `status` show them. */
export function overview(stack: QbtcStack): string {
  const { status, metadata, spec } = stack;
  const ready = readyCondition(status);
  const state = ready ? verdictOf(ready) : 'not looked at yet';
  const score = status?.score ? `, score ${status.score.total.toFixed(1)} (${status.score.grade})` : '';
  const sections = [`${metadata.namespace}/${metadata.name}: ${state}${score}`];
  const { strategy, strategyReasons = [] } = status ?? {};
  if (strategyReasons.length > 0) sections.push([`strategy ${strategy ?? ''}:`, ...strategyReasons].join('\n  '));
  const layers = (status?.activation ?? []).map(({ layer, active }) => `${layer} ${active}`);
  if (layers.length > 0) sections.push(`activation: ${layers.join(', ')}`);
  const healing = status?.conditions?.find(({ type }) => type === 'Healing');
  if (healing && TELLING.has(healing.reason)) sections.push(`healing: ${healing.message}`);
  const services = status?.services ?? [];
  const published = new Map(spec.services.map(({ name, ports }) => [name, publishedOf(ports)]));
  if (services.length > 0) {
    const rows = services.map((service) => [
      service.name,
      service.phase,
      service.phase === 'Completed' ? '-' : `${service.ready}/${service.desired}`,
      String(service.restarts ?? 0),
      addressesOf(service, published.get(service.name) ?? {}),
      service.message ?? '',
    ]);
    sections.push(table([['SERVICE', 'STATE', 'READY', 'RESTARTS', 'ADDRESS', 'MESSAGE'], ...rows]));
    if (status?.omittedServices) sections.push(`… and ${status.omittedServices} more`);
  }
  const operations = measured(status?.operations);
  if (operations.length > 0) {
    const rows = operations.map(({ target, message = '' }) => [target, message]);
    sections.push(table([['UNDER WAY', 'PROGRESS'], ...rows]));
  }
  const gateway = spec.gateway.apisix && status?.gateway;
  if (gateway) {
    const { active, mode = '', address = '', message = '' } = gateway;
    const way = active === 'Apisix' ? 'through APISIX' : active === 'FrontDoor' ? 'past APISIX' : 'none';
    sections.push(
      table([
        ['GATEWAY', 'MODE', 'ADDRESS', 'MESSAGE'],
        [way, mode, address, message],
      ]),
    );
  }
  const routes = status?.routes ?? [];
  if (routes.length > 0) {
    const rows = routes.map(({ name, state: routeState, address, message }) => [
      name,
      routeState,
      address ?? '',
      message ?? '',
    ]);
    sections.push(table([['ROUTE', 'STATE', 'ADDRESS', 'MESSAGE'], ...rows]));
    if (status?.omittedRoutes) sections.push(`… and ${status.omittedRoutes} more`);
  }
  return sections.join('\n\n');
}

const verdictOf = ({ status, reason, message }: Condition): string =>
  status === 'True' ? 'Ready' : `not Ready: ${reason}: ${message}`;

/** Where ports are published on this host, which is where people look for them. */
const publishedOf = (ports: readonly ServicePort[]): Record<string, string> =>
  Object.fromEntries(
    ports.flatMap(({ name, hostAddress, hostPort }) =>
      hostPort === undefined ? [] : [[name, `${hostAddress}:${hostPort}`]],
    ),
  );

const addressesOf = (service: ServiceStatus, published: Readonly<Record<string, string>>): string =>
  [
    ...new Set(
      (service.instances ?? []).flatMap(({ addresses, state }) =>
        state === 'Exited' ? [] : Object.values({ ...addresses, ...published }),
      ),
    ),
  ].join(' ');
