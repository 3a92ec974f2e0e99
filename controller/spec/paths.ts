import type { QbtcStack, RoutePath } from '../api/generated/resource.ts';
import { compilePath } from '../routing/pattern.ts';
import type { Problem } from './diagnostic.ts';

/** Warns of paths that match something else than their text, in APISIX and so in the front door. */
export function pathWarnings({ spec }: QbtcStack): Problem[] {
  return spec.routes.flatMap(({ paths }, route) =>
    paths.flatMap((path, index) =>
      meanings(path).map((message) => ({ path: ['spec', 'routes', route, 'paths', index, 'value'], message })),
    ),
  );
}

function meanings(path: RoutePath): string[] {
  const star = path.value.includes('*');
  const parameter = path.value.includes('/:');
  if (star || parameter) {
    return [
      ...(star ? ['* is a wildcard: it stands for any characters, as in APISIX'] : []),
      ...(parameter ? ['a segment that begins with : is a wildcard: it stands for any one segment, as in APISIX'] : []),
    ];
  }
  const below = compilePath(path).some(({ kind }) => kind === 'prefix');
  if (path.type === 'Exact' || below) return [];
  return ['matches itself and nothing below: it holds operators of regular expressions, as APISIX reads a Prefix'];
}
