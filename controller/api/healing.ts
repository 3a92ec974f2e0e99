/** What is done beyond plain repair: start an instance again, make it anew, or write APISIX its configuration first. */
export type Remedy = 'Restart' | 'Recreate' | 'Reconfigure';

/** What is wrong with a service. */
export interface Ailment {
  /** In words that stay the same while it lasts. */
  readonly what: string;
  /** What helps beyond what the loop does by itself; undefined where nothing does, or somebody has to. */
  readonly remedy?: Remedy;
  /** What a person can do; absent where nobody has to. */
  readonly mend?: string;
}

/** A remedy that was applied to a service, until it is known what it did. */
export interface Attempt {
  readonly service: string;
  readonly remedy: Remedy;
  /** What was wrong. */
  readonly trouble: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Of the stack, before. */
  readonly score: number;
  /** The revisions of the service and of what it depends on, as in its memory. */
  readonly epoch: string;
  /** The runs that are to end, by instance id. */
  readonly runs: Readonly<Record<string, number>>;
  /** It was given its time and did not help: it is not repeated until the service has been well for a while. */
  readonly vain?: true;
  /** Since when it has been well, after it did not help; milliseconds since the epoch. */
  readonly wellSince?: number;
}

/** Of an attempt: a service may have been given each remedy once. */
export const attemptKey = ({ service, remedy }: Pick<Attempt, 'service' | 'remedy'>): string => `${service}/${remedy}`;

export interface HealingState {
  /** For the condition Healing. */
  readonly state: 'Off' | 'NothingToHeal' | 'Observing' | 'Healing' | 'InTrouble';
  readonly message: string;
  /** What is to be told once, as it happens. */
  readonly news: readonly {
    readonly type: 'Normal' | 'Warning';
    readonly reason: string;
    readonly target: string;
    readonly message: string;
  }[];
}
