import type { QbtcStack } from '../api/generated/resource.ts';
import type { Problem } from './diagnostic.ts';
import type { Path } from './schema.ts';

/** Flags that PCRE, the dialect of APISIX, writes at the start of an expression. */
const PCRE_FLAGS = /^\(\?[imsx]+\)/;

/** Finds regular expressions that are none. */
export function patternProblems({ spec }: QbtcStack): Problem[] {
  return [
    ...spec.services.flatMap(({ process }, index) =>
      check(process?.readyLog, ['spec', 'services', index, 'process', 'readyLog']),
    ),
    ...spec.routes.flatMap(({ headers, queryParams, rewrite }, route) => {
      const path = ['spec', 'routes', route];
      return [
        ...headers.flatMap(({ regex }, index) => check(regex, [...path, 'headers', index, 'regex'])),
        ...queryParams.flatMap(({ regex }, index) => check(regex, [...path, 'queryParams', index, 'regex'])),
        ...check(rewrite?.regex?.[0], [...path, 'rewrite', 'regex', 0]),
      ];
    }),
  ];
}

function check(pattern: string | undefined, path: Path): Problem[] {
  if (pattern === undefined) return [];
  try {
    new RegExp(pattern.replace(PCRE_FLAGS, ''));
    return [];
  } catch {
    return [{ path, message: 'must be a regular expression' }];
  }
}
