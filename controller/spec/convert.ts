import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  type Scalar,
  type YAMLMap,
} from 'yaml';
import { isRecord } from '../api/records.ts';
import type { Schema } from '../api/schema.ts';
import { LIMITS } from './documents.ts';
import { indexOf, isMerge, itemAt, keyOf, type MapIndex, type Step, wasBoolean } from './nodes.ts';
import { childSchema, type Path } from './schema.ts';
import { interpolate, type Lookup } from './variables.ts';

/** A fault of the text itself: a duplicate key, an alias without an anchor, a variable that is not set. */
interface TextProblem {
  readonly offset: number;
  readonly path: Path;
  readonly message: string;
}

export interface Converted {
  readonly value: unknown;
  readonly problems: readonly TextProblem[];
  readonly warnings: readonly TextProblem[];
  /** Where a value, or the name of its field, stands; of what is not there, the nearest thing around it. */
  readonly locate: (path: Path, at?: 'key') => number;
}

/** Values that may come out of aliases: enough for a thousand services that share an environment, too few for a bomb. */
const MAX_ALIASED_VALUES = 400_000;

/** UTF-16 code units of all values with variables together. */
const MAX_FILLED_LENGTH = 10_000_000;

/** Turns a parsed document into plain values: aliases and merge keys (`<<`) are resolved, variables are filled in. */
export function convertDocument(document: Document.Parsed, schema: Schema, lookup: Lookup): Converted {
  const converter = new Converter(lookup);
  const value = converter.convert(document.contents, schema, []);
  const { problems, warnings } = converter;
  return { value, problems, warnings, locate: (path, at) => converter.locate(document.contents, path, at) };
}

class Converter {
  readonly problems: TextProblem[] = [];
  readonly warnings: TextProblem[] = [];
  readonly #lookup: Lookup;
  readonly #anchors = new Map<string, Node>();
  readonly #targets = new Map<Alias, Node>();
  readonly #open = new Set<Node>();
  readonly #warned = new Set<Node>();
  readonly #indices = new Map<Node, MapIndex>();
  #aliasDepth = 0;
  #aliasedValues = 0;
  #filledLength = 0;

  constructor(lookup: Lookup) {
    this.#lookup = lookup;
  }

  convert(node: Node | null, schema: Schema | undefined, path: Path): unknown {
    if (node === null) return null;
    if (isAlias(node)) return this.#convertAlias(node, schema, path);
    if (this.#aliasDepth > 0) {
      this.#aliasedValues += 1;
      if (this.#aliasedValues > MAX_ALIASED_VALUES) return null;
    } else if (node.anchor !== undefined) {
      this.#anchors.set(node.anchor, node);
    }
    if (isScalar(node)) return this.#convertScalar(node, schema, path);
    if (isSeq<Node>(node)) {
      return this.#within(node, () =>
        node.items.map((item, index) => this.convert(item, childSchema(schema, index), [...path, index])),
      );
    }
    return isMap<Node, Node | null>(node) ? this.#within(node, () => this.#convertMap(node, schema, path)) : null;
  }

  #within<T>(node: Node, convert: () => T): T {
    this.#open.add(node);
    const value = convert();
    this.#open.delete(node);
    return value;
  }

  #convertAlias(alias: Alias, schema: Schema | undefined, path: Path): unknown {
    const target = this.#resolve(alias, path);
    if (!target || this.#aliasedValues > MAX_ALIASED_VALUES) return null;
    if (this.#aliasDepth >= LIMITS.depth) {
      this.#report(alias, path, `aliases are nested more than ${LIMITS.depth} levels deep`);
      return null;
    }
    this.#aliasDepth += 1;
    const value = this.convert(target, schema, path);
    this.#aliasDepth -= 1;
    if (this.#aliasedValues > MAX_ALIASED_VALUES && this.#aliasDepth === 0) {
      this.#report(alias, path, `aliases expand to more than ${MAX_ALIASED_VALUES} values`);
    }
    return value;
  }

  /** The node that an alias stands for: the last one before it with that anchor. */
  #resolve(alias: Alias, path: Path): Node | undefined {
    const target = this.#targets.get(alias) ?? this.#anchors.get(alias.source);
    if (!target) {
      this.#report(alias, path, `there is no anchor &${alias.source} before this alias`);
      return undefined;
    }
    this.#targets.set(alias, target);
    if (!this.#open.has(target)) return target;
    this.#report(alias, path, `the alias *${alias.source} stands within its own anchor`);
    return undefined;
  }

  #convertScalar(scalar: Scalar, schema: Schema | undefined, path: Path): unknown {
    const { value } = scalar;
    if (schema?.type === 'string' && wasBoolean(scalar)) this.#warnOfBoolean(scalar, path);
    if (typeof value === 'string') return value.includes('$') ? this.#fillIn(scalar, value, schema, path) : value;
    if (value === null || typeof value === 'boolean' || typeof value === 'number') return value;
    this.#report(scalar, path, 'only text, numbers, true, false and null are values');
    return null;
  }

  /** As in Compose, a filled-in value takes the type that its field needs, however it was quoted. */
  #fillIn(scalar: Scalar, text: string, schema: Schema | undefined, path: Path): unknown {
    const { text: filled, problems } = interpolate(text, this.#lookup);
    for (const problem of problems) this.#report(scalar, path, problem);
    this.#filledLength += filled.length;
    if (this.#filledLength > MAX_FILLED_LENGTH) {
      if (this.#filledLength - filled.length <= MAX_FILLED_LENGTH) {
        this.#report(scalar, path, `variables make the file longer than ${MAX_FILLED_LENGTH} characters`);
      }
      return '';
    }
    if (problems.length > 0) return '';
    const type = schema?.type ?? (scalar.type === 'PLAIN' ? 'any' : 'string');
    if ((type === 'boolean' || type === 'any') && /^(true|false)$/.test(filled)) return filled === 'true';
    const numeric = type === 'integer' || type === 'number' || type === 'any';
    return numeric && /^[-+]?\d+(\.\d+)?$/.test(filled) ? Number(filled) : filled;
  }

  #convertMap(map: YAMLMap<Node, Node | null>, schema: Schema | undefined, path: Path): Record<string, unknown> {
    const result: Record<string, unknown> = {};
    const merges: Pair<Node, Node | null>[] = [];
    for (const pair of map.items) {
      const key = keyOf(pair);
      if (isMerge(pair)) merges.push(pair);
      else if (key === undefined) this.#report(pair.key, path, 'the name of a field must be text');
      else if (key === '__proto__') this.#report(pair.key, path, 'a field cannot have this name');
      else if (Object.hasOwn(result, key)) this.#report(pair.key, [...path, key], 'the field is there twice');
      else result[key] = this.convert(pair.value, childSchema(schema, key), [...path, key]);
    }
    for (const { key, value } of merges) {
      for (const source of this.#mergeSources(key, value, schema, path)) {
        for (const [name, member] of Object.entries(source)) {
          if (!Object.hasOwn(result, name)) result[name] = member;
        }
      }
    }
    return result;
  }

  /** What a merge key (https://yaml.org/type/merge.html) adds; of a list, the earlier one wins. */
  #mergeSources(key: Node, value: Node | null, schema: Schema | undefined, path: Path): Record<string, unknown>[] {
    const sources = isSeq<Node>(value) ? value.items : [value];
    return sources.flatMap((source) => {
      const target = isAlias(source) ? this.#resolve(source, path) : source;
      if (isMap(target)) {
        const converted = this.convert(source, schema, path);
        return isRecord(converted) ? [converted] : [];
      }
      if (target !== undefined) this.#report(key, path, 'a merge key << takes mappings only');
      return [];
    });
  }

  /** Once, however many aliases lead there. */
  #warnOfBoolean(scalar: Scalar, path: Path): void {
    if (this.#warned.has(scalar)) return;
    this.#warned.add(scalar);
    const message = 'is text here and a boolean to kubectl, which reads YAML 1.1: put it in quotes';
    this.warnings.push({ offset: scalar.range?.[0] ?? 0, path, message });
  }

  #report(node: Node, path: Path, message: string): void {
    this.problems.push({ offset: node.range?.[0] ?? 0, path, message });
  }

  locate(root: Node | null, path: Path, at?: 'key'): number {
    let offset = root?.range?.[0] ?? 0;
    let node = this.#target(root);
    for (const [depth, key] of path.entries()) {
      const step = typeof key === 'number' ? itemAt(node, key) : this.#member(node, key);
      if (!step) return offset;
      const named = step.key && (!step.value || (at === 'key' && depth === path.length - 1));
      offset = (named ? step.key : step.value)?.range?.[0] ?? offset;
      node = this.#target(step.value);
    }
    return offset;
  }

  /** Kept: in a mapping with many faults each of them is looked for. */
  #indexOf(map: YAMLMap<Node, Node | null>): MapIndex {
    const index = this.#indices.get(map) ?? indexOf(map);
    this.#indices.set(map, index);
    return index;
  }

  #target(node: Node | null | undefined): Node | undefined {
    return (isAlias(node) ? this.#targets.get(node) : node) ?? undefined;
  }

  #member(node: Node | undefined, name: string): Step | undefined {
    if (!isMap<Node, Node | null>(node)) return undefined;
    const { members, merges } = this.#indexOf(node);
    const own = members.get(name);
    if (own) return own;
    for (const { value } of merges) {
      for (const source of isSeq<Node>(value) ? value.items : [value]) {
        const found = this.#member(this.#target(source), name);
        if (found) return found;
      }
    }
    return undefined;
  }
}
