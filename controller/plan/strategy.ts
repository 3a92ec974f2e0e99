import type { Service } from '../api/generated/resource.ts';
import type { Diagnosis, Memory } from '../api/memory.ts';
import { type Desired, type Observed, type Problem, runtimeOf, type ServiceVerdict } from '../api/plan.ts';
import { LOW_DISK, LOW_MEMORY, type Room } from '../api/room.ts';
import { type Strategy, UNRESTRICTED } from '../api/strategy.ts';
import { apisixHindrance } from './apisix-hindrance.ts';
import { seenOf } from './engine-memory.ts';
import { hostPorts } from '../spec/host-ports.ts';
import { earliest } from './steps.ts';

/** For how long an engine that was there must be gone before its services run otherwise: longer than a restart of it takes; milliseconds. */
const GONE_FOR = 15_000;
/** For how long one that was gone must be back before they run in it again. */
const BACK_FOR = 5000;

export interface StrategyDecision {
  readonly strategy: Strategy;
  readonly diagnosis: Diagnosis;
  readonly problems: readonly Problem[];
  readonly wakeAt: number | undefined;
}

export interface StrategyInput {
  readonly desired: Desired;
  readonly observed: Observed;
  /** As the services are, whatever the strategy says of them. */
  readonly verdicts: readonly ServiceVerdict[];
  readonly memory: Memory;
  readonly now: number;
}

/**
 * Chooses what may be planned from here on (design §8), from what was found: an engine that is absent sends its services to their
 * alternatives, an APISIX that cannot run sends requests past it. What merely fails is repaired, and changes no strategy.
 */
export function decideStrategy(input: StrategyInput): StrategyDecision {
  const { desired, observed, memory } = input;
  const wish = desired.spec.strategy;
  const { diagnosis, isEngineAbsent, engineWakeAt } = judgeEngine(input);
  const missing = isEngineAbsent ? withoutEngine(input) : withEngine(input);
  const gateway = apisixHindrance(input, missing, memory.volatile.diagnosis?.gatewayGone);
  const scarce = scarcities(observed.room);
  const causes = [missing.why, gateway.why].filter((why) => why !== undefined);
  const reasons = [...causes, ...missing.told, ...scarce];
  const decided = {
    diagnosis: { ...diagnosis, ...(gateway.since === undefined ? {} : { gatewayGone: gateway.since }) },
    problems: [],
    wakeAt: earliest(engineWakeAt, gateway.wakeAt),
  };
  if (wish === 'FullDocker') {
    const problems = causes.length > 0 ? [contradicted(causes)] : [];
    return { ...decided, problems, strategy: { ...UNRESTRICTED, reasons: [...causes, ...scarce] } };
  }
  const { taken } = missing;
  const apisix = desired.spec.gateway.apisix?.service;
  const withoutApisix = (why: string) => (apisix === undefined || apisix in taken ? {} : { [apisix]: why });
  if (wish === 'Fallback') {
    const skipped = { ...missing.skipped, ...withoutApisix('the strategy is Fallback: APISIX is not started') };
    return { ...decided, strategy: { inForce: 'Fallback', reasons, taken, skipped } };
  }
  if (wish === 'Auto' && gateway.why !== undefined) {
    const skipped = { ...withoutApisix(gateway.why), ...missing.skipped };
    return { ...decided, strategy: { inForce: 'Fallback', reasons, taken, skipped } };
  }
  const isHybrid = missing.why !== undefined || missing.told.length > 0;
  const inForce = wish === 'Hybrid' || isHybrid ? 'Hybrid' : 'FullDocker';
  return { ...decided, strategy: { inForce, reasons, taken, skipped: missing.skipped } };
}

/** What is about to make starts fail. It changes no strategy: what is there needs no room. */
const scarcities = ({ diskBytes = Infinity, memoryBytes = Infinity }: Room = {}): string[] => [
  ...(diskBytes < LOW_DISK
    ? ['the disk of the state directory is full: nothing can be noted, so nothing is changed']
    : []),
  ...(memoryBytes < LOW_MEMORY ? ['this machine is out of memory: what is started may be killed'] : []),
];

const contradicted = (causes: readonly string[]): Problem => ({
  reason: 'StrategyContradicted',
  target: 'strategy',
  message: `FullDocker is asked for, and ${causes.join('; ')}`,
});

/** Whether the engine counts as absent. One that was never there does at once; else it takes a while, in both directions. */
function judgeEngine({ desired, observed, memory, now }: StrategyInput): {
  diagnosis: Diagnosis;
  isEngineAbsent: boolean;
  engineWakeAt?: number;
} {
  const engine = observed.instances.docker;
  const { engineGone, engineBack } = memory.volatile.diagnosis ?? {};
  const { taken, skipped } = desired.strategy;
  const wasAbsent = desired.declared.some(
    ({ name, ...service }) => service.docker && (name in taken || skipped[name] === NO_ENGINE),
  );
  if (!engine) return { diagnosis: {}, isEngineAbsent: false };
  if (engine.known) {
    // Whoever asks for a look knows that it is back.
    if (!wasAbsent || observed.asked) return { diagnosis: {}, isEngineAbsent: false };
    const since = engineBack ?? now;
    const isBack = now >= since + BACK_FOR;
    return {
      diagnosis: { engineBack: since },
      isEngineAbsent: !isBack,
      ...(isBack ? {} : { engineWakeAt: since + BACK_FOR }),
    };
  }
  // One that does not answer is ill, not absent: what was decided stays.
  if (!engine.absent) return { diagnosis: engineGone === undefined ? {} : { engineGone }, isEngineAbsent: wasAbsent };
  const since = engineGone ?? now;
  const isGone = wasAbsent || !memory.durable.engineSeen || now >= since + GONE_FOR;
  return {
    diagnosis: { engineGone: since },
    isEngineAbsent: isGone,
    ...(isGone ? {} : { engineWakeAt: since + GONE_FOR }),
  };
}

/** Why a service is skipped for want of an engine; the reasons of the strategy tell what is the matter with that. */
const NO_ENGINE = 'there is no Docker engine, and it has no alternative that can run without one';

interface Missing extends Pick<Strategy, 'taken' | 'skipped'> {
  /** What there is not; undefined when nothing needs it. */
  readonly why?: string;
  /** What becomes of the services, for people. */
  readonly told: readonly string[];
}

const NOTHING: Missing = { taken: {}, skipped: {}, told: [] };

/** What becomes of the services with containers when there is no engine for them. */
function withoutEngine({ desired, observed, memory }: StrategyInput): Missing {
  const engine = observed.instances.docker;
  const { strategy } = desired;
  const contained = desired.declared.filter((service) => service.docker);
  if (contained.length === 0 || !engine) return NOTHING;
  // It has just come back: until it has stayed, all is as it was.
  if (engine.known) {
    const skipped = Object.fromEntries(Object.entries(strategy.skipped).filter(([, why]) => why === NO_ENGINE));
    return { why: 'the docker runtime has just come back', taken: strategy.taken, skipped, told: [] };
  }
  const lingering = new Set(observed.lingering);
  const taken: Record<string, number> = {};
  const skipped: Record<string, string> = {};
  const told: string[] = [];
  for (const service of contained) {
    const { name } = service;
    const completed = memory.durable.services[name]?.completed;
    if (seenOf(name, memory).some((id) => lingering.has(id)) && !(name in strategy.taken)) {
      told.push(`the container of ${name} goes on, so nothing takes its place`);
      continue;
    }
    // What has run to its end is not run again elsewhere.
    if (service.oneShot && completed !== undefined && !(name in strategy.taken)) continue;
    const index = alternativeOf(service);
    if (index === undefined) {
      skipped[name] = NO_ENGINE;
      told.push(`${name} is skipped`);
      continue;
    }
    taken[name] = index;
    told.push(`${name} runs as ${runtimeOf(service.alternatives[index] ?? service)}`);
  }
  return { why: engine.reason, taken, skipped, told };
}

/**
 * What stays as it is although there is an engine: tasks that were completed as their alternatives, and services that somebody else runs at the
 * very port at which the container would be published.
 */
function withEngine({ desired, observed, memory }: StrategyInput): Missing {
  const { taken: former } = desired.strategy;
  const listening = observed.listening.known ? observed.listening.value : [];
  const told: string[] = [];
  const kept = desired.declared.filter((service) => {
    const index = former[service.name];
    if (index === undefined) return false;
    if (service.oneShot) return memory.durable.services[service.name]?.completed !== undefined;
    if (!service.alternatives[index]?.external) return false;
    const held = hostPorts(service).find(({ port }) => listening.some((each) => each.port === port));
    if (held) told.push(`${service.name} stays external: port ${held.port}, at which its container would be, is held`);
    return held !== undefined;
  });
  return { taken: Object.fromEntries(kept.map(({ name }) => [name, former[name] ?? 0])), skipped: {}, told };
}

/** The first alternative that needs no engine. */
function alternativeOf({ alternatives }: Service): number | undefined {
  const index = alternatives.findIndex(({ process, external }) => process !== undefined || external !== undefined);
  return index < 0 ? undefined : index;
}
