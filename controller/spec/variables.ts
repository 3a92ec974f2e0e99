/** Finds the value of a variable; undefined when it is not set. */
export type Lookup = (name: string) => string | undefined;

export interface Interpolated {
  readonly text: string;
  /** What is wrong, one sentence each. Holds names and the user's own messages, never values. */
  readonly problems: readonly string[];
}

/** Nested defaults beyond this depth are refused. */
const MAX_DEPTH = 20;
/** A text that gets longer than this (in UTF-16 code units) is refused: variables of variables can double it at every step. */
const MAX_LENGTH = 1_000_000;
const NAME = /[A-Za-z_][A-Za-z0-9_]*/y;
const OPERATOR = /:?[-?+]/y;

/**
 * Fills variables in as Docker Compose does (https://docs.docker.com/reference/compose-file/interpolation/): `$NAME`, `${NAME}`,
 * `${NAME:-default}` and `${NAME-default}`, `${NAME:?message}` and `${NAME?message}`, `${NAME:+other}` and `${NAME+other}`, where
 * the colon takes an empty value for a missing one, and defaults may hold variables. `$$` is a dollar sign. Two things differ: a
 * variable that is not set is a problem instead of empty, and a dollar sign before anything else stays as it is, so that regular
 * expressions read the same here and in a cluster.
 */
export function interpolate(text: string, lookup: Lookup): Interpolated {
  if (!text.includes('$')) return { text, problems: [] };
  const problems: string[] = [];
  return { text: expand(text, { lookup, problems, depth: 0 }), problems };
}

interface Context {
  readonly lookup: Lookup;
  readonly problems: string[];
  readonly depth: number;
}

function expand(text: string, context: Context): string {
  let result = '';
  let position = 0;
  for (let dollar = text.indexOf('$'); dollar >= 0; dollar = text.indexOf('$', position)) {
    result += text.slice(position, dollar);
    if (result.length > MAX_LENGTH) {
      context.problems.push(`variables make it longer than ${MAX_LENGTH} characters`);
      return '';
    }
    const next = text[dollar + 1];
    if (next === '$') {
      result += '$';
      position = dollar + 2;
    } else if (next === '{') {
      const end = closingBrace(text, dollar + 2);
      if (end === undefined) {
        context.problems.push('a variable is not closed: ${ needs a }; $$ stands for a dollar sign');
        return result;
      }
      result += expandBraced(text.slice(dollar + 2, end), context);
      position = end + 1;
    } else {
      const name = matchAt(NAME, text, dollar + 1);
      result += name === undefined ? '$' : valueOf(name, context);
      position = dollar + 1 + (name?.length ?? 0);
    }
  }
  return result + text.slice(position);
}

/** The end of a braced variable, counting the variables within its default. */
function closingBrace(text: string, from: number): number | undefined {
  let open = 1;
  for (let index = from; index < text.length; index += 1) {
    if (text[index] === '$' && text[index + 1] === '$') index += 1;
    else if (text[index] === '$' && text[index + 1] === '{') {
      open += 1;
      index += 1;
    } else if (text[index] === '}') {
      open -= 1;
      if (open === 0) return index;
    }
  }
  return undefined;
}

function expandBraced(content: string, context: Context): string {
  const { lookup, problems, depth } = context;
  const name = matchAt(NAME, content, 0);
  if (name === undefined) {
    problems.push('${ needs the name of a variable; $$ stands for a dollar sign');
    return '';
  }
  if (name === content) return valueOf(name, context);
  const operator = matchAt(OPERATOR, content, name.length);
  if (operator === undefined || depth >= MAX_DEPTH) {
    problems.push(
      operator === undefined
        ? `after \${${name} there must be one of } :- - :? ? :+ +`
        : `variables are nested more than ${MAX_DEPTH} levels deep`,
    );
    return '';
  }
  const operand = content.slice(name.length + operator.length);
  const value = lookup(name);
  const present = value !== undefined && !(operator.startsWith(':') && value === '');
  const expandOperand = (): string => expand(operand, { ...context, depth: depth + 1 });
  if (operator.endsWith('+')) return present ? expandOperand() : '';
  if (present) return value;
  if (operator.endsWith('-')) return expandOperand();
  const message = expandOperand();
  problems.push(`the variable ${name} is required${message === '' ? '' : `: ${message}`}`);
  return '';
}

function valueOf(name: string, { lookup, problems }: Context): string {
  const value = lookup(name);
  if (value === undefined) {
    problems.push(
      `the variable ${name} is not set; set it, give a default (\${${name}:-…}), or write $$${name} for $${name} itself`,
    );
  }
  return value ?? '';
}

function matchAt(pattern: RegExp, text: string, index: number): string | undefined {
  pattern.lastIndex = index;
  return pattern.exec(text)?.[0];
}
