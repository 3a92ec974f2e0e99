import type { Service, StackStatus } from '../api/generated/resource.ts';
import type { Memory } from '../api/memory.ts';
import type { AlertMemory, Notification } from '../api/notification.ts';
import type { Desired, ServiceVerdict } from '../api/plan.ts';
import { isMissed } from './readiness.ts';
import { maskSecrets } from '../spec/secrets.ts';

/** For so long the score has to be under its target, or back, before that is told; milliseconds. A start or a rollout takes less. */
const SCORE_STEADY = 60_000;
/** Characters of a message at most. */
const MESSAGE = 1000;

export interface AlertInput {
  readonly desired: Pick<Desired, 'stack' | 'spec' | 'deleting'>;
  readonly services: readonly ServiceVerdict[];
  /** What is remembered of the services: a quarantine lasts through its tries. */
  readonly memory: Pick<Memory['durable'], 'services'>;
  readonly status: StackStatus;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** What is said of an alert: while it lasts, or at its end. */
type Word = Pick<Notification, 'reason' | 'message'>;

/** Something that may be told: as it lasts, as it has ended, or neither, when it is not known to have changed. */
interface Finding extends Pick<Notification, 'event' | 'severity' | 'service'> {
  readonly lasts?: Word;
  readonly ended?: Word;
}

export interface Alerts {
  readonly memory: AlertMemory;
  /** What ended in this pass; what began is among what lasts. */
  readonly ended: readonly Notification[];
}

/** Which alerts of a stack last, and which have ended: from its status, and from what was known before. */
export function nextAlerts(before: AlertMemory, input: AlertInput): Alerts {
  const { desired, now } = input;
  if (desired.deleting) {
    const word = { reason: 'Deleting', message: 'the stack is being deleted' };
    const ended = Object.values(before.lasting).map((alert) => noticeOf({ ...alert, ended: word }, input));
    return { memory: { lasting: {} }, ended };
  }
  // What is suspended is as somebody wants it; nothing is concluded from it.
  if (desired.spec.suspend) return { memory: before, ended: [] };
  const score = scoreFinding(before, input);
  const readiness = readinessOf(before, input);
  const findings = [...failoverFinding(before, input), ...quarantines(before, input), ...score.findings];
  const lasting = new Map(Object.entries(before.lasting));
  const ended: Notification[] = [];
  for (const finding of findings) {
    const notice = noticeOf(finding, input);
    const isLasting = lasting.has(notice.dedupKey);
    if (finding.lasts && !isLasting) lasting.set(notice.dedupKey, notice);
    if (finding.ended && isLasting && lasting.delete(notice.dedupKey)) ended.push(notice);
  }
  if (readiness.recovered) ended.push(noticeOf(readiness.recovered, input));
  const { crossedAt } = score;
  const memory = {
    lasting: Object.fromEntries(lasting),
    ...(wentThroughApisix(before, input) ? { throughApisix: true as const } : {}),
    ...readiness.memory,
    // The clock may have been set back since.
    ...(crossedAt === undefined ? {} : { crossedAt: Math.min(crossedAt, now) }),
  };
  return { memory, ended };
}

function noticeOf({ event, severity, service, lasts, ended }: Finding, { desired, now }: AlertInput): Notification {
  const { namespace, name, uid } = desired.stack;
  const { reason, message } = lasts ?? ended ?? { reason: event, message: '' };
  return {
    stack: `${namespace}/${name}`,
    event,
    status: lasts ? 'firing' : 'resolved',
    severity,
    ...(service === undefined ? {} : { service }),
    reason,
    message: maskSecrets(message).slice(0, MESSAGE),
    at: new Date(now).toISOString(),
    dedupKey: [uid, event, service].filter((part) => part !== undefined).join('/'),
  };
}

const conditionIn = ({ status }: AlertInput, wanted: string) => status.conditions?.find(({ type }) => type === wanted);

/** Requests that never went through APISIX have not left it, nor those that somebody leads past it. */
function failoverFinding(before: AlertMemory, input: AlertInput): Finding[] {
  const condition = conditionIn(input, 'FallbackActive');
  if (!condition || condition.status === 'Unknown') return [];
  const { status, reason, message } = condition;
  const alert = { event: 'Failover', severity: 'warning' } as const;
  if (status === 'False' || reason === 'AskedFor') return [{ ...alert, ended: { reason, message } }];
  return before.throughApisix ? [{ ...alert, lasts: { reason, message: `requests go past APISIX: ${message}` } }] : [];
}

function wentThroughApisix(before: AlertMemory, input: AlertInput): boolean {
  const condition = conditionIn(input, 'FallbackActive');
  if (!condition || condition.status === 'Unknown') return before.throughApisix ?? false;
  return condition.status === 'False' && !['NoApisix', 'NoRoutes'].includes(condition.reason);
}

/** A quarantine ends when the service has proven itself, or is held down, or is not declared any more; not with a try. */
function quarantines(before: AlertMemory, { desired, services, memory }: AlertInput): Finding[] {
  const declared = new Map(desired.spec.services.map((service) => [service.name, service]));
  const judged = services.map((verdict): Finding => {
    const { name, phase, reason, message } = verdict;
    const alert = quarantineOf(name, declared.get(name));
    if (phase === 'Quarantined') return { ...alert, lasts: { reason, message: `service ${name}: ${message}` } };
    const budgets = Object.values(memory.services[name]?.budgets ?? {});
    const isTried = budgets.some(({ quarantined }) => quarantined) && isMissed(verdict);
    return phase === 'Unknown' || isTried
      ? alert
      : { ...alert, ended: { reason: phase, message: `service ${name} is not in quarantine any more: ${phase}` } };
  });
  const gone = Object.values(before.lasting).flatMap(({ event, service }): Finding[] => {
    if (event !== 'Quarantine' || service === undefined) return [];
    if (services.some(({ name }) => name === service)) return [];
    const word = { reason: 'NotDeclared', message: `service ${service} is not declared any more` };
    return [{ ...quarantineOf(service, undefined), ended: word }];
  });
  return [...judged, ...gone];
}

const quarantineOf = (service: string, declared: Service | undefined): Finding => ({
  event: 'Quarantine',
  severity: declared?.critical ? 'critical' : 'warning',
  service,
});

/** A score that crosses its target for a moment is no news. */
function scoreFinding(
  { lasting, crossedAt }: AlertMemory,
  { desired, status, now }: AlertInput,
): { findings: Finding[]; crossedAt?: number } {
  const { score } = status;
  if (!score) return { findings: [], ...(crossedAt === undefined ? {} : { crossedAt }) };
  const { target } = desired.spec.score;
  const isUnder = score.total < target;
  const wasUnder = Object.values(lasting).some(({ event }) => event === 'Score');
  if (isUnder === wasUnder) return { findings: [] };
  const since = crossedAt ?? now;
  if (now - since < SCORE_STEADY) return { findings: [], crossedAt: since };
  const rounded = Math.round(score.total * 10) / 10;
  const alert = { event: 'Score', severity: 'warning' } as const;
  if (!isUnder)
    return {
      findings: [{ ...alert, ended: { reason: 'OnTarget', message: `the score is ${rounded} (${score.grade})` } }],
    };
  const most = score.losses[0];
  const why = most ? `; most is lost by ${most.part}: ${most.evidence}` : '';
  const message = `the score is ${rounded} (${score.grade}), under its target of ${target}${why}`;
  return { findings: [{ ...alert, lasts: { reason: 'UnderTarget', message } }] };
}

/** Why a stack is not Ready while something is done that somebody asked for. */
const UNDER_WAY: ReadonlySet<string> = new Set([
  'Applying',
  'HeldDown',
  'RolloutFinishing',
  'RolloutUnderWay',
  'Starting',
]);

/**
 * A stack that was Ready and ceased to be so by itself, or that is stalled, was down. One that becomes Ready for the first time, or after a
 * change, has not recovered. What is not known is no change.
 */
function readinessOf(
  { readyAt, isDown }: AlertMemory,
  input: AlertInput,
): { memory: Pick<AlertMemory, 'readyAt' | 'isDown'>; recovered?: Finding } {
  const ready = conditionIn(input, 'Ready');
  const { generation } = input.desired.stack;
  if (ready?.status === 'True') {
    const word = { reason: ready.reason, message: `the stack is Ready again: ${ready.message}` };
    const recovered: Finding = { event: 'Recovered', severity: 'info', ended: word };
    return { memory: { readyAt: generation }, ...(isDown ? { recovered } : {}) };
  }
  const isAsked = readyAt !== generation || UNDER_WAY.has(ready?.reason ?? '');
  const hasFallen = !isAsked || conditionIn(input, 'Stalled') !== undefined;
  const fell = ready?.status === 'False' && readyAt !== undefined && hasFallen;
  return {
    memory: {
      ...(readyAt === undefined ? {} : { readyAt }),
      ...((isDown ?? fell) ? { isDown: true as const } : {}),
    },
  };
}
