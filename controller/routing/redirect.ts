import type { TableRoute } from '../api/route-table.ts';
import { tablePath, wirePath } from './path.ts';
import { pcre } from './pcre.ts';
import { fillGroups } from './rewrite.ts';
import { expandVariables, type LookUpVariable } from './variables.ts';

/** Where a route sends its clients: the field of that name, or what the plugin adds to it (apisix/plugins/redirect.lua). */
export type Redirect =
  | { readonly kind: 'https' }
  | {
      readonly kind: 'location';
      readonly status: number;
      readonly to: (request: RedirectedRequest) => string | undefined;
    };

export interface RedirectedRequest {
  /** See `plainPath`. */
  readonly path: string;
  readonly query: string | undefined;
  readonly lookUp: LookUpVariable;
}

/** The route's redirect; undefined when it has none. */
export function redirectOf({ redirect }: TableRoute): Redirect | undefined {
  if (redirect === undefined) return undefined;
  if (redirect.httpsRedirect) return { kind: 'https' };
  const location = redirect.location ?? '/';
  return { kind: 'location', status: redirect.status, to: ({ lookUp }) => expandVariables(location, lookUp) };
}

/** The plugin's redirect; undefined for what is not known of it. */
export function redirectOfPlugin(config: Readonly<Record<string, unknown>>): Redirect | undefined {
  const {
    http_to_https: https,
    uri,
    regex_uri: regex,
    ret_code: status = 302,
    encode_uri: encodes,
    append_query_string: appends,
    ...rest
  } = config;
  if (Object.keys(rest).length > 0) return undefined;
  if (https === true) return { kind: 'https' };
  const target =
    typeof uri === 'string' ? ({ lookUp }: RedirectedRequest) => expandVariables(uri, lookUp) : regexTarget(regex);
  if (typeof status !== 'number' || !target) return undefined;
  return {
    kind: 'location',
    status,
    to: (request) => {
      const found = target(request);
      if (found === undefined) return undefined;
      const location = encodes === true ? wirePath(found) : found;
      const { query } = request;
      if (appends !== true || query === undefined || query === '') return location;
      return `${location}${location.includes('?') ? '&' : '?'}${query}`;
    },
  };
}

function regexTarget(regex: unknown): ((request: RedirectedRequest) => string | undefined) | undefined {
  if (!Array.isArray(regex) || regex.length !== 2) return undefined;
  const [source, template] = regex as unknown[];
  if (typeof source !== 'string' || typeof template !== 'string') return undefined;
  const pattern = pcre(source);
  return ({ path }) => {
    const match = pattern.exec(path);
    if (!match) return undefined;
    return (
      path.slice(0, match.index) + fillGroups(tablePath(template), match) + path.slice(match.index + match[0].length)
    );
  };
}
