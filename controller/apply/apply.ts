import { adviceOf, errnoOf, QbtcError } from '../api/errors.ts';
import type { Action } from '../api/plan.ts';

/** What became of one action. */
export type Outcome =
  | { readonly action: Action; readonly result: 'Done' }
  | { readonly action: Action; readonly result: 'Failed'; readonly code: string; readonly message: string }
  /** Not tried, since an action that it depends on failed. */
  | { readonly action: Action; readonly result: 'Skipped'; readonly because: string };

/**
 * Carries out one action; rejects when it did not take effect or when that is not known.
 *
 * @param progress told how far it is, in words for people
 */
export type Execute = (action: Action, signal: AbortSignal, progress: (text: string) => void) => Promise<void>;

/**
 * Walks the DAG of actions, as much at once as the dependencies allow. It decides nothing: what failed is reported, its
 * dependents are skipped, everything else goes on (I20). An action without effect on others (`bestEffort`) holds nobody back.
 *
 * @param signal ends the walk: actions that have not begun are skipped
 * @returns one promise an action, in their order; none rejects
 */
export function apply(
  actions: readonly Action[],
  execute: Execute,
  signal: AbortSignal,
  progress: (action: Action, text: string) => void = () => undefined,
): Promise<Outcome>[] {
  const outcomes = new Map<string, Promise<Outcome>>();
  const byId = new Map(actions.map((action) => [action.id, action]));

  const run = async (action: Action): Promise<Outcome> => {
    for (const id of action.dependsOn) {
      const dependency = byId.get(id);
      if (!dependency) continue;
      const outcome = await outcomeOf(dependency);
      if (outcome.result !== 'Done' && !dependency.bestEffort) return { action, result: 'Skipped', because: id };
    }
    if (signal.aborted) return { action, result: 'Skipped', because: 'the controller stops' };
    try {
      await execute(action, signal, (text) => {
        progress(action, text);
      });
      return { action, result: 'Done' };
    } catch (error) {
      const code = error instanceof QbtcError ? error.code : (errnoOf(error) ?? 'Error');
      return { action, result: 'Failed', code, message: adviceOf(error) };
    }
  };
  const outcomeOf = (action: Action): Promise<Outcome> => {
    const begun = outcomes.get(action.id);
    if (begun) return begun;
    const outcome = Promise.resolve().then(() => run(action));
    outcomes.set(action.id, outcome);
    return outcome;
  };
  return actions.map(outcomeOf);
}
