import { isRecord } from '../api/records.ts';
import { validate } from '../api/generated/shape.js';
import type { Schema, ShapeError, ShapeValidator } from '../api/schema.ts';
import type { Problem } from './diagnostic.ts';
import { childSchema, type Path, STACK_SCHEMA } from './schema.ts';
import { didYouMean } from './suggest.ts';

/** A schema and what was compiled from its closed copy. */
export interface Shape {
  readonly schema: Schema;
  readonly validate: ShapeValidator;
}

const STACK_SHAPE: Shape = { schema: STACK_SCHEMA, validate };

/** Checks a value against a closed schema: one problem for each fault, with words for people. Values are never repeated. */
export function shapeProblems(value: unknown, { schema, validate }: Shape = STACK_SHAPE): Problem[] {
  if (validate(value)) return [];
  const problems = new Map<string, Problem>();
  for (const error of validate.errors ?? []) {
    const problem = describe(error, value, schema);
    if (!problem) continue;
    const key = JSON.stringify(problem.path);
    if (!problems.has(key)) problems.set(key, problem);
  }
  return [...problems.values()];
}

function describe(
  { instancePath, keyword, params }: ShapeError,
  root: unknown,
  rootSchema: Schema,
): Problem | undefined {
  const { path, value, schema } = resolve(instancePath, root, rootSchema);
  const problem = (message: string): Problem => ({ path, message });
  const limit = Number(params.limit);
  switch (keyword) {
    case 'type':
      return value === null && schema && 'default' in schema ? undefined : problem(typeMessage(schema, value));
    case 'required':
      return { path: [...path, String(params.missingProperty)], message: 'is missing' };
    case 'additionalProperties': {
      const key = String(params.additionalProperty);
      const known = Object.keys(schema?.properties ?? {});
      return { path: [...path, key], message: `unknown field${didYouMean(key, known)}`, at: 'key' };
    }
    case 'enum': {
      const allowed = Array.isArray(params.allowedValues) ? params.allowedValues.map(String) : [];
      return problem(`must be ${oneOf(allowed)}${typeof value === 'string' ? didYouMean(value, allowed) : ''}`);
    }
    case 'minimum':
      return problem(`must be at least ${limit}`);
    case 'maximum':
      return problem(`must be at most ${limit}`);
    case 'minLength':
      return problem(limit === 1 ? 'must not be empty' : `must have at least ${limit} characters`);
    case 'maxLength':
      return problem(`must have at most ${limit} characters`);
    case 'minItems':
      return problem(limit === 1 ? 'must not be empty' : `must have at least ${limit} items`);
    case 'maxItems':
      return problem(`must have at most ${limit} items`);
    case 'pattern':
      return problem(`must be ${FORMS[String(params.pattern)] ?? `in the form ${String(params.pattern)}`}`);
    case 'minProperties':
    case 'maxProperties':
      return problem(propertiesMessage(schema, limit));
    default:
      return problem(`does not fit the schema (${keyword})`);
  }
}

/** The value and its schema at a JSON pointer (RFC 6901). */
function resolve(
  pointer: string,
  root: unknown,
  rootSchema: Schema,
): { path: Path; value: unknown; schema: Schema | undefined } {
  const path: (string | number)[] = [];
  let value = root;
  let schema: Schema | undefined = rootSchema;
  for (const token of pointer.split('/').slice(1)) {
    const name = token.replaceAll('~1', '/').replaceAll('~0', '~');
    const key = Array.isArray(value) ? Number(name) : name;
    path.push(key);
    schema = childSchema(schema, key);
    value = (value as Record<string | number, unknown>)[key];
  }
  return { path, value, schema };
}

const NOUNS: Record<Schema['type'], string> = {
  object: 'a mapping',
  array: 'a list',
  string: 'text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
};

function typeMessage(schema: Schema | undefined, value: unknown): string {
  const wanted = schema ? `must be ${NOUNS[schema.type]}` : 'has the wrong type';
  if (value === null) return `${wanted}, but has no value`;
  const scalar = typeof value === 'number' || typeof value === 'boolean';
  return scalar && schema?.type === 'string' ? `${wanted}: put it in quotes` : wanted;
}

function propertiesMessage(schema: Schema | undefined, limit: number): string {
  const { minProperties, maxProperties, properties } = schema ?? {};
  if (minProperties === 1 && maxProperties === 1) return `must have exactly ${oneOf(Object.keys(properties ?? {}))}`;
  return minProperties === limit ? `must have at least ${limit} entries` : `must have at most ${limit} entries`;
}

const oneOf = (words: readonly string[]): string =>
  words.length > 1 ? `one of ${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}` : words.join('');

const URL_FORM = 'an http:// or https:// address';
const ADDRESS_FORM = 'an IP address';
const HOST_FORM = 'a host name or an address';
const PATH_FORM = 'a path that begins with / and has no query, fragment or space';

/** Words for the patterns of the schema. */
export const FORMS: Readonly<Record<string, string>> = {
  '^[a-z0-9]([-a-z0-9]*[a-z0-9])?$': 'lower-case letters, digits and hyphens, with a letter or digit at both ends',
  '^[a-zA-Z0-9][a-zA-Z0-9_.-]*$': 'letters, digits and _ . - with a letter or digit at the start',
  '^[a-zA-Z0-9_.-]+$': 'letters, digits, _, . and -',
  '^[a-zA-Z0-9_-]+$': 'letters, digits, _ and -',
  '^[0-9a-fA-F.:]+/[0-9]{1,3}$': 'a network like 172.25.0.0/16',
  '^[^=\\x00]+$': 'a name without =',
  '^[0-9]+(\\.[0-9]+)?(k|M|G|T|Ki|Mi|Gi|Ti)?$': 'a size like 256Mi',
  '^[0-9]+(\\.[0-9]+)?$': 'a number in quotes, like "0.5"',
  '^/': 'a path that begins with /',
  '^[^\\s:]+(:[^\\s:]+)?$': 'a user or USER:GROUP, by name or number',
  '^(unix:///.+|tcp://[^/@\\s]+)$': 'unix:///PATH or tcp://HOST:PORT',
  '^(\\[[0-9a-fA-F:.]+\\]|[^:\\s]+):[0-9]{1,5}$': 'HOST:PORT, like 127.0.0.1:9078',
  '^[a-z0-9-]*\\*?$': 'a namespace, or the start of one and *',
  '^SIG[A-Z0-9+-]+$': 'the name of a signal, like SIGTERM',
  '^[A-Za-z0-9_.:-]+$': HOST_FORM,
  '^[a-zA-Z0-9_.:-]+$': HOST_FORM,
  '^(\\*\\.)?[a-zA-Z0-9_.:-]+$': `${HOST_FORM}, or *. and a host name`,
  '^[0-9a-fA-F.:]+$': ADDRESS_FORM,
  '^[0-9]{1,5}-[0-9]{1,5}$': 'a range of ports like 20000-29999',
  '^[0-9]{1,5}(-[0-9]{1,5})?$': 'a port or a range of ports, in quotes, like "3000-3001"',
  '^https?://[^/\\s]+': URL_FORM,
  '^https?://[^/\\s@]+': 'an http or https address without a login, like http://127.0.0.1:15672',
  '^/[^?#\\s]*$': PATH_FORM,
  '^[!-~]*$': 'printable ASCII without spaces',
  '^[!-~]+$': 'printable ASCII without spaces',
};

/**
 * A copy in which everything has the type that the schema asks for, so that further checks can go on after a shape problem: unknown
 * fields and members of a wrong type are left out; what is required then, or stands in a list, gets an empty value.
 */
export function reshape(value: unknown, schema: Schema): unknown {
  if (schema.type === 'array') {
    const { items } = schema;
    if (!Array.isArray(value) || !items) return [];
    return value.map((item) => reshape(item, items));
  }
  if (schema.type !== 'object') return hasType(value, schema) ? value : EMPTY[schema.type];
  const result: Record<string, unknown> = {};
  const source = isRecord(value) ? value : {};
  for (const [key, member] of Object.entries(source)) {
    const known = childSchema(schema, key);
    if (known && hasType(member, known)) result[key] = reshape(member, known);
    else if (!known && schema['x-kubernetes-preserve-unknown-fields']) result[key] = member;
  }
  for (const key of schema.required ?? []) {
    const known = childSchema(schema, key);
    if (known && !Object.hasOwn(result, key)) result[key] = reshape(undefined, known);
  }
  return result;
}

const EMPTY = { string: '', integer: 0, number: 0, boolean: false } as const;

function hasType(value: unknown, { type }: Schema): boolean {
  if (type === 'array') return Array.isArray(value);
  if (type === 'object') return isRecord(value);
  return type === 'integer' ? Number.isInteger(value) : typeof value === type;
}
