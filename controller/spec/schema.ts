import { crd, objectMeta } from '../api/generated/crd.ts';
import type { Schema } from '../api/schema.ts';

const [version] = crd.spec.versions;
const { openAPIV3Schema } = version.schema;

export const API_VERSION = `${crd.spec.group}/${version.name}`;
export const KIND = crd.spec.names.kind;

/** The schema of a whole QbtcStack, from the CustomResourceDefinition. */
export const STACK_SCHEMA: Schema = {
  ...openAPIV3Schema,
  required: ['metadata', 'spec'],
  properties: { ...openAPIV3Schema.properties, metadata: objectMeta },
};

/** Where a value stands within another: keys and indices. */
export type Path = readonly (string | number)[];

/** The schema of a member or an item; undefined where the schema says nothing of it. */
export function childSchema(schema: Schema | undefined, key: string | number): Schema | undefined {
  if (!schema) return undefined;
  if (typeof key === 'number') return schema.items;
  const { properties, additionalProperties } = schema;
  return properties && Object.hasOwn(properties, key) ? properties[key] : additionalProperties;
}

/**
 * The schema at a path of a QbtcStack; any index names the items of a list.
 *
 * @throws Error for a path that the schema does not know: a programming error
 */
export function schemaAt(...path: Path): Schema {
  let schema: Schema | undefined = STACK_SCHEMA;
  for (const key of path) schema = childSchema(schema, key);
  if (!schema) throw new Error(`the resource has no ${formatPath(path)}`);
  return schema;
}

/** A path as people write it: `spec.services[2].ports[0].port`. */
export function formatPath(path: Path): string {
  return path
    .map((key, index) => {
      if (typeof key === 'number') return `[${key}]`;
      if (!/^[\w-]+$/.test(key)) return `[${JSON.stringify(key)}]`;
      return index === 0 ? key : `.${key}`;
    })
    .join('');
}
