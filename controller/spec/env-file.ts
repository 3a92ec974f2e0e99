import { type Diagnostic, positionsIn } from './diagnostic.ts';
import { interpolate, type Lookup } from './variables.ts';

export interface EnvFile {
  readonly values: Readonly<Record<string, string>>;
  readonly errors: readonly Diagnostic[];
}

const ASSIGNMENT = /[^\S\n]*(?:export[^\S\n]+)?(?<name>[A-Za-z_][A-Za-z0-9_.-]*)[^\S\n]*(?<assign>[=:]?)[^\S\n]*/y;
const SINGLE_QUOTED = /'([^'\\]*(?:\\[\s\S][^'\\]*)*)'/y;
const DOUBLE_QUOTED = /"([^"\\]*(?:\\[\s\S][^"\\]*)*)"/y;
const REST_OF_LINE = /[^\n]*/y;
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '"': '"', '\\': '\\', $: '$$' };

/**
 * Reads an environment file by Docker Compose's rules (https://docs.docker.com/compose/how-tos/environment-variables/variable-interpolation/#env-file-syntax):
 * `NAME=value` or `NAME: value` a line, also after `export`; `#` begins a comment at the start of a line or after a space; values in
 * single quotes are taken as they are, in double quotes with escapes, both over several lines; values that are not in single quotes
 * may hold variables. A name alone takes the variable of that name from outside, if there is one.
 *
 * @param outside the environment, which wins over what the file says when a value of the file names a variable
 */
export function parseEnvFile(file: string, text: string, outside: Lookup): EnvFile {
  const values = new Map<string, string>();
  const errors: Diagnostic[] = [];
  const positionOf = positionsIn(text);
  const report = (offset: number, path: string, message: string): void => {
    errors.push({ file, ...positionOf(offset), path, message });
  };
  const lookup: Lookup = (name) => outside(name) ?? values.get(name);

  let offset = text.startsWith('\uFEFF') ? 1 : 0;
  while (offset < text.length) {
    const line = matchAt(REST_OF_LINE, text, offset)?.[0] ?? '';
    if (/^\s*(#|$)/.test(line)) {
      offset += line.length + 1;
      continue;
    }
    const start = offset + line.search(/\S/);
    const assignment = matchAt(ASSIGNMENT, text, offset);
    const { name = '', assign = '' } = assignment?.groups ?? {};
    offset += assignment?.[0].length ?? 0;
    const value = readValue(text, offset);
    offset = value.end + 1;
    if (name === '') report(start, '', 'a line must be NAME=value');
    else if (value.problem !== undefined) report(start, name, value.problem);
    else if (assign === '' && value.text !== '') report(start, name, 'a name and its value need a = between them');
    else if (assign === '') {
      const inherited = outside(name);
      if (inherited !== undefined) values.set(name, inherited);
    } else {
      const { text: filled, problems } = value.literal
        ? { text: value.text, problems: [] }
        : interpolate(value.text, lookup);
      for (const problem of problems) report(start, name, problem);
      values.set(name, filled);
    }
  }
  return { values: Object.fromEntries(values), errors };
}

interface Value {
  readonly text: string;
  /** Where the line ends on which the value ends. */
  readonly end: number;
  readonly literal?: boolean;
  readonly problem?: string;
}

function readValue(text: string, offset: number): Value {
  const quote = text[offset];
  if (quote !== '"' && quote !== "'") {
    const line = matchAt(REST_OF_LINE, text, offset)?.[0] ?? '';
    return { text: line.replace(/(^|\s)#.*$/, '').trim(), end: offset + line.length };
  }
  const quoted = matchAt(quote === '"' ? DOUBLE_QUOTED : SINGLE_QUOTED, text, offset);
  const after = offset + (quoted?.[0].length ?? 0);
  const rest = matchAt(REST_OF_LINE, text, after)?.[0] ?? '';
  const end = after + rest.length;
  if (!quoted) return { text: '', end, problem: `the value begins with ${quote} but does not end with it` };
  if (!/^\s*(#|$)/.test(rest)) return { text: '', end, problem: 'nothing but a comment may follow a quoted value' };
  const content = quoted[1] ?? '';
  if (quote === "'") return { text: content.replaceAll("\\'", "'"), end, literal: true };
  return { text: content.replaceAll(/\\([\s\S])/g, (whole, escaped: string) => ESCAPES[escaped] ?? whole), end };
}

function matchAt(pattern: RegExp, text: string, index: number): RegExpExecArray | undefined {
  pattern.lastIndex = index;
  return pattern.exec(text) ?? undefined;
}
