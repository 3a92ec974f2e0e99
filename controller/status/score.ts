import type { RouteStatus, Score, ScoreLoss, StackSpec } from '../api/generated/resource.ts';
import type { ServiceVerdict } from '../api/plan.ts';

export interface ScoreInput {
  readonly spec: StackSpec;
  readonly services: readonly ServiceVerdict[];
  readonly routes: readonly RouteStatus[];
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
  const counted = services.filter(({ phase }) => phase !== 'Completed' && phase !== 'Stopped' && phase !== 'Stopping');
  if (counted.length === 0) return full(name, 'no service is declared that should run: counts full');
  const isHealthy = (verdict: ServiceVerdict): boolean => verdict.desired > 0 && verdict.healthy >= verdict.desired;
  const losses = counted
    .filter((verdict) => !isHealthy(verdict))
    .map((verdict) => ({
      share: 1 / counted.length,
      evidence: `service ${verdict.name}: ${verdict.healthy} of ${verdict.desired} replicas are healthy`,
      cause: verdict.message || verdict.phase,
      fix: `see \`qbtc logs ${verdict.name}\` and \`qbtc events\``,
    }));
  return { name, share: 1 - losses.length / counted.length, losses };
}

function discovery({ spec }: ScoreInput): Part {
  const name = 'discovery';
  return spec.discovery ? unmeasured(name) : full(name, 'no discovery is declared: counts full');
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

function connectivity({ routes: all }: ScoreInput): Part {
  const name = 'connectivity';
  return all.length === 0 ? full(name, 'no routes are declared: counts full') : unmeasured(name);
}

function monitoring({ spec }: ScoreInput): Part {
  const name = 'monitoring';
  const declared = spec.monitoring.redis.length + spec.monitoring.rabbitmq.length;
  return declared > 0 ? unmeasured(name) : full(name, 'no monitoring source is declared: counts full');
}

/** A part for which no measurement exists counts nothing, and says so. */
const unmeasured = (name: string): Part => ({
  name,
  share: 0,
  losses: [
    {
      share: 1,
      evidence: 'not measured',
      cause: `this version does not measure ${name} yet`,
      fix: 'nothing to do in the stack; the part counts 0 until it is measured',
    },
  ],
});
