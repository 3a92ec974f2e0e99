import { formatPath, type Path } from './schema.ts';

/** Something wrong (or, as a warning, unwise) in a file. */
export interface Diagnostic {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 code units. */
  readonly column: number;
  /** Like `spec.services[2].ports[0].port`; empty when it is about the whole document. */
  readonly path: string;
  readonly message: string;
}

/** Something wrong with a resource, wherever it came from. */
export interface Problem {
  readonly path: Path;
  readonly message: string;
  /** Whether the name of the field is at fault, not its value. */
  readonly at?: 'key';
}

/** As one line: `file:line:col path: message`. */
export const formatDiagnostic = ({ file, line, column, path, message }: Diagnostic): string =>
  `${file}:${line}:${column}${path === '' ? '' : ` ${path}`}: ${message}`;

/** A problem of a resource that came from no file: `path: message`. */
export const formatProblem = ({ path, message }: Problem): string =>
  path.length === 0 ? message : `${formatPath(path)}: ${message}`;

/** Turns an offset in a text into its line and column, both from 1. */
export function positionsIn(text: string): (offset: number) => { line: number; column: number } {
  let starts: number[] | undefined;
  return (offset) => {
    starts ??= lineStarts(text);
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  };
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', end + 1)) starts.push(end + 1);
  return starts;
}
