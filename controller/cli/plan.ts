import { forecast } from '../plan/forecast.ts';
import { renderPlan } from '../plan/render.ts';
import { keyOfStack } from './connect.ts';
import { type PlannedAction } from './client.ts';
import { loadInputs, type FileOptions } from './inputs.ts';
import { stateDirectory } from './paths.ts';
import { emit, print, type OutputOptions } from './report.ts';

/**
 * `qbtc plan`: what `up` would do, with causes, without doing it. Exit code 0 when nothing, 2 when something, 1 when a system did not
 * answer, so that it cannot be told.
 */
export async function plan(options: FileOptions & OutputOptions): Promise<number> {
  const handovers = await loadInputs(options);
  if (!handovers) return 1;
  const { observeAlone } = await import('./alone.ts');
  const plans: { stack: string; actions: readonly PlannedAction[]; problems: readonly string[] }[] = [];
  let isBlind = false;
  for (const { stack, secrets } of handovers) {
    const { desired, observed, memory, now, build } = await observeAlone(stateDirectory(), stack, secrets);
    // Where there is no engine, the strategy tells what becomes of its services.
    const isSettled = desired.strategy.inForce !== 'FullDocker';
    isBlind ||= Object.values(observed.instances).some((found) => !found.known && !(found.absent && isSettled));
    const { actions, problems } = forecast(desired, observed, memory, now, build);
    plans.push({
      stack: keyOfStack(stack),
      actions: actions.map(({ id, type, target, cause, dependsOn }) => ({ id, type, target, cause, dependsOn })),
      problems,
    });
  }
  const value = plans.map(({ stack, actions }) => ({ stack, actions }));
  await emit(options.output, value.length === 1 ? value[0] : value, () =>
    plans.map(({ stack, actions }) => renderPlan(stack, actions)).join('\n\n'),
  );
  if (options.output === 'table')
    for (const { problems } of plans) for (const problem of problems) print(`in the way: ${problem}`);
  if (isBlind) return 1;
  return plans.some(({ actions, problems }) => actions.length > 0 || problems.length > 0) ? 2 : 0;
}
