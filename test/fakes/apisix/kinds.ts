import { check, isTable, type Schema } from './lua-schema.ts';
import { pluginProblem } from './plugins.ts';
import { schemaOf } from './recorded.ts';

export type Value = Readonly<Record<string, unknown>>;

/** One kind of object of the Admin API. */
export interface Kind {
  /** As in its path. */
  readonly plural: string;
  /** As errors call it. */
  readonly name: string;
  /** Undefined where none was recorded: then every object is good. */
  readonly schema?: Schema;
  /** The field that names it. */
  readonly id?: 'username';
  readonly unsupported?: readonly string[];
  /** Times are kept in it. */
  readonly timed?: false;
}

const PLUGIN_CONFIG: Schema = { type: 'object', required: ['plugins'] };

const STREAM_ROUTE: Schema = {
  type: 'object',
  additionalProperties: false,
  properties: Object.fromEntries(
    ['id', 'name', 'desc', 'labels', 'remote_addr', 'server_addr', 'server_port', 'sni', 'upstream', 'upstream_id']
      .concat('service_id', 'plugins', 'protocol', 'create_time', 'update_time')
      .map((name) => [name, {}]),
  ),
};

const KINDS: readonly Kind[] = [
  { plural: 'routes', name: 'route', schema: schemaOf('route') },
  { plural: 'upstreams', name: 'upstream', schema: schemaOf('upstream') },
  { plural: 'services', name: 'service', schema: schemaOf('service') },
  {
    plural: 'consumers',
    name: 'consumer',
    schema: schemaOf('consumer'),
    id: 'username',
    unsupported: ['POST', 'PATCH'],
  },
  { plural: 'credentials', name: 'credential', unsupported: ['POST', 'PATCH'] },
  { plural: 'consumer_groups', name: 'consumer group', schema: PLUGIN_CONFIG, unsupported: ['POST'] },
  { plural: 'plugin_configs', name: 'plugin config', schema: PLUGIN_CONFIG, unsupported: ['POST'] },
  { plural: 'global_rules', name: 'global rule', schema: schemaOf('global_rule'), unsupported: ['POST'] },
  { plural: 'ssls', name: 'ssl', schema: schemaOf('ssl') },
  { plural: 'stream_routes', name: 'stream route', schema: STREAM_ROUTE },
  { plural: 'protos', name: 'proto' },
  { plural: 'secrets', name: 'secret', unsupported: ['POST'] },
  { plural: 'plugin_metadata', name: 'plugin metadata', unsupported: ['POST', 'PATCH'], timed: false },
];

/** An id as text; empty when there is none. */
export const idText = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '';

export const kindOf = (plural: string): Kind | undefined => KINDS.find((kind) => kind.plural === plural);

/** What refers to objects of a kind: by which field, and how errors call the kind. */
export const REFERENCES = [
  { field: 'upstream_id', to: 'upstreams', called: 'upstream', from: ['routes', 'services', 'stream_routes'] },
  { field: 'service_id', to: 'services', called: 'service', from: ['routes', 'stream_routes'] },
  { field: 'plugin_config_id', to: 'plugin_configs', called: 'plugin config', from: ['routes'] },
  { field: 'group_id', to: 'consumer_groups', called: 'consumer group', from: ['consumers'] },
] as const;

/** What its schema, and what APISIX checks beside it, says against an object; undefined when nothing. */
export function problemOf(kind: Kind, value: Value): string | undefined {
  const problem = kind.schema && check(kind.schema, value);
  if (problem !== undefined) return `invalid configuration: ${problem}`;
  return (
    upstreamProblem(kind, value) ??
    pluginProblem(['consumers', 'credentials'].includes(kind.plural), value.plugins) ??
    varsProblem(value.vars)
  );
}

function upstreamProblem({ plural }: Kind, value: Value): string | undefined {
  const upstream = plural === 'upstreams' ? value : isTable(value.upstream) ? value.upstream : {};
  return upstream.pass_host === 'rewrite' && !upstream.upstream_host
    ? "`upstream_host` can't be empty when `pass_host` is `rewrite`"
    : undefined;
}

const OPERATORS = ['==', '~=', '>', '>=', '<', '<=', '~~', '~*', 'in', 'has', '!', 'ipmatch'];

function varsProblem(vars: unknown): string | undefined {
  for (const expression of Array.isArray(vars) ? (vars as unknown[]) : []) {
    const [, ...rest] = Array.isArray(expression) ? (expression as unknown[]) : [];
    const operator = rest.find((word) => word !== '!');
    if (rest.length > 0 && !OPERATORS.includes(String(operator)))
      return `failed to validate the 'vars' expression: invalid operator '${String(operator)}'`;
  }
  return undefined;
}
