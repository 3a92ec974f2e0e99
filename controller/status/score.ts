import type { Connectivity } from '../api/connectivity.ts';
import type { Discovery } from '../api/discovery.ts';
import type { Readings } from '../api/monitoring.ts';
import type { RouteStatus, Score, ScoreLoss, StackSpec } from '../api/generated/resource.ts';
import type { ServiceVerdict } from '../api/plan.ts';
import { isMissed } from './readiness.ts';

export interface ScoreInput {
  readonly spec: StackSpec;
  readonly services: readonly ServiceVerdict[];
  readonly routes: readonly RouteStatus[];
  /** What was found on the machine; undefined before the first look. */
  readonly discovery?: Discovery | undefined;
  /** What clients get; undefined before the first look. */
  readonly connectivity?: Connectivity | undefined;
  /** What the monitoring sources say; undefined before the first reading. */
  readonly monitoring?: Readings | undefined;
}

interface Part {
  readonly name: string;
  /** 0 to 1. */
  readonly share: number;
  /** How the lost share divides; their shares add up to 1 − share. */
  readonly losses: readonly (Omit<ScoreLoss, 'part' | 'points'> & { readonly share: number })[];
  /** Why a part counts full although nothing was measured. */
  readonly note?: string;
}

/** Scores the stack's health from evidence alone: 100 points in five parts; each lost point names its evidence and its fix. */
export function scoreOf(input: ScoreInput): Score {
  const { weights } = input.spec.score;
  const parts: [Part, number][] = [
    [infrastructure(input), weights.infrastructure],
    [discovery(input), weights.discovery],
    [routes(input), weights.routes],
    [connectivity(input), weights.connectivity],
    [monitoring(input), weights.monitoring],
  ];
  const total = round(parts.reduce((sum, [{ share }, max]) => sum + share * max, 0));
  const losses = parts.flatMap(([part, max]) =>
    part.losses.map(({ share, ...why }) => ({ part: part.name, points: round(share * max), ...why })),
  );
  return {
    total,
    grade: gradeOf(total),
    parts: parts.map(([{ name, share, note }, max]) => ({
      name,
      score: round(share * max),
      max,
      ...(note ? { note } : {}),
    })),
    losses: losses.filter(({ points }) => points > 0).sort((a, b) => b.points - a.points),
  };
}

function gradeOf(total: number): Score['grade'] {
  if (total >= 90) return 'A';
  if (total >= 80) return 'B';
  return total >= 70 ? 'C' : 'D';
}

/** Floating-point noise off, nothing else. */
const round = (value: number): number => Math.round(value * 1e6) / 1e6;

const full = (name: string, note: string): Part => ({ name, share: 1, losses: [], note });

/** The share of declared services that are healthy; held-down services and completed tasks do not count. */
function infrastructure({ services }: ScoreInput): Part {
  const name = 'infrastructure';
  const counted = services.filter(isMissed);
  if (counted.length === 0) return full(name, 'no service is declared that should run: counts full');
  const isHealthy = ({ desired, healthy, reason }: ServiceVerdict): boolean =>
    desired > 0 && healthy >= desired && reason !== 'QueueNotConsumed';
  const losses = counted
    .filter((verdict) => !isHealthy(verdict))
    .map((verdict) => ({
      share: 1 / counted.length,
      evidence: `service ${verdict.name}: ${verdict.healthy} of ${verdict.desired} replicas are healthy`,
      cause: verdict.message || verdict.phase,
      fix:
        verdict.phase === 'Skipped'
          ? 'mend what `qbtc status` names under the strategy, or declare an alternative for it'
          : `see \`qbtc logs ${verdict.name}\` and \`qbtc events\``,
    }));
  return { name, share: 1 - losses.length / counted.length, losses };
}

/** What a validated service that was found counts, of the whole part (8 of 25 points by default). */
const FOUND_SHARE = 8 / 25;

/**
 * With `expected`, the share of those that were found; else what was found, validated, each counting as much, or the share of the declared
 * services among it, whichever is more.
 */
function discovery({ spec, services, discovery: found }: ScoreInput): Part {
  const name = 'discovery';
  if (!spec.discovery) return full(name, 'no discovery is declared: counts full');
  if (!found) {
    const fix = 'wait a moment; `qbtc discover` looks at once';
    return {
      name,
      share: 0,
      losses: [{ share: 1, evidence: 'nobody has looked yet', cause: 'the first look is under way', fix }],
    };
  }
  const valid = found.services.filter(({ validated }) => validated);
  const { expected } = spec.discovery;
  const declared = services.filter(isMissed).map((service) => service.name);
  const wanted = expected.length > 0 ? expected : declared;
  // A stranger of the same name is none that was declared.
  const named = new Set(valid.filter(({ rank }) => expected.length > 0 || rank === 0).map((service) => service.name));
  const missing = wanted.filter((each) => !named.has(each));
  const among = wanted.length === 0 ? 0 : 1 - missing.length / wanted.length;
  const holders = new Set(valid.map(({ key, pid, container }) => container?.id ?? String(pid ?? key)));
  const share = expected.length > 0 ? among : Math.max(Math.min(1, holders.size * FOUND_SHARE), among);
  const failures = Object.entries(found.failures).map(([method, why]) => `${method}: ${why}`);
  const cause =
    failures.length > 0 ? `not every method could look: ${failures.join('; ')}` : 'nothing answers at its address';
  if (missing.length === 0 && share < 1) {
    const evidence = `${holders.size} services were found that answer`;
    return {
      name,
      share,
      losses: [{ share: 1 - share, evidence, cause, fix: 'widen spec.discovery, or declare what is expected' }],
    };
  }
  const losses = missing.map((each) => ({
    share: (1 - share) / missing.length,
    evidence: `${each} was not found, or did not answer`,
    cause,
    fix: `see \`qbtc discover\`; start ${each}, or widen spec.discovery`,
  }));
  return { name, share, losses };
}

/** The share of declared routes that the front door said to have. */
function routes({ routes: all }: ScoreInput): Part {
  const name = 'routes';
  if (all.length === 0) return full(name, 'no routes are declared: counts full');
  const missing = all.filter(({ state }) => state !== 'Programmed' && state !== 'Degraded');
  const losses = missing.map(({ name: route, message }) => ({
    share: 1 / all.length,
    evidence: `route ${route} was not read back from the front door`,
    cause: message ?? 'it has not been pushed yet',
    fix: 'see the condition GatewayAvailable in `qbtc status -o yaml`',
  }));
  return { name, share: 1 - missing.length / all.length, losses };
}

/**
 * The share of routes whose clients are served: those that a GET by the clients' address has reached; of one that no GET can reach, what was
 * read back and what its services' probes say.
 */
function connectivity({ routes: all, connectivity: answers }: ScoreInput): Part {
  const name = 'connectivity';
  if (all.length === 0) return full(name, 'no routes are declared: counts full');
  const share = 1 / all.length;
  const unasked = all.filter(({ name: route }) => answers?.[route] === undefined);
  const losses = all.flatMap(({ name: route, state, message }) => {
    const problem = answers?.[route];
    if (problem === '') return [];
    if (problem)
      return [
        {
          share,
          evidence: `route ${route}: ${problem}`,
          cause: message ?? 'it does not reach its service',
          fix: `see \`qbtc status\` and \`qbtc events\``,
        },
      ];
    if (answers && state === 'Programmed') return [];
    const cause = answers ? (message ?? `the route is ${state}`) : 'the front door has not been seen to serve yet';
    return [{ share, evidence: `route ${route} was not seen to serve`, cause, fix: 'see `qbtc status`' }];
  });
  const judged = answers ? unasked.length : 0;
  const note = `${judged} of ${all.length} routes cannot be reached by a plain GET: judged by read-back and their services' probes`;
  return { name, share: 1 - losses.length / all.length, losses, ...(judged > 0 ? { note } : {}) };
}

/** The share of declared sources that answered the last time they were read. */
function monitoring({ spec, monitoring: readings }: ScoreInput): Part {
  const name = 'monitoring';
  const { redis, rabbitmq } = spec.monitoring;
  const sources = [
    ...redis.map(({ service }) => `redis/${service}`),
    ...rabbitmq.map(({ service }) => `rabbitmq/${service}`),
  ];
  if (sources.length === 0) return full(name, 'no monitoring source is declared: counts full');
  const losses = sources.flatMap((source) => {
    const reading = readings?.[source];
    if (reading && !('problem' in reading)) return [];
    const cause = reading ? reading.problem : 'it has not been read yet';
    const fix = `see that the service answers, with the login of its probe: \`qbtc status\``;
    return [{ share: 1 / sources.length, evidence: `${source} does not say how it does`, cause, fix }];
  });
  return { name, share: 1 - losses.length / sources.length, losses };
}
