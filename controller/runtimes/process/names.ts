import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { MARKER } from '../../api/processes.ts';
import type { Launch, StackRef } from '../../api/runtime.ts';
import { SHIM_SUFFIX } from './shim.ts';

/** Longest id, as for a DNS label. */
const ID_LENGTH = 63;

/**
 * The id of an instance: `qbtc-<stack>-<service>-<slot>-<hash>`, cut before the slot to at most 63 characters. It follows from what
 * the instance is, so that an interrupted start is found again instead of repeated.
 */
export function instanceId(stack: StackRef, { service, slot, revision }: Launch): string {
  const digest = createHash('sha256').update(JSON.stringify([stack.uid, service.name, slot, revision]));
  const end = `-${slot}-${digest.digest('hex').slice(0, 8)}`;
  const start = `qbtc-${stack.name}-${service.name}`.slice(0, ID_LENGTH - end.length);
  return `${start.replace(/-+$/, '')}${end}`;
}

/** Service and slot as far as an id tells them, for an instance whose records are lost. */
export function parseInstanceId(stack: StackRef, id: string): { service: string; slot: number } {
  const [, name = id, slot] = /^qbtc-(.+)-(\d+)-[0-9a-f]{8}$/.exec(id) ?? [];
  const prefix = `${stack.name}-`;
  return { service: name.startsWith(prefix) ? name.slice(prefix.length) : name, slot: Number(slot ?? 0) };
}

export const markerOf = (stackUid: string, id: string): string => `${stackUid}/${id}`;

/** The instance that a process belongs to, by its marker; undefined for a shim. */
export function instanceOfMarker(stackUid: string, marker: string | undefined): string | undefined {
  if (marker?.startsWith(`${stackUid}/`) !== true || marker.endsWith(SHIM_SUFFIX)) return undefined;
  return marker.slice(stackUid.length + 1);
}

/** Where everything of one stack is kept. */
export function stackPaths(directory: string, stackUid: string) {
  const root = join(directory, stackUid);
  const instances = join(root, 'instances');
  const instance = (id: string): string => join(instances, id);
  return {
    root,
    instances,
    instance,
    launch: (id: string): string => join(instance(id), 'launch.json'),
    run: (id: string, run: number): string => join(instance(id), `run-${run}`),
    /** One file per instance, written by its shim. */
    hints: join(root, 'hints'),
    hint: (id: string): string => join(root, 'hints', id),
    logs: join(root, 'logs'),
  };
}

/** The numbers of the runs that have a folder, ascending. */
export const runNumbers = (names: readonly string[]): number[] =>
  names
    .flatMap((name) => /^run-([1-9]\d*)$/.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b);

/** Variables of the controller's own environment that its services get as well. */
const INHERITED = ['PATH', 'HOME', 'USER', 'LOGNAME', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR', 'SHELL'];

/** The environment of a service: a few variables of the controller's own, then what the stack says; nothing else leaks in. */
export function serviceEnvironment(
  own: Readonly<Record<string, string | undefined>>,
  declared: Readonly<Record<string, string>>,
): Record<string, string> {
  const inherited = INHERITED.flatMap((name) => (own[name] === undefined ? [] : [[name, own[name]] as const]));
  const { [MARKER]: _, ...rest } = { ...Object.fromEntries(inherited), ...declared };
  return rest;
}
