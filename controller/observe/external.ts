import type { Desired } from '../api/plan.ts';
import type { Instance } from '../api/runtime.ts';
import { revisionOf } from '../spec/hash.ts';

/**
 * External services as instances: they are not ours to start or stop, so each simply "runs" at its address, and its probe tells
 * whether it is healthy.
 */
export function externalInstances(desired: Desired): Instance[] {
  return desired.spec.services.flatMap((service): Instance[] => {
    const { external } = service;
    if (!external) return [];
    const revision = revisionOf(service, {
      secretDigest: undefined,
      restarts: desired.restarts[service.name] ?? 0,
      addresses: [],
    });
    const ports = Object.fromEntries(service.ports.map(({ name, port }) => [name, port]));
    return [
      {
        id: `external/${desired.stack.uid}/${service.name}`,
        service: service.name,
        slot: 0,
        revision,
        launch: { service, slot: 0, revision, ports, command: [], env: {} },
        state: 'Running',
        run: 1,
        startedAt: desired.stack.createdAt,
        stoppingSince: undefined,
        exit: undefined,
        readyLogSeen: undefined,
        addresses: Object.fromEntries(
          Object.entries(ports).map(([name, port]) => [name, { host: external.host, port }]),
        ),
        pid: undefined,
        strays: [],
        cwd: '/',
        env: {},
      },
    ];
  });
}
