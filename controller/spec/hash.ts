import { hash } from 'node:crypto';
import type { Service } from '../api/generated/resource.ts';
import type { Address } from '../api/runtime.ts';
import { schemaAt } from './schema.ts';
import { withoutDefaults } from './default.ts';

/** Begins every revision. It changes only when equal services are to be replaced by an upgrade of the controller. */
const VERSION = 'v1';

/** What enters a revision beside the service itself. */
export interface RevisionInputs {
  /** A keyed digest over the values of its secrets; undefined when the service has no secrets. */
  readonly secretDigest: string | undefined;
  /** How often a restart was asked for. */
  readonly restarts: number;
  /** Where the services that its templates name are reached, in the order of referencesOf. */
  readonly addresses: readonly (Address | undefined)[];
  /** What else a container is created from; absent for what is none. */
  readonly container?: {
    /** The id of its image, where every new image under its reference is to be rolled out. */
    readonly image?: string;
    /** The networks that it joins without naming any. */
    readonly networks: readonly string[];
  };
}

/**
 * Names the state that an instance is created from: equal revisions need no replacement. Made of the runtime's block and the ports;
 * not of what is only about the instance (replicas, probe, dependencies, update, criticality). Values that are defaults are left
 * out, so that a later version of the resource with more of them gives the same revision. At most 63 characters, fit for a label.
 */
export function revisionOf(service: Service, { secretDigest, restarts, addresses, container }: RevisionInputs): string {
  const inputs = [secretDigest ?? null, restarts, addresses.map((address) => address ?? null)];
  const variable = canonicalJson(container ? [...inputs, container] : inputs);
  return `${VERSION}-${hash('sha256', `${launchJsonOf(service)}\n${variable}`).slice(0, 40)}`;
}

/** Whether instances of both are created from the same: only secrets, restarts or addresses can make their revisions differ. */
export const areLaunchedAlike = (a: Service, b: Service): boolean => launchJsonOf(a) === launchJsonOf(b);

const launchJson = new WeakMap<Service, string>();

/** Canonical JSON of what an instance is created from; kept, since a plan asks for it at every pass. */
function launchJsonOf(service: Service): string {
  const kept = launchJson.get(service);
  if (kept !== undefined) return kept;
  const { docker, process, external, kubernetes, oneShot } = service;
  const ports = service.ports.map(({ name, port, hostPort, hostAddress }) => ({ name, port, hostPort, hostAddress }));
  const made = withoutDefaults(
    { docker, process, external, kubernetes, oneShot, ports },
    schemaAt('spec', 'services', 0),
  );
  const json = canonicalJson(made);
  launchJson.set(service, json);
  return json;
}

/** SHA-256 over canonical JSON, as 64 hexadecimal digits: equal values give equal digests, whatever the order of their keys. */
export const digestOf = (value: unknown): string => hash('sha256', canonicalJson(value));

/** JSON with keys in code unit order and without undefined members. Takes JSON values only; a cycle is a programming error. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null);
  const record = value as Readonly<Record<string, unknown>>;
  let members = '';
  // Without pairs in between: hundreds of thousands of them are made for a large stack.
  for (const key of Object.keys(record).sort()) {
    const member = record[key];
    if (member !== undefined) members += `${members === '' ? '' : ','}${JSON.stringify(key)}:${canonicalJson(member)}`;
  }
  return `{${members}}`;
}
