/**
 * Wraps every modifying call of a simulated system. The hook may run the effect or not, and answer, throw or never answer: so a
 * crash can be put before an effect, after it, or in the middle (done, but the answer is lost).
 */
export type EffectHook = <T>(name: string, run: () => T) => Promise<T>;

export const runEffect: EffectHook = async (_name, run) => run();
