import { expandVariables, type LookUpVariable } from '../routing/variables.ts';
import { canonicalName } from './http1/fields.ts';
import { OWN_REQUEST_FIELDS } from './http1/request-facts.ts';
import { OWN_ANSWER_FIELDS } from './http1/response-head.ts';
import type { HeaderEdits } from './route-state.ts';

const INJECTION = /[\r\n\0]/g;
const nameOf = (line: string): string => line.slice(0, line.indexOf(':'));

function setField(lines: string[], name: string, value: string): string[] {
  const wanted = name.toLowerCase();
  const first = lines.findIndex((line) => nameOf(line).toLowerCase() === wanted);
  const others = lines.filter((line, index) => index === first || nameOf(line).toLowerCase() !== wanted);
  if (value === '') return others.filter((line) => nameOf(line).toLowerCase() !== wanted);
  if (first < 0) return [...others, `${name}: ${value}`];
  // The spelling that stands there is kept.
  return others.map((line, index) => (index === first ? `${nameOf(line)}: ${value}` : line));
}

/**
 * Changes header lines as APISIX does: what is added first, then what is set (an empty value removes), then what is removed, twins
 * with `_` too. Values may name variables. Fields in `protectedNames` are the proxy's and cannot be changed.
 */
export function editFields(
  block: string,
  edits: HeaderEdits,
  lookUp: LookUpVariable,
  protectedNames: ReadonlySet<string>,
): string {
  const valueOf = (text: string): string => expandVariables(text, lookUp).replace(INJECTION, ' ');
  const free = (name: string): boolean => !protectedNames.has(canonicalName(name));
  let lines = block === '' ? [] : block.slice(0, -2).split('\r\n');
  for (const [name, text] of edits.add) {
    const value = valueOf(text);
    if (free(name) && value !== '') lines.push(`${name}: ${value}`);
  }
  for (const [name, text] of edits.set) if (free(name)) lines = setField(lines, name, valueOf(text));
  const removed = new Set(edits.remove.filter(free).map(canonicalName));
  if (removed.size > 0) lines = lines.filter((line) => !removed.has(canonicalName(nameOf(line))));
  return lines.map((line) => `${line}\r\n`).join('');
}

/** Written anew by the proxy for every request: a route cannot change them. */
export const REQUEST_PROTECTED: ReadonlySet<string> = new Set([
  ...OWN_REQUEST_FIELDS,
  'x-forwarded-for',
  'x-forwarded-proto',
  'x-forwarded-host',
  'x-forwarded-port',
]);

/** Framing and the mark of the proxy's own answers. */
export const RESPONSE_PROTECTED: ReadonlySet<string> = new Set(OWN_ANSWER_FIELDS);
