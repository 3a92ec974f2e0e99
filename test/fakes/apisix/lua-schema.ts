/** A JSON schema as APISIX hands it out: the words of draft 4 to 7 that its schemas use. */
export interface Schema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly patternProperties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly uniqueItems?: boolean;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly allOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly not?: Schema;
  readonly if?: Schema;
  readonly then?: Schema;
  readonly else?: Schema;
}

type Check = (schema: Schema, value: unknown) => string | undefined;

/**
 * Checks a value in the order and with the words of APISIX's validator (api7/jsonschema 0.9.12), as its answers were recorded.
 *
 * @returns what is wrong; undefined when nothing is
 */
export const check: Check = (schema, value) => fill(schema, structuredClone(value));

/** A value with the defaults of its schema, as the workers have it. */
export function filled<T>(schema: Schema, value: T): T {
  const copy = structuredClone(value);
  fill(schema, copy);
  return copy;
}

/** Checks a value, and gives it the defaults that it leaves out on the way, as the validator does. */
const fill: Check = (schema, value) => {
  for (const part of PARTS) {
    const problem = part(schema, value);
    if (problem !== undefined) return problem;
  }
  return undefined;
};

export const isTable = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** In Lua an empty table is an array and an object. */
const isEmptyTable = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && Object.keys(value).length === 0;

const TYPES: Readonly<Record<string, (value: unknown) => boolean>> = {
  object: (value) => isTable(value) || isEmptyTable(value),
  array: (value) => Array.isArray(value) || isEmptyTable(value),
  integer: Number.isInteger,
  number: (value) => typeof value === 'number',
  string: (value) => typeof value === 'string',
  boolean: (value) => typeof value === 'boolean',
};

/** The type as Lua calls it; cjson reads null as userdata. */
const typeOf = (value: unknown): string =>
  value === null ? 'userdata' : typeof value === 'object' ? 'table' : typeof value;

const ofType: Check = ({ type }, value) =>
  type === undefined || TYPES[type]?.(value) !== false
    ? undefined
    : `wrong type: expected ${type}, got ${typeOf(value)}`;

const ofObject: Check = (schema, value) => {
  if (!isTable(value)) return isEmptyTable(value) ? lacking(schema, {}) : undefined;
  const { properties = {}, patternProperties = {}, additionalProperties = true } = schema;
  for (const [name, subschema] of Object.entries(properties)) {
    if (!Object.hasOwn(value, name) && subschema.default !== undefined)
      value[name] = structuredClone(subschema.default);
    const problem = Object.hasOwn(value, name) ? fill(subschema, value[name]) : undefined;
    if (problem !== undefined) return `property "${name}" validation failed: ${problem}`;
  }
  const absent = lacking(schema, value);
  if (absent !== undefined) return absent;
  for (const [name, each] of Object.entries(value)) {
    if (Object.hasOwn(properties, name)) continue;
    const patterns = Object.entries(patternProperties).filter(([pattern]) => new RegExp(pattern, 'u').test(name));
    for (const [pattern, subschema] of patterns) {
      const problem = fill(subschema, each);
      if (problem !== undefined) return `failed to validate ${name} (matching "${pattern}"): ${problem}`;
    }
    // `.*` finds no match in an empty name, and is satisfied with it all the same.
    if (patterns.length > 0 || additionalProperties === true) continue;
    if (additionalProperties === false) return `additional properties forbidden, found ${name}`;
    const problem = fill(additionalProperties, each);
    if (problem !== undefined) return `failed to validate additional property ${name}: ${problem}`;
  }
  return undefined;
};

function lacking({ required = [] }: Schema, value: Readonly<Record<string, unknown>>): string | undefined {
  const name = required.find((each) => !Object.hasOwn(value, each));
  return name === undefined ? undefined : `property "${name}" is required`;
}

const ofArray: Check = ({ items, minItems = 0, maxItems = Infinity, uniqueItems = false }, value) => {
  if (!Array.isArray(value)) return undefined;
  const elements = value as unknown[];
  if (elements.length < minItems) return `expect array to have at least ${minItems} items`;
  if (elements.length > maxItems) return `expect array to have at most ${maxItems} items`;
  for (const [index, element] of elements.entries()) {
    const problem = items ? fill(items, element) : undefined;
    if (problem !== undefined) return `failed to validate item ${index + 1}: ${problem}`;
    const first = uniqueItems
      ? elements.findIndex((other) => JSON.stringify(other) === JSON.stringify(element))
      : index;
    if (first < index) return `expected unique items but items ${first + 1} and ${index + 1} are equal`;
  }
  return undefined;
};

const ofString: Check = ({ minLength = 0, maxLength = Infinity, pattern }, value) => {
  if (typeof value !== 'string') return undefined;
  const { length } = Array.from(value);
  if (length < minLength) return `string too short, expected at least ${minLength}, got ${length}`;
  if (length > maxLength) return `string too long, expected at most ${maxLength}, got ${length}`;
  // Its patterns escape what a strict regular expression would refuse.
  return pattern === undefined || new RegExp(pattern).test(value)
    ? undefined
    : `failed to match pattern ${quoted(pattern)} with ${quoted(value)}`;
};

/** As Lua's %q writes it. */
const quoted = (text: string): string => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;

const ofNumber: Check = ({ minimum = -Infinity, maximum = Infinity, exclusiveMinimum = -Infinity }, value) => {
  if (typeof value !== 'number') return undefined;
  if (value < minimum) return `expected ${value} to be at least ${minimum}`;
  if (value <= exclusiveMinimum) return `expected ${value} to be greater than ${exclusiveMinimum}`;
  return value > maximum ? `expected ${value} to be at most ${maximum}` : undefined;
};

const ofChoice: Check = ({ enum: choices }, value) =>
  choices === undefined || choices.includes(value) ? undefined : 'matches none of the enum values';

const ofAll: Check = ({ allOf = [] }, value) => {
  for (const [index, schema] of allOf.entries()) {
    const problem = fill(schema, value);
    if (problem !== undefined) return `allOf ${index + 1} failed: ${problem}`;
  }
  return undefined;
};

const ofAny: Check = ({ anyOf }, value) => {
  if (anyOf === undefined || anyOf.some((schema) => fill(schema, value) === undefined)) return undefined;
  const required = anyOf.flatMap((schema) => (schema.required ? [JSON.stringify(schema.required)] : []));
  return `object matches none of the required${required.length > 0 ? `: ${required.join(' or ')}` : ''}`;
};

const ofOne: Check = ({ oneOf }, value) => {
  if (oneOf === undefined) return undefined;
  const [first, second] = oneOf.flatMap((schema, index) => (fill(schema, value) === undefined ? [index + 1] : []));
  if (first === undefined) return 'value should match only one schema, but matches none';
  return second === undefined
    ? undefined
    : `value should match only one schema, but matches both schemas ${first} and ${second}`;
};

const ofNone: Check = ({ not }, value) =>
  not === undefined || fill(not, value) !== undefined ? undefined : 'value should not match the schema';

const ofCondition: Check = ({ if: condition, then, else: otherwise }, value) => {
  if (condition === undefined) return undefined;
  const [clause, schema] = fill(condition, value) === undefined ? ['then', then] : ['else', otherwise];
  return schema === undefined || fill(schema, value) === undefined ? undefined : `${clause} clause did not match`;
};

const PARTS = [ofType, ofObject, ofArray, ofString, ofNumber, ofChoice, ofAll, ofAny, ofOne, ofNone, ofCondition];
