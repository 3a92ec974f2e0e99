import { refusal, type Answer, type Asked } from './http.ts';
import { idText, kindOf, problemOf } from './kinds.ts';
import { check, isTable } from './lua-schema.ts';
import { CONSUMER_SCHEMAS, PLUGIN_SCHEMAS, PLUGINS, STREAM_PLUGINS } from './plugins.ts';
import { recorded, transcript } from './recorded.ts';

const UNKNOWN_PLUGIN = refusal(404, 'plugin not found in subsystem http');

/** What the Admin API knows by itself: plugins, schemas, and whether a configuration is good. Undefined for everything else. */
export function catalog({ method, query, body }: Asked, [first, second, third]: readonly string[]): Answer | undefined {
  if (first === 'plugins' && method === 'PUT' && second === 'reload') return { status: 200, body: 'done' };
  if (method === 'GET' && first === 'plugins') return plugins(second, query);
  if (method === 'GET' && first === 'schema') return schema(second, third, query);
  if (method !== 'POST') return undefined;
  if (first === 'schema' && second === 'validate') return validateOne(third ?? '', body);
  return first === 'configs' && second === 'validate' ? validateAll(body) : undefined;
}

function plugins(name: string | undefined, query: URLSearchParams): Answer {
  if (name === 'list') return { status: 200, body: query.get('subsystem') === 'stream' ? STREAM_PLUGINS : PLUGINS };
  if (name === undefined && query.get('all') === 'true') return { status: 200, body: recorded('plugins?all=true') };
  const found = PLUGIN_SCHEMAS[name ?? ''] ?? (PLUGINS.includes(name ?? '') ? {} : undefined);
  return found ? { status: 200, body: found } : UNKNOWN_PLUGIN;
}

function schema(kind = '', plugin: string | undefined, query: URLSearchParams): Answer {
  if (kind === 'plugins') {
    const schemas = query.get('schema_type') === 'consumer' ? CONSUMER_SCHEMAS : PLUGIN_SCHEMAS;
    const found = schemas[plugin ?? ''];
    return found ? { status: 200, body: found } : UNKNOWN_PLUGIN;
  }
  const known = transcript.find((exchange) => exchange.case === `schema/${kind}` && exchange.response.status === 200);
  return known ? { status: 200, body: known.response.body } : refusal(400, `not found schema: ${kind}`);
}

function validateOne(plural: string, body: string): Answer {
  const kind = kindOf(plural);
  if (!kind) return refusal(404, `Unsupported resource type: ${plural}`);
  // Plugins are not looked at.
  const problem = kind.schema && check(kind.schema, JSON.parse(body));
  return problem === undefined ? { status: 200, body: '' } : refusal(400, problem);
}

function validateAll(body: string): Answer {
  const errors = problemsIn(JSON.parse(body) as Record<string, unknown>);
  return errors.length > 0 ? refusal(400, 'Configuration validation failed', { errors }) : { status: 200, body: {} };
}

export interface ConfigurationProblem {
  readonly resource_type: string;
  readonly resource_id?: unknown;
  readonly index: number;
  readonly error: string;
}

/** What is wrong with a whole configuration, by object. */
export function problemsIn(configuration: Readonly<Record<string, unknown>>): ConfigurationProblem[] {
  return Object.entries(configuration).flatMap(([plural, list]) => {
    const kind = kindOf(plural);
    if (!kind || !Array.isArray(list)) return [];
    const seen = new Set<unknown>();
    return (list as unknown[]).flatMap((value, index): ConfigurationProblem[] => {
      if (!isTable(value)) return [];
      const { id } = value;
      const isDuplicate = id !== undefined && seen.has(id);
      seen.add(id);
      const isCredential = typeof id === 'string' && id.includes('/credentials/');
      const checked = isCredential ? (kindOf('credentials') ?? kind) : kind;
      const error = isDuplicate ? `found duplicate id ${idText(id)} in ${plural}` : problemOf(checked, value);
      return error === undefined ? [] : [{ resource_type: plural, resource_id: id, index, error }];
    });
  });
}
