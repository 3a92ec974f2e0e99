import { Environment, EvaluationError, type ParseResult } from '@marcbachmann/cel-js';
import { isRecord } from '../api/records.ts';
import type { Schema, ValidationRule } from '../api/schema.ts';
import type { Problem } from './diagnostic.ts';
import { childSchema, type Path } from './schema.ts';

/**
 * Evaluates the CEL rules of a schema (`x-kubernetes-validations`) over a value with its defaults, as an API server does
 * (https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#validation-rules): integers are
 * CEL integers, and rules about a change (`oldSelf`) are asked only of what was there before.
 *
 * @param old the value before the change; undefined for a new one
 */
export function ruleProblems(value: unknown, schema: Schema, path: Path, old?: unknown): Problem[] {
  const problems: Problem[] = [];
  judge({ value, schema, path, old }, problems);
  return problems;
}

interface Judged {
  readonly value: unknown;
  readonly schema: Schema | undefined;
  readonly path: Path;
  readonly old: unknown;
}

/** Judges what is within first; gives the value as CEL sees it. */
function judge({ value, schema, path, old }: Judged, problems: Problem[]): unknown {
  let typed: unknown;
  if (Array.isArray(value)) {
    const before = correlate(old, schema);
    typed = value.map((item: unknown, index) =>
      judge({ value: item, schema: childSchema(schema, index), path: [...path, index], old: before(item) }, problems),
    );
  } else if (isRecord(value)) {
    const members = isRecord(old) ? old : {};
    typed = Object.fromEntries(
      Object.entries(value).map(([key, member]) => {
        const part = { value: member, schema: childSchema(schema, key), path: [...path, key], old: members[key] };
        return [key, judge(part, problems)];
      }),
    );
  } else {
    typed = asCel(value, schema);
  }
  for (const rule of schema?.['x-kubernetes-validations'] ?? []) {
    const changes = rule.rule.includes('oldSelf');
    if (changes && old === undefined) continue;
    if (!holds(rule, changes ? { self: typed, oldSelf: toCel(old, schema) } : { self: typed })) {
      problems.push({ path: [...path, ...fieldsOf(rule)], message: rule.message });
    }
  }
  return typed;
}

/** Finds the former item of a list: by its keys in a map-like list, else not at all. */
function correlate(old: unknown, schema: Schema | undefined): (item: unknown) => unknown {
  const keys = schema?.['x-kubernetes-list-map-keys'];
  if (!keys || !Array.isArray(old)) return () => undefined;
  const idOf = (item: unknown): string => JSON.stringify(isRecord(item) ? keys.map((key) => item[key]) : item);
  const byId = new Map(old.map((item: unknown) => [idOf(item), item]));
  return (item) => byId.get(idOf(item));
}

function toCel(value: unknown, schema: Schema | undefined): unknown {
  if (Array.isArray(value)) return value.map((item, index) => toCel(item, childSchema(schema, index)));
  if (!isRecord(value)) return asCel(value, schema);
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key, toCel(member, childSchema(schema, key))]),
  );
}

/** CEL tells integers (int) from other numbers (double). */
const asCel = (value: unknown, schema: Schema | undefined): unknown =>
  schema?.type === 'integer' && Number.isInteger(value) ? BigInt(value as number) : value;

const fieldsOf = ({ fieldPath }: ValidationRule): string[] =>
  fieldPath?.split('.').filter((field) => field !== '') ?? [];

let environment: Environment | undefined;
const compiled = new Map<string, ParseResult>();

/** A rule that fails in the middle (an integer overflows, a field is missing) does not hold, as in an API server. */
function holds({ rule }: ValidationRule, variables: Record<string, unknown>): boolean {
  environment ??= new Environment().registerVariable('self', 'dyn').registerVariable('oldSelf', 'dyn');
  let program = compiled.get(rule);
  if (!program) {
    program = environment.parse(rule);
    compiled.set(rule, program);
  }
  try {
    return program(variables) === true;
  } catch (error) {
    if (error instanceof EvaluationError) return false;
    throw error;
  }
}
