import { isDeepStrictEqual } from 'node:util';
import { isRecord } from '../api/records.ts';
import { withDefaults } from './default.ts';
import type { Problem } from './diagnostic.ts';
import { formatPath, type Path, schemaAt } from './schema.ts';

/** A part of the resource that the controller does not act on yet: every value of it but the default. */
interface Unsupported {
  /** `*` stands for every item of a list. */
  readonly path: Path;
}

/** The one list of what is in the resource and not in the controller. What is listed is refused, so that nothing is ignored. */
const UNSUPPORTED: readonly Unsupported[] = [
  { path: ['spec', 'services', '*', 'kubernetes'] },
  { path: ['spec', 'services', '*', 'alternatives', '*', 'kubernetes'] },
  { path: ['spec', 'gateway', 'frontDoor', 'workers'] },
  { path: ['spec', 'gateway', 'frontDoor', 'tls'] },
];

/** Finds what the controller does not act on yet in a resource with its defaults. A default is never refused. */
export function unsupportedProblems(stack: unknown): Problem[] {
  return UNSUPPORTED.flatMap((entry) =>
    matches(stack, entry.path, [])
      .filter(({ value }) => isRefused(value, entry))
      .map(({ path }) => ({ path, message: `not supported yet: ${formatPath(path)}`, at: 'key' as const })),
  );
}

function matches(value: unknown, pattern: Path, path: Path): { path: Path; value: unknown }[] {
  const [key, ...rest] = pattern;
  if (key === undefined) return [{ path, value }];
  if (key === '*') {
    return Array.isArray(value) ? value.flatMap((item, index) => matches(item, rest, [...path, index])) : [];
  }
  return isRecord(value) && Object.hasOwn(value, key) ? matches(value[key], rest, [...path, key]) : [];
}

function isRefused(value: unknown, { path }: Unsupported): boolean {
  const schema = schemaAt(...path.map((key) => (key === '*' ? 0 : key)));
  return !('default' in schema) || !isDeepStrictEqual(value, withDefaults(schema.default, schema));
}
