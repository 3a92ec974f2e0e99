import type { Candidate } from '../api/adoption.ts';
import { groupBy } from '../api/collections.ts';
import type { NetworkNeed } from '../api/facilities.ts';
import type { DockerSpec, Probe, Service } from '../api/generated/resource.ts';
import { EMPTY_SERVICE_MEMORY, type Memory, type ServiceMemory } from '../api/memory.ts';
import { runtimeOf, type Desired, type Observed } from '../api/plan.ts';
import { revisionOf, type RevisionInputs } from '../spec/hash.ts';
import { membershipsOf, networksOf } from '../spec/networks.ts';
import { referencesOf } from '../spec/templates.ts';
import { AddressBook } from './address-book.ts';
import type { Instance } from '../api/runtime.ts';
import { judge, type JudgedInstance, provingProbes } from './health.ts';

export interface Slot {
  readonly index: number;
  /** The instance of the wanted revision. */
  readonly current: JudgedInstance | undefined;
  /** Instances of other revisions, the newest first. */
  readonly others: readonly JudgedInstance[];
}

/** One declared service beside everything that was observed of it. */
export interface ServiceView {
  readonly name: string;
  /** What is wanted now: the declared service, or the one before it when its rollout failed and was reverted. */
  readonly spec: Service;
  readonly revision: string;
  /** The revision of the declared service; differs from `revision` after a revert. */
  readonly declaredRevision: string;
  /** What the declared revision is made of beside the service itself. */
  readonly inputs: RevisionInputs;
  /** The revisions of this service and of those that it depends on. */
  readonly epoch: string;
  readonly memory: ServiceMemory;
  /** Why nothing is known of its instances, when its runtime did not answer. */
  readonly unknown: string | undefined;
  readonly slots: readonly Slot[];
  /** Instances in slots that are not wanted any more. */
  readonly surplus: readonly JudgedInstance[];
  /** Why it is not to run, when it is not. */
  readonly held: string | undefined;
  /** What it is to take over, when there is something. */
  readonly candidate: Candidate | undefined;
  /** Other services were given an address of it that a new instance would not have, so that a new one would restart them. */
  readonly addressed: boolean;
}

export interface StackView {
  readonly services: ReadonlyMap<string, ServiceView>;
  /** Instances of services that are not declared any more. */
  readonly orphans: readonly JudgedInstance[];
  readonly addresses: AddressBook;
  /** The networks that containers of the stack join. */
  readonly networks: readonly NetworkNeed[];
  /** The probes that have called instances healthy, by instance id. */
  readonly probes: Readonly<Record<string, Probe>>;
}

/** Joins the declared services with their observed instances. */
export function viewStack(desired: Desired, observed: Observed, memory: Memory, now: number): StackView {
  const instances = Object.entries(observed.instances).flatMap(([kind, found]) => {
    if (!found.known) return [];
    // The containers of an engine that has just come back wait until their services are to run in them again.
    const isAside = (service: string) => kind === 'docker' && service in desired.strategy.taken && !desired.deleting;
    return found.value.filter(({ service }) => !isAside(service));
  });
  const judged = instances.map((instance) =>
    judge(
      instance,
      observed,
      memory.durable.services[instance.service] ?? EMPTY_SERVICE_MEMORY,
      now,
      memory.volatile.probes?.[instance.id],
    ),
  );
  const byService = groupBy(judged, ({ instance }) => instance.service);
  const networks = networksOf(desired.spec, desired.stack);
  const addresses = new AddressBook({ services: desired.spec.services, networks, instances: byService });
  const addressed = new Set<string>();
  for (const service of desired.spec.services) {
    for (const { service: name, port } of referencesOf(service))
      if (addresses.isMoving(service, name, port)) addressed.add(name);
  }
  const unknowable = new Set(
    desired.spec.services.filter((service) => isUnknown(service, observed)).map(({ name }) => name),
  );
  const declared = desired.spec.services.map((service) => {
    const members = byService.get(service.name) ?? [];
    const inputs = revisionInputs(service, { desired, observed, addresses, networks, members });
    // Where the address that it is given cannot be found out, it stays as it is (I2).
    const isUndecided = referencesOf(service).some((reference) => unknowable.has(reference.service));
    const kept = isUndecided ? newest(members)?.revision : undefined;
    return { service, inputs, revision: kept ?? revisionOf(service, inputs) };
  });
  const revisions = new Map(declared.map(({ service, revision }) => [service.name, revision]));
  const context = { desired, observed, memory, revisions, addressed };
  const services = new Map(
    declared.map((each) => [each.service.name, viewService(each, byService.get(each.service.name) ?? [], context)]),
  );
  const orphans = judged.filter(({ instance }) => !services.has(instance.service));
  return { services, orphans, addresses, networks, probes: provingProbes(judged, memory.volatile.probes) };
}

function isUnknown(service: Service, { instances }: Observed): boolean {
  const found = instances[runtimeOf(service)];
  return found !== undefined && !found.known;
}

const newest = (members: readonly JudgedInstance[]): Instance | undefined =>
  members.map(({ instance }) => instance).sort((a, b) => (b.startedAt ?? 0) - (a.startedAt ?? 0))[0];

interface Declared {
  readonly service: Service;
  readonly inputs: RevisionInputs;
  readonly revision: string;
}

interface ViewContext {
  readonly desired: Desired;
  readonly observed: Observed;
  readonly memory: Memory;
  /** Of the declared services, by name. */
  readonly revisions: ReadonlyMap<string, string>;
  /** Names of the services that others ask for their address. */
  readonly addressed: ReadonlySet<string>;
}

function viewService(
  { service: declared, inputs, revision: declaredRevision }: Declared,
  members: readonly JudgedInstance[],
  { desired, observed, memory, revisions, addressed }: ViewContext,
): ServiceView {
  const known = memory.durable.services[declared.name] ?? EMPTY_SERVICE_MEMORY;
  const previous =
    known.failed?.revision === declaredRevision
      ? members.find(({ instance }) => instance.revision === known.failed?.previous)?.instance
      : undefined;
  const spec = previous
    ? { ...previous.launch.service, replicas: declared.replicas, dependsOn: declared.dependsOn }
    : declared;
  const revision = previous?.revision ?? declaredRevision;

  const slots = Array.from({ length: spec.replicas }, (_, index): Slot => {
    const inSlot = members.filter(({ instance }) => instance.slot === index);
    return {
      index,
      current: inSlot.find(({ instance }) => instance.revision === revision),
      others: inSlot
        .filter(({ instance }) => instance.revision !== revision)
        .sort((a, b) => (b.instance.startedAt ?? 0) - (a.instance.startedAt ?? 0)),
    };
  });
  const observation = observed.instances[runtimeOf(declared)];
  return {
    name: declared.name,
    spec,
    revision,
    declaredRevision,
    inputs,
    epoch: [declaredRevision, ...declared.dependsOn.map(({ name }) => revisions.get(name))].join(' '),
    memory: known,
    unknown: observation && !observation.known ? observation.reason : undefined,
    slots,
    surplus: members.filter(({ instance }) => instance.slot >= spec.replicas),
    held: heldBack(declared.name, desired),
    candidate: observed.candidates?.find(({ service }) => service === declared.name),
    addressed: addressed.has(declared.name),
  };
}

interface RevisionContext {
  readonly desired: Desired;
  readonly observed: Observed;
  readonly addresses: AddressBook;
  readonly networks: readonly NetworkNeed[];
  /** Of the service. */
  readonly members: readonly JudgedInstance[];
}

function revisionInputs(service: Service, context: RevisionContext): RevisionInputs {
  const { desired, addresses } = context;
  return {
    secretDigest: desired.secretDigests[service.name],
    restarts: desired.restarts[service.name] ?? 0,
    addresses: referencesOf(service).map((reference) =>
      addresses.addressFor(service, reference.service, reference.port),
    ),
    ...(service.docker ? { container: containerInputs(service, service.docker, context) } : {}),
  };
}

/** What a container is created from beside its declaration. An image that is not here is taken for the one that runs. */
function containerInputs(
  service: Service,
  docker: DockerSpec,
  { observed, networks, members }: RevisionContext,
): NonNullable<RevisionInputs['container']> {
  const joined = docker.networks.length > 0 ? [] : membershipsOf(service, networks).map(({ name }) => name);
  if (docker.pullPolicy !== 'Always') return { networks: joined };
  const image =
    observed.facilities?.images[docker.image] ?? members.find(({ instance }) => instance.imageId)?.instance.imageId;
  return { networks: joined, ...(image === undefined ? {} : { image }) };
}

function heldBack(service: string, desired: Desired): string | undefined {
  if (desired.deleting) return 'the stack is being deleted';
  return desired.stopped.includes(service) ? 'stopped by request' : undefined;
}
