import { isDeepStrictEqual } from 'node:util';
import { isRecord } from '../api/records.ts';
import type { Schema } from '../api/schema.ts';
import { childSchema } from './schema.ts';

/**
 * A copy of a value with the schema's defaults filled in, as an API server does it: a member that is missing (or null where null is
 * not allowed) gets its default, and defaults within defaults apply too.
 */
export function withDefaults(value: unknown, schema: Schema | undefined): unknown {
  if (Array.isArray(value)) return value.map((item, index) => withDefaults(item, childSchema(schema, index)));
  if (!isRecord(value)) return value;
  const result: Record<string, unknown> = {};
  for (const [key, member] of Object.entries(value)) {
    const known = childSchema(schema, key);
    if (member === null && known && 'default' in known) continue;
    if (member !== undefined) result[key] = withDefaults(member, known);
  }
  for (const [key, known] of Object.entries(schema?.properties ?? {})) {
    if ('default' in known && !Object.hasOwn(result, key)) result[key] = withDefaults(known.default, known);
  }
  return result;
}

/** The inverse: a copy without the members that are missing or just as their default, at any depth. */
export function withoutDefaults(value: unknown, schema: Schema | undefined): unknown {
  if (Array.isArray(value)) return value.map((item, index) => withoutDefaults(item, childSchema(schema, index)));
  if (!isRecord(value)) return value;
  const result: Record<string, unknown> = {};
  for (const [key, member] of Object.entries(value)) {
    if (member === undefined) continue;
    const known = childSchema(schema, key);
    if (known && 'default' in known && isDeepStrictEqual(member, withDefaults(known.default, known))) continue;
    result[key] = withoutDefaults(member, known);
  }
  return result;
}
