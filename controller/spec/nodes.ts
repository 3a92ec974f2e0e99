import { isScalar, isSeq, type Node, type Pair, type YAMLMap } from 'yaml';

/** The members of a mapping by name, and its merge keys. */
export interface MapIndex {
  readonly members: ReadonlyMap<string, Pair<Node, Node | null>>;
  readonly merges: readonly Pair<Node, Node | null>[];
}

/** A member with its name, or an item. */
export interface Step {
  readonly key?: Node;
  readonly value: Node | null;
}

/** Of two members with one name, the first is kept. */
export function indexOf(map: YAMLMap<Node, Node | null>): MapIndex {
  const members = new Map<string, Pair<Node, Node | null>>();
  for (const pair of map.items) {
    const name = keyOf(pair);
    if (name !== undefined && !isMerge(pair) && !members.has(name)) members.set(name, pair);
  }
  return { members, merges: map.items.filter(isMerge) };
}

/** The item of a list; undefined when there is none. */
export function itemAt(node: Node | undefined, index: number): Step | undefined {
  const value = isSeq<Node>(node) ? node.items[index] : undefined;
  return value && { value };
}

/** The name of a member; undefined when it is no text. */
export function keyOf({ key }: Pair<Node, Node | null>): string | undefined {
  if (!isScalar(key)) return undefined;
  if (typeof key.value === 'string') return key.value;
  return key.value === null ? undefined : key.source;
}

/** Whether it is a merge key, `<<` without quotes (https://yaml.org/type/merge.html). */
export const isMerge = ({ key }: Pair<Node, Node | null>): boolean =>
  isScalar(key) && key.source === '<<' && key.type === 'PLAIN';

/** Texts that YAML 1.1 takes for booleans and YAML 1.2 does not (https://yaml.org/type/bool.html). */
const BOOLEAN_BEFORE = /^([yYnN]|yes|Yes|YES|no|No|NO|on|On|ON|off|Off|OFF)$/;

/** Whether a scalar is text to YAML 1.2 and a boolean to readers of YAML 1.1, of which kubectl is one. */
export const wasBoolean = (node: Node): boolean =>
  isScalar(node) && node.type === 'PLAIN' && typeof node.value === 'string' && BOOLEAN_BEFORE.test(node.value);
