import type { Power } from '../api/generated/configuration.ts';
import type { QbtcStack, Service } from '../api/generated/resource.ts';
import { capabilityOf } from './container-fields.ts';
import { type Container, containersOf } from './containers.ts';
import type { Problem } from './diagnostic.ts';
import { exposesEngine } from '../api/host-paths.ts';
import type { Path } from './schema.ts';
import { secretSources } from './secret-sources.ts';

/** A field that asks for a power over the host. */
export interface PowerNeed {
  readonly power: Power;
  readonly path: Path;
  readonly at?: Problem['at'];
  /** The path of the host that it is about, for powers that can be confined to folders. */
  readonly hostPath?: string;
}

/** An engine that is not this host's own. */
export const foreignEngine = ({ spec }: QbtcStack): string | undefined => {
  const host = spec.docker?.host;
  return host === undefined || LOCAL_ENGINE.test(host) ? undefined : host;
};

const LOCAL_ENGINE = /^unix:\/\/(\/var)?\/run\/docker\.sock$/;
const UNIX = 'unix://';

/**
 * Every power over the host that a stack asks for, and where.
 *
 * @param engines addresses of further engines that the operator knows
 */
export function powerNeeds(stack: QbtcStack, engines: readonly string[]): PowerNeed[] {
  const { spec } = stack;
  const engine = foreignEngine(stack);
  const sockets = [...engines, ...(engine === undefined ? [] : [engine])].flatMap((address) =>
    address.startsWith(UNIX) ? [address.slice(UNIX.length)] : [],
  );
  const takeover: Path = ['spec', 'gateway', 'frontDoor', 'takeover'];
  return [
    ...(engine === undefined ? [] : [{ power: 'dockerHost' as const, path: ['spec', 'docker', 'host'] }]),
    ...spec.services.flatMap(processNeeds),
    ...containersOf(spec).flatMap((container) => containerNeeds(container, sockets)),
    ...secretSources(stack).map(({ path, from }): PowerNeed => {
      if (from.file === undefined) return { power: 'valueFromEnv', path: [...path, 'env'] };
      return { power: 'valueFromFile', path: [...path, 'file'], hostPath: from.file };
    }),
    ...(spec.gateway.apisix?.file === undefined
      ? []
      : [
          {
            power: 'hostPath' as const,
            path: ['spec', 'gateway', 'apisix', 'file'],
            hostPath: spec.gateway.apisix.file,
          },
        ]),
    ...(spec.gateway.frontDoor.takeover ? [{ power: 'takeover' as const, path: takeover }] : []),
  ];
}

/** The exec probe of a container runs in the container; every other one on this host. */
function processNeeds(service: Service, index: number): PowerNeed[] {
  const path = ['spec', 'services', index];
  const needs: PowerNeed[] = service.process ? [{ power: 'process', path: [...path, 'process'], at: 'key' }] : [];
  for (const [at, { process }] of service.alternatives.entries()) {
    if (process) needs.push({ power: 'process', path: [...path, 'alternatives', at, 'process'], at: 'key' });
  }
  const onHost = [service, ...service.alternatives].some(({ process, external }) => process ?? external);
  if (service.probe?.exec && onHost) needs.push({ power: 'execProbe', path: [...path, 'probe', 'exec'], at: 'key' });
  return needs;
}

/** What containers have by default, and two more that reach nobody else (lock memory, set priorities). All others reach the host. */
const HARMLESS: ReadonlySet<string> = new Set([
  ...['AUDIT_WRITE', 'CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'FSETID', 'KILL', 'MKNOD', 'NET_BIND_SERVICE', 'NET_RAW'],
  ...['SETFCAP', 'SETGID', 'SETPCAP', 'SETUID', 'SYS_CHROOT', 'IPC_LOCK', 'SYS_NICE'],
]);

function containerNeeds({ docker, path }: Container, sockets: readonly string[]): PowerNeed[] {
  const flags = {
    privileged: 'privileged',
    hostNetwork: 'hostNamespaces',
    hostPid: 'hostNamespaces',
    hostIpc: 'hostNamespaces',
  } as const;
  return [
    ...(Object.keys(flags) as (keyof typeof flags)[]).flatMap((field): PowerNeed[] =>
      docker[field] ? [{ power: flags[field], path: [...path, field] }] : [],
    ),
    ...docker.capAdd.flatMap((name, index): PowerNeed[] =>
      HARMLESS.has(capabilityOf(name)) ? [] : [{ power: 'privileged', path: [...path, 'capAdd', index] }],
    ),
    ...docker.devices.map((_, index): PowerNeed => ({ power: 'devices', path: [...path, 'devices', index] })),
    ...docker.volumes.flatMap(({ hostPath }, index): PowerNeed[] => {
      if (hostPath === undefined) return [];
      const at = [...path, 'volumes', index, 'hostPath'];
      const mounted: PowerNeed = { power: 'hostPath', path: at, hostPath };
      return exposesEngine(hostPath, sockets) ? [mounted, { power: 'dockerSocket', path: at }] : [mounted];
    }),
  ];
}
