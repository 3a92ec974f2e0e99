import { readdir, readFile } from 'node:fs/promises';

export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

/** Prints rows in aligned columns; the first one is the heading. */
export function printTable(rows: readonly (readonly string[])[]): void {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  for (const row of rows) {
    const [first = '', ...rest] = row.map((cell, column) => [cell, widths[column] ?? 0] as const);
    const cells = rest.map(([cell, width]) => cell.padStart(width));
    console.log([first === '' ? '' : first[0].padEnd(first[1]), ...cells].join('   '));
  }
}

/** Says whether a figure keeps its limit; one that does not makes the program end with 1. */
export function judge(what: string, figure: number, limit: number, unit: string): void {
  const kept = figure <= limit;
  console.log(`${kept ? 'kept' : 'MISSED'}: ${what}: ${figure.toFixed(figure < 10 ? 2 : 0)} ${unit}, limit ${limit}`);
  if (!kept) process.exitCode = 1;
}

/** CPU time that a process and its threads have used so far, in milliseconds, from the scheduler's own nanoseconds (proc(5), schedstat). */
export async function cpuTime(pid: number): Promise<number> {
  const threads = await readdir(`/proc/${pid}/task`);
  const times = await Promise.all(
    threads.map(async (thread) => {
      const text = await readFile(`/proc/${pid}/task/${thread}/schedstat`, 'latin1').catch(() => '0');
      return Number(text.split(' ')[0]);
    }),
  );
  return times.reduce((sum, time) => sum + time, 0) / 1e6;
}

/** Resident memory of a process in megabytes. */
export async function residentMegabytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'latin1');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
}
