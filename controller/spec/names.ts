import { isRecord } from '../api/records.ts';
import type { QbtcStack } from '../api/generated/resource.ts';
import type { Schema } from '../api/schema.ts';
import type { Problem } from './diagnostic.ts';
import { childSchema, formatPath, type Path } from './schema.ts';

/** Finds items of map-like lists (`x-kubernetes-list-type: map`) whose keys occur twice: services, ports, variables, routes. */
export function duplicateProblems(value: unknown, schema: Schema | undefined, path: Path = []): Problem[] {
  if (Array.isArray(value)) {
    return [
      ...duplicatesIn(value, schema?.['x-kubernetes-list-map-keys']?.[0], path),
      ...value.flatMap((item, index) => duplicateProblems(item, childSchema(schema, index), [...path, index])),
    ];
  }
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([key, member]) =>
    duplicateProblems(member, childSchema(schema, key), [...path, key]),
  );
}

/** Finds routes that would take over the same one. */
export const adoptionProblems = ({ spec }: QbtcStack): Problem[] =>
  duplicatesIn(spec.routes, 'adoptId', ['spec', 'routes']);

function duplicatesIn(items: readonly unknown[], key: string | undefined, path: Path): Problem[] {
  if (key === undefined) return [];
  const first = new Map<unknown, number>();
  const problems: Problem[] = [];
  for (const [index, item] of items.entries()) {
    const name = isRecord(item) ? item[key] : undefined;
    if (name === undefined || name === '') continue;
    const earlier = first.get(name);
    if (earlier === undefined) first.set(name, index);
    else {
      const message = `${JSON.stringify(name)} is there twice; also at ${formatPath([...path, earlier])}`;
      problems.push({ path: [...path, index, key], message });
    }
  }
  return problems;
}
