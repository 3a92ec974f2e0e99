/** The shortest pause between two probes of a target that has not answered yet, in milliseconds. */
const FIRST_PAUSE = 10;
/** While a target starts, the pause is this part of the time it has taken so far: seen soon, at a cost that falls. */
const STARTING_SHARE = 1 / 8;

/** For a probe that costs a multiple of what others do. */
const COSTLY = { firstPause: 100, share: 1 / 2 } as const;

/** A point of the grid that is nearer than this part of the interval is left out. */
const TOO_SOON = 1 / 10;

/** What the time of the next probe depends on. Times are milliseconds. */
export interface Timing {
  readonly id: string;
  readonly interval: number;
  /** How long the target has been starting without a success; undefined when it has started. */
  readonly starting: number | undefined;
  /** Each try costs much, such as a command that is run in a container. */
  readonly costly?: boolean;
}

/**
 * How long to wait from `now` until the next probe. A target that is starting is probed densely, so that it counts as ready an
 * eighth of its start time after it is, at the latest. Any other is probed on a grid of its interval; the grid's phase is a hash
 * of the id, so that many targets of one interval spread evenly over it.
 */
export function nextDelay({ id, interval, starting, costly = false }: Timing, now: number): number {
  if (starting !== undefined) {
    const { firstPause, share } = costly ? COSTLY : { firstPause: FIRST_PAUSE, share: STARTING_SHARE };
    return Math.min(interval, Math.max(firstPause, Math.ceil(starting * share)));
  }
  const sincePhase = (now - phaseOf(id, interval)) % interval;
  const rest = interval - (sincePhase < 0 ? sincePhase + interval : sincePhase);
  // A timer that fires a little early must not make two probes of one.
  return rest < interval * TOO_SOON ? rest + interval : rest;
}

/** FNV-1a over the id's UTF-16 code units: spreads well enough, and costs nothing beside a probe. */
function phaseOf(id: string, interval: number): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < id.length; index++) hash = Math.imul(hash ^ id.charCodeAt(index), 0x01000193);
  return (hash >>> 0) % interval;
}
