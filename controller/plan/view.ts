import { groupBy } from '../api/collections.ts';
import type { Service } from '../api/generated/resource.ts';
import { EMPTY_SERVICE_MEMORY, type Memory, type ServiceMemory } from '../api/memory.ts';
import { runtimeOf, type Desired, type Observed } from '../api/plan.ts';
import type { Address, Instance } from '../api/runtime.ts';
import { revisionOf, type RevisionInputs } from '../spec/hash.ts';
import { referencesOf } from '../spec/templates.ts';
import { judge, type JudgedInstance } from './health.ts';

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
  /** Other services ask for its address, so that a new one would restart them. */
  readonly addressed: boolean;
}

export interface StackView {
  readonly services: ReadonlyMap<string, ServiceView>;
  /** Instances of services that are not declared any more. */
  readonly orphans: readonly JudgedInstance[];
  readonly addresses: AddressBook;
}

/** Joins the declared services with their observed instances. */
export function viewStack(desired: Desired, observed: Observed, memory: Memory, now: number): StackView {
  const instances = Object.values(observed.instances).flatMap((found) => (found.known ? found.value : []));
  const byService = groupBy(instances, ({ service }) => service);
  const addressed = new Set<string>();
  for (const service of desired.spec.services) {
    for (const reference of referencesOf(service)) addressed.add(reference.service);
  }
  const addresses = currentAddresses(desired, byService, memory);
  const declared = desired.spec.services.map((service) => {
    const inputs = revisionInputs(service, desired, addresses);
    return { service, inputs, revision: revisionOf(service, inputs) };
  });
  const revisions = new Map(declared.map(({ service, revision }) => [service.name, revision]));
  const context = { desired, observed, memory, now, revisions, addressed };
  const services = new Map<string, ServiceView>();
  for (const each of declared) {
    const { name } = each.service;
    services.set(name, viewService(each, byService.get(name) ?? [], context));
    byService.delete(name);
  }
  const orphans = [...byService].flatMap(([name, instances]) =>
    instances.map((instance) => judge(instance, observed, memory.durable.services[name] ?? EMPTY_SERVICE_MEMORY, now)),
  );
  return { services, orphans, addresses };
}

interface Declared {
  readonly service: Service;
  readonly inputs: RevisionInputs;
  readonly revision: string;
}

interface ViewContext {
  readonly desired: Desired;
  readonly observed: Observed;
  readonly memory: Memory;
  readonly now: number;
  /** Of the declared services, by name. */
  readonly revisions: ReadonlyMap<string, string>;
  /** Names of the services that others ask for their address. */
  readonly addressed: ReadonlySet<string>;
}

function viewService(
  { service: declared, inputs, revision: declaredRevision }: Declared,
  instances: readonly Instance[],
  { desired, observed, memory, now, revisions, addressed }: ViewContext,
): ServiceView {
  const known = memory.durable.services[declared.name] ?? EMPTY_SERVICE_MEMORY;
  const previous =
    known.failed?.revision === declaredRevision
      ? instances.find((instance) => instance.revision === known.failed?.previous)
      : undefined;
  const spec = previous
    ? { ...previous.launch.service, replicas: declared.replicas, dependsOn: declared.dependsOn }
    : declared;
  const revision = previous?.revision ?? declaredRevision;

  const judged = instances.map((instance) => judge(instance, observed, known, now));
  const slots = Array.from({ length: spec.replicas }, (_, index): Slot => {
    const inSlot = judged.filter(({ instance }) => instance.slot === index);
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
    surplus: judged.filter(({ instance }) => instance.slot >= spec.replicas),
    held: heldBack(declared.name, desired),
    addressed: addressed.has(declared.name),
  };
}

const revisionInputs = (service: Service, desired: Desired, addresses: AddressBook): RevisionInputs => ({
  secretDigest: desired.secretDigests[service.name],
  restarts: desired.restarts[service.name] ?? 0,
  addresses: referencesOf(service).map((reference) => addresses(reference.service, reference.port)),
});

/** Where a port of a service is reached on this host. */
export type AddressBook = (service: string, port: string) => Address | undefined;

/**
 * Where each service is reached now: at its running instance, one that was healthy before one that was not, the lowest slot, the
 * newest; else where its declaration says it will be.
 */
function currentAddresses(
  desired: Desired,
  byService: ReadonlyMap<string, readonly Instance[]>,
  memory: Memory,
): AddressBook {
  const declared = new Map(desired.spec.services.map((service) => [service.name, service]));
  return (name, portName) => {
    const healthy = memory.durable.services[name]?.healthy ?? {};
    const rank = (instance: Instance): number => (healthy[instance.id] === instance.run ? 0 : 1);
    const running = (byService.get(name) ?? [])
      .filter((instance) => instance.state === 'Running' && instance.addresses[portName])
      .sort((a, b) => rank(a) - rank(b) || a.slot - b.slot || (b.startedAt ?? 0) - (a.startedAt ?? 0))[0];
    const service = declared.get(name);
    const port = service?.ports.find((candidate) => candidate.name === portName);
    if (running) return running.addresses[portName];
    return port && { host: service?.external?.host ?? connectHost(port.hostAddress), port: port.port };
  };
}

/** The address to connect to for one that is listened on: a wildcard is reached over loopback. */
export function connectHost(listen: string): string {
  if (listen === '0.0.0.0') return '127.0.0.1';
  return listen === '::' ? '::1' : listen;
}

function heldBack(service: string, desired: Desired): string | undefined {
  if (desired.deleting) return 'the stack is being deleted';
  return desired.stopped.includes(service) ? 'stopped by request' : undefined;
}
