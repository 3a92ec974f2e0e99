import { isRecord } from '../api/records.ts';
import type { QbtcStack, Route } from '../api/generated/resource.ts';
import { isReference } from '../api/accepted.ts';
import { CARRIED, guardsIn } from '../routing/plugins.ts';
import type { Problem } from './diagnostic.ts';
import { type Path } from './schema.ts';

/** Fields of a route that are written as a plugin. */
const FIELDS: readonly {
  readonly plugin: string;
  readonly field: string;
  readonly isSet: (route: Route) => boolean;
}[] = [
  { plugin: 'proxy-rewrite', field: 'rewrite', isSet: ({ rewrite }) => rewrite !== undefined },
  { plugin: 'proxy-rewrite', field: 'requestHeaders', isSet: ({ requestHeaders }) => requestHeaders !== undefined },
  {
    plugin: 'response-rewrite',
    field: 'responseHeaders',
    isSet: ({ responseHeaders }) => responseHeaders !== undefined,
  },
  { plugin: 'redirect', field: 'redirect', isSet: ({ redirect }) => redirect !== undefined },
  { plugin: 'cors', field: 'cors', isSet: ({ cors }) => cors !== undefined },
  { plugin: 'client-control', field: 'maxBodyBytes', isSet: ({ maxBodyBytes }) => maxBodyBytes > 0 },
];

/** Finds plugins that say again what a field says, and references to secrets that are none. */
export function pluginProblems({ spec }: QbtcStack): Problem[] {
  return [
    ...spec.routes.flatMap((route, index): Problem[] => {
      const path = ['spec', 'routes', index, 'plugins'];
      const twice = FIELDS.filter(({ plugin, isSet }) => Object.hasOwn(route.plugins ?? {}, plugin) && isSet(route));
      const doubled = twice.map(({ plugin, field }) => ({
        path: [...path, plugin],
        message: `the field ${field} becomes this plugin; say it in one place`,
        at: 'key' as const,
      }));
      return [...doubled, ...referenceProblems(route.plugins, path)];
    }),
    ...spec.consumers.flatMap(({ plugins }, index) =>
      referenceProblems(plugins, ['spec', 'consumers', index, 'plugins']),
    ),
  ];
}

function referenceProblems(value: unknown, path: Path): Problem[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => referenceProblems(item, [...path, index]));
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([key, member]): Problem[] => {
    const at = [...path, key];
    if (key !== 'valueFrom') return referenceProblems(member, at);
    const { env, file, ...others } = isRecord(member) ? member : {};
    const isOne = (typeof env === 'string') !== (typeof file === 'string') && Object.keys(others).length === 0;
    return isOne && isReference(value)
      ? []
      : [{ path: at, message: 'must be {env: NAME} or {file: PATH}, and stand alone' }];
  });
}

/** Says what happens to a route without APISIX, and which credentials stand in the stack itself. */
export function pluginWarnings({ spec }: QbtcStack): Problem[] {
  return [
    ...spec.routes.flatMap(({ plugins = {}, fallback }, index): Problem[] => {
      const [unenforced] = fallback === 'Auto' ? guardsIn(plugins).filter((name) => !CARRIED.has(name)) : [];
      if (unenforced === undefined) return [];
      const message = `the front door does not enforce it: without APISIX this route answers 503; with fallback: Allow it is served without it`;
      return [{ path: ['spec', 'routes', index, 'plugins', unenforced], message, at: 'key' }];
    }),
    ...spec.consumers.flatMap(({ plugins }, index) => credentials(plugins, ['spec', 'consumers', index, 'plugins'])),
  ];
}

/** What a consumer has of a plugin is a credential, but for names. */
const credentials = (value: unknown, path: Path): Problem[] =>
  isRecord(value)
    ? Object.entries(value).flatMap(([key, member]): Problem[] => {
        const at = [...path, key];
        if (key === 'valueFrom' || key === 'username') return [];
        if (typeof member !== 'string') return credentials(member, at);
        return [{ path: at, message: `${key} is a credential and is kept in the stack as it is; use valueFrom` }];
      })
    : [];
