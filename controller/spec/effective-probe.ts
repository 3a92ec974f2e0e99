import type { Healthcheck, Probe, Service, ValueFrom } from '../api/generated/resource.ts';

/** The bounds of a probe that nobody declared; the same as the defaults of one that is. */
const DEFAULT_BOUNDS = {
  intervalSeconds: 5,
  timeoutSeconds: 2,
  failureThreshold: 3,
  successThreshold: 1,
  startupGraceSeconds: 20,
} as const satisfies Partial<Probe>;

/** Returned as the same object every time, so that those who compare probes see no change. */
const FIRST_PORT: Probe = { tcp: {}, ...DEFAULT_BOUNDS };

/**
 * How a service's health is measured: the declared probe; else, where it has ports and nothing of its own that would tell (a line in its log,
 * a health check), whether its first port accepts connections; else not at all. A one-shot task ends instead of getting ready.
 */
export function effectiveProbe(service: Service): Probe | undefined {
  if (service.oneShot) return undefined;
  if (service.probe) return service.probe;
  const { docker, process, external, ports } = service;
  const tells = process?.readyLog !== undefined || isCheck(docker?.healthcheck);
  return (docker ?? process ?? external) && !tells && ports.length > 0 ? FIRST_PORT : undefined;
}

/** Whether it checks anything: one that is switched off, or only sets times, does not tell. */
const isCheck = (check: Healthcheck | undefined): boolean =>
  check?.test !== undefined && check.test[0] !== 'NONE' && !check.disable;

/** Where the password of a probe that logs in comes from; undefined when it uses none. */
export function probePasswordSource(probe: Probe): ValueFrom | undefined {
  return (probe.redis ?? probe.amqp ?? probe.postgres)?.password?.valueFrom;
}
