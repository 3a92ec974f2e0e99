import { pluginSources, secretKey, secretsOf, type AcceptedStack } from '../api/accepted.ts';
import type { Desired, Observed } from '../api/plan.ts';
import { sameAddress } from '../api/front-door.ts';
import type { Memory } from '../api/memory.ts';
import { UNRESTRICTED } from '../api/strategy.ts';
import { seenOf } from '../plan/engine-memory.ts';
import { withAlternatives } from '../spec/alternatives.ts';
import { withApisixService } from '../spec/apisix-service.ts';
import { hostPorts } from '../spec/host-ports.ts';
import { secretDigest, type Installation } from '../state/installation.ts';

/** What the planner wants to know of an accepted stack; secret values are in it only as digests. */
export function desiredOf(stack: AcceptedStack, installation: Installation, memory: Memory): Desired {
  const { namespace, name, uid, createdAt, generation } = stack;
  const engine = stack.resource.spec.docker?.host;
  const { durable, volatile } = memory;
  const { strategy = UNRESTRICTED } = durable;
  const seen = [...new Set([...Object.keys(durable.services), ...Object.keys(volatile.containers ?? {})])];
  const declared = withApisixService(asAsked(stack), stack.apisix);
  // What is to go is whatever is there, wherever it was to run of late.
  const spec = stack.deleting ? declared : withAlternatives(declared, strategy);
  const digests: Record<string, string> = {};
  for (const service of spec.services) {
    const digest = secretDigest(installation, secretsOf(service, stack.secrets));
    if (digest !== undefined) digests[service.name] = digest;
  }
  const sources = pluginSources(stack.resource.spec).map(secretKey);
  const inPlugins = Object.fromEntries(sources.map((key) => [key, stack.secrets[key] ?? '']));
  const pluginSecrets = secretDigest(installation, inPlugins);
  return {
    stack: {
      installation: installation.id,
      namespace,
      name,
      uid,
      createdAt,
      generation,
      ...(engine === undefined ? {} : { engine }),
    },
    spec: spec.strategy === 'Fallback' ? pastApisix(spec) : spec,
    declared: declared.services,
    strategy,
    containers: seen.flatMap((service) => seenOf(service, memory)),
    deleting: stack.deleting,
    ...(stack.orphaned ? { orphaned: true } : {}),
    stopped: stack.stopped,
    restarts: stack.restarts,
    secretDigests: digests,
    ...(pluginSecrets === undefined ? {} : { pluginSecrets }),
    usesEngine: stack.usesEngine ?? false,
  };
}

/** The spec with what people asked for instead of what it says. */
function asAsked({ resource: { spec }, gatewayMode: mode, orphaned }: AcceptedStack): Desired['spec'] {
  const { gateway } = spec;
  if (mode === undefined && !orphaned) return spec;
  return {
    ...spec,
    ...(mode === undefined ? {} : { gateway: { ...gateway, failover: { ...gateway.failover, mode } } }),
    ...(orphaned ? { deletionPolicy: 'Orphan' as const } : {}),
  };
}

/** Whoever asks for the fallback asks for requests to go past APISIX. */
const pastApisix = (spec: Desired['spec']): Desired['spec'] => ({
  ...spec,
  gateway: { ...spec.gateway, failover: { ...spec.gateway.failover, mode: 'Fallback' } },
});

/** Which APISIX a stack's routes are in; undefined for none. */
const targetOf = ({ gateway: { apisix } }: Desired['spec']): string | undefined =>
  apisix && (apisix.file ?? apisix.adminUrl);

/** What the other stacks claim: fixed ports and routes where they are older, front doors in any case. */
export function claimsAgainst(desired: Desired, others: readonly AcceptedStack[]): Observed['claims'] {
  const rivals = others.filter(({ uid }) => uid !== desired.stack.uid);
  const older = rivals.filter(
    ({ createdAt, uid }) =>
      createdAt < desired.stack.createdAt || (createdAt === desired.stack.createdAt && uid < desired.stack.uid),
  );
  const ports = older.flatMap((stack) =>
    stack.resource.spec.services.flatMap((service) =>
      hostPorts(service).map(({ host, port }) => ({ host, port, stack: `${stack.namespace}/${stack.name}` })),
    ),
  );
  const frontDoors = rivals
    .filter(
      ({ deleting, resource }) => !deleting && (resource.spec.routes.length > 0 || resource.spec.discovery?.autoRoute),
    )
    .map(({ resource }) => resource.spec.gateway.frontDoor)
    .filter((address, index, all) => all.findIndex((other) => sameAddress(other, address)) === index)
    .map(({ host, port }) => ({ host, port }));
  const { host, port } = desired.spec.gateway.frontDoor;
  const gateway = targetOf(desired.spec);
  const routes = older
    .filter(
      ({ deleting, resource: { spec } }) =>
        !deleting &&
        (sameAddress(spec.gateway.frontDoor, { host, port }) || (gateway !== undefined && targetOf(spec) === gateway)),
    )
    .map((stack) => ({
      uid: stack.uid,
      createdAt: stack.createdAt,
      stack: `${stack.namespace}/${stack.name}`,
      routes: stack.resource.spec.routes,
    }));
  return { ports, frontDoors, routes };
}
