import type { Clock } from '../../controller/api/clock.ts';
import { never, type Life } from './life.ts';

/** What befalls one effect. */
export type Fate =
  | { readonly kind: 'run' }
  /** The controller dies: before the effect, in its middle (done, the answer lost), or after its answer. */
  | { readonly kind: 'before' | 'middle' | 'after' }
  /** It fails: nothing was done, or (`lost`) it was done and the controller does not learn it. */
  | { readonly kind: 'fail' | 'lost'; readonly code: string }
  /** It takes so many milliseconds; done at their beginning or at their end. */
  | { readonly kind: 'slow'; readonly ms: number; readonly done: 'first' | 'last' };

/** Lets an effect of this controller happen as its fate wants it. */
export async function meetFate<T>(
  fate: Fate,
  name: string,
  { life, clock, happen }: { readonly life: Life; readonly clock: Clock; readonly happen: () => T },
): Promise<T> {
  const pause = (ms: number): Promise<void> => new Promise((resolve) => void clock.after(ms, resolve));
  switch (fate.kind) {
    case 'run':
      return happen();
    case 'before':
      life.end();
      return never();
    case 'middle':
      happen();
      life.end();
      return never();
    case 'after': {
      const answer = happen();
      life.doom();
      return answer;
    }
    case 'lost':
      happen();
      throw failure(fate.code, name);
    case 'fail':
      throw failure(fate.code, name);
    case 'slow': {
      if (fate.done === 'first') {
        const answer = happen();
        await pause(fate.ms);
        return answer;
      }
      await pause(fate.ms);
      return life.isOver ? never() : happen();
    }
  }
}

const failure = (code: string, name: string): Error => Object.assign(new Error(`${code}: ${name}`), { code });
