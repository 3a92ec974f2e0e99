import type { RouteTable, TableGateway, TableRoute } from '../api/route-table.ts';
import { messageOf, QbtcError } from '../api/errors.ts';

/** Milliseconds for which parsing may hold up requests. */
const SLICE = 4;

const invalid = (message: string, cause?: unknown): QbtcError =>
  new QbtcError(`The route table cannot be read: ${message}`, { code: 'InvalidTable', disposition: 'terminal', cause });

function parseLine(line: string, number: number): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    throw invalid(`line ${number}: ${messageOf(error)}`, error);
  }
}

function isHeader(value: unknown): value is Omit<RouteTable, 'routes'> {
  if (
    typeof value !== 'object' ||
    value === null ||
    !('stack' in value) ||
    !('hash' in value) ||
    !('quantumFrequency' in value)
  )
    return false;
  const { stack, hash, quantumFrequency } = value;
  if (typeof stack !== 'object' || stack === null || !('uid' in stack) || !('createdAt' in stack)) return false;
  return (
    typeof stack.uid === 'string' &&
    typeof stack.createdAt === 'number' &&
    typeof hash === 'string' &&
    typeof quantumFrequency === 'string' &&
    (!('gateway' in value) || isGateway(value.gateway))
  );
}

const isGateway = (value: unknown): value is TableGateway =>
  typeof value === 'object' &&
  value !== null &&
  'host' in value &&
  'port' in value &&
  'failover' in value &&
  typeof value.failover === 'object' &&
  value.failover !== null &&
  'mode' in value.failover &&
  'switchLimit' in value.failover;

const isRoute = (value: unknown): value is TableRoute =>
  typeof value === 'object' &&
  value !== null &&
  'name' in value &&
  'paths' in value &&
  'backends' in value &&
  Array.isArray(value.paths);

/**
 * Reads a table: one line of JSON for everything but the routes, then one for each route, so that a large table can be read in
 * slices between requests. Throws a QbtcError `InvalidTable`.
 */
export async function parseTable(text: string): Promise<RouteTable> {
  const lines = text.split('\n').filter((line) => line !== '');
  const header = parseLine(lines[0] ?? '', 1);
  if (!isHeader(header)) throw invalid('line 1 is no table header');
  const routes: TableRoute[] = [];
  let end = performance.now() + SLICE;
  for (const [index, line] of lines.slice(1).entries()) {
    if (performance.now() > end) {
      await new Promise((resolve) => setImmediate(resolve));
      end = performance.now() + SLICE;
    }
    const route = parseLine(line, index + 2);
    if (!isRoute(route)) throw invalid(`line ${index + 2} is no route`);
    routes.push(route);
  }
  return { ...header, routes };
}
