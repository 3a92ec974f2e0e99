import type { Score } from '../api/generated/resource.ts';
import { QbtcError } from '../api/errors.ts';
import type { ScorePoint } from '../telemetry/score-history.ts';
import { keyOfStack, pickStack, requireController } from './connect.ts';
import { stateDirectory } from './paths.ts';
import { emit, table, type OutputOptions } from './report.ts';
import { roughly, sparkline } from './sparkline.ts';

/** `qbtc score`: the five parts, and for every lost point its evidence, cause and fix. */
export async function score(name: string | undefined, options: OutputOptions): Promise<number> {
  const client = await requireController(stateDirectory());
  const stack = await pickStack(client, name);
  const measured = stack.status?.score;
  const history = options.output === 'table' && measured ? await client.scoreHistory(keyOfStack(stack)) : [];
  client.close();
  if (!measured)
    throw new QbtcError('the stack has not been looked at yet', { code: 'NotFound', mend: 'Try again in a moment.' });
  await emit(options.output, measured, () => render(measured, history, Date.now()));
  return 0;
}

function render({ total, grade, parts, losses }: Score, history: readonly ScorePoint[], now: number): string {
  const partRows = parts.map(({ name, score: points, max, note }) => [
    name,
    points.toFixed(1),
    String(max),
    note ?? '',
  ]);
  const sections = [
    [`${total.toFixed(1)} of 100, grade ${grade}`, ...changesOf(history, now)].join('\n'),
    table([['PART', 'SCORE', 'MAX', 'NOTE'], ...partRows]),
  ];
  if (losses.length > 0) {
    const rows = losses.map(({ points, part, evidence, cause, fix }) => [
      `-${points.toFixed(1)}`,
      part,
      evidence,
      cause,
      fix,
    ]);
    sections.push(table([['POINTS', 'PART', 'EVIDENCE', 'CAUSE', 'FIX'], ...rows]));
  }
  return sections.join('\n\n');
}

/** A line that shows how the score got where it is. */
function changesOf(history: readonly ScorePoint[], now: number): string[] {
  const [first] = history;
  if (!first) return [];
  const totals = history.map(({ total }) => total);
  const range = `${Math.min(...totals).toFixed(1)} to ${Math.max(...totals).toFixed(1)}`;
  return [`${sparkline(history, now)}  ${range} in the last ${roughly(now - Date.parse(first.time))}`];
}
