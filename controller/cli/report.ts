import { styleText } from 'node:util';
import { messageOf, QbtcError } from '../api/errors.ts';
import { oneLine } from './columns.ts';

/** How a listing is printed. */
export interface OutputOptions {
  readonly output: 'json' | 'yaml' | 'table';
}

type Style = Parameters<typeof styleText>[0];

/** Colours a text where somebody will see it: on a terminal, unless NO_COLOR says otherwise (no-color.org). */
export const paint = (style: Style, text: string, stream: NodeJS.WriteStream = process.stdout): string =>
  stream.isTTY && !process.env.NO_COLOR ? styleText(style, text) : text;

export const print = (line = ''): void => {
  process.stdout.write(`${line}\n`);
};

/** Something worth knowing that is no part of the output. */
export const note = (line: string): void => {
  process.stderr.write(`${paint('dim', line, process.stderr)}\n`);
};

export const warn = (line: string): void => {
  process.stderr.write(`${paint('yellow', 'warning:', process.stderr)} ${line}\n`);
};

/** Prints a failure to standard error: what went wrong, and how to mend it. */
export function report(error: unknown): void {
  process.stderr.write(`${paint('red', 'error:', process.stderr)} ${messageOf(error)}\n`);
  if (error instanceof QbtcError && error.mend) process.stderr.write(`       ${error.mend}\n`);
  if (!(error instanceof QbtcError) && process.env.QBTC_DEBUG && error instanceof Error)
    process.stderr.write(`${error.stack ?? ''}\n`);
}

/** A table with aligned columns; the first row is the heading. Control characters in cells are shown as `?`. */
export function table(rows: readonly (readonly string[])[]): string {
  // A cell may hold a stranger's process name.
  const clean = rows.map((row) => row.map(oneLine));
  const widths: number[] = [];
  for (const row of clean) row.forEach((cell, column) => (widths[column] = Math.max(widths[column] ?? 0, cell.length)));
  return clean
    .map((row) =>
      row
        .map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0)))
        .join('   ')
        .trimEnd(),
    )
    .join('\n');
}

/** Prints a value as JSON or YAML, or hands it to the table printer. */
export async function emit(format: OutputOptions['output'], value: unknown, asTable: () => string): Promise<void> {
  if (format === 'json') print(JSON.stringify(value, null, 2));
  else if (format === 'yaml') process.stdout.write((await import('./yaml.ts')).toYaml(value));
  else print(asTable());
}

/**
 * Milliseconds of a duration like `120s`, `2m`, `500ms` or `90` (seconds).
 *
 * @throws QbtcError when it is none
 */
export function parseDuration(text: string): number {
  const [, amount, unit = 's'] = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/.exec(text.trim()) ?? [];
  const factor = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }[unit];
  if (amount === undefined || factor === undefined) {
    throw new QbtcError(`${text} is not a duration`, { code: 'Invalid', mend: 'Write it like 120s, 2m or 500ms.' });
  }
  return Number(amount) * factor;
}
