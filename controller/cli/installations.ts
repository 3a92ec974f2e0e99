import { uptime } from 'node:os';
import { join } from 'node:path';
import type { ProcessInfo } from '../api/processes.ts';
import { createFiles } from '../platform/files.ts';
import { createProcesses } from '../platform/proc/processes.ts';
import { readOnlyFiles } from '../platform/read-only.ts';
import { openInstallation } from '../state/installation.ts';
import { keyOf, StackStore } from '../state/store.ts';

/** What a state directory holds. */
export interface Installation {
  readonly id: string;
  /** `namespace/name` of each accepted stack, by its uid. */
  readonly stacks: ReadonlyMap<string, string>;
  readonly damaged: readonly { readonly path: string; readonly uid: string }[];
  /** Some accepted stack has containers. */
  readonly usesEngine: boolean;
}

/** Processes with our mark that belong together. */
export interface MarkedGroup {
  /** The state directory that they were started from; undefined when no shim and no front door is left to tell it. */
  readonly directory: string | undefined;
  /** Whether it could be found out what this directory holds. */
  readonly isReadable: boolean;
  /** What this directory holds; undefined when it knows nothing of these processes. */
  readonly installation: Installation | undefined;
  /** The installation that started them. Services alone do not tell it: their marks hold a digest of it. */
  readonly id: string | undefined;
  /** Stacks by name; those that nobody knows by the names of their instances; front doors by their address. */
  readonly names: readonly string[];
  readonly pids: readonly number[];
  /** Those of them that are front doors. */
  readonly frontDoors: readonly number[];
  /** When the oldest of them was started, in milliseconds since the epoch. */
  readonly since: number;
}

/**
 * Reads a state directory without changing it; undefined when it holds no installation.
 *
 * @throws QbtcError `StateDamaged`
 */
export async function readInstallation(directory: string): Promise<Installation | undefined> {
  const files = readOnlyFiles(createFiles());
  if ((await files.read(join(directory, 'installation.json'))) === undefined) return undefined;
  const installation = await openInstallation(files, directory);
  const store = await StackStore.open({ files, directory, installation, now: () => Date.now() });
  const stacks = new Map(store.list().map((stack) => [stack.uid, keyOf(stack)]));
  const usesEngine = store.list().some((stack) => stack.usesEngine);
  return { id: installation.id, stacks, damaged: store.damaged, usesEngine };
}

/** Everything on this machine that bears our mark and that a state directory does not know. */
export async function otherInstallations(own: Installation | undefined): Promise<MarkedGroup[]> {
  if (process.platform !== 'linux') return [];
  const { processes } = await createProcesses().marked('');
  return groupMarked(
    processes.filter((info) => !own || !isKnownTo(own, info)),
    readInstallation,
  );
}

/** Stack uid; of a front door, the id of its installation. */
const ownerOf = ({ marker = '' }: ProcessInfo): string => marker.split('/')[0] ?? '';

const isKnownTo = ({ id, stacks, damaged }: Installation, info: ProcessInfo): boolean =>
  ownerOf(info) === id || stacks.has(ownerOf(info)) || damaged.some(({ uid }) => uid === ownerOf(info));

/**
 * Puts processes together by the state directory that they were started from, and within it what the directory knows apart from what it does not.
 *
 * @param read what a state directory holds
 */
export async function groupMarked(
  processes: readonly ProcessInfo[],
  read: (directory: string) => Promise<Installation | undefined>,
): Promise<MarkedGroup[]> {
  const directories = new Map<string, string>();
  for (const info of processes) {
    const directory = directoryIn(info);
    if (directory !== undefined) directories.set(ownerOf(info), directory);
  }
  const groups: MarkedGroup[] = [];
  for (const members of partition(processes, (info) => directories.get(ownerOf(info)) ?? ownerOf(info))) {
    const [first] = members;
    const directory = first && directories.get(ownerOf(first));
    const found = directory === undefined ? undefined : await read(directory).catch(() => 'unreadable' as const);
    const isReadable = found !== 'unreadable';
    const installation = isReadable ? found : undefined;
    const isKnown = (info: ProcessInfo): boolean => installation !== undefined && isKnownTo(installation, info);
    for (const alike of partition(members, (info) => String(isKnown(info)))) {
      const knowing = alike.some(isKnown) ? installation : undefined;
      groups.push({ directory, isReadable, installation: knowing, ...describe(alike, knowing) });
    }
  }
  return groups;
}

function describe(
  members: readonly ProcessInfo[],
  installation: Installation | undefined,
): Pick<MarkedGroup, 'id' | 'names' | 'pids' | 'frontDoors' | 'since'> {
  const names = members.map((info) => installation?.stacks.get(ownerOf(info)) ?? instanceName(info));
  const frontDoors = members.filter(isFrontDoor);
  const oldest = Math.min(...members.map(({ startTime }) => Number(startTime)));
  return {
    id: installation?.id ?? frontDoors.map(ownerOf)[0],
    names: [...new Set(names)].sort(),
    pids: members.map(({ pid }) => pid),
    frontDoors: frontDoors.map(({ pid }) => pid),
    since: Date.now() - uptime() * 1000 + (oldest / TICKS) * 1000,
  };
}

/** Clock ticks a second in /proc, the same on every Linux (USER_HZ). */
const TICKS = 100;

const isFrontDoor = ({ marker = '' }: ProcessInfo): boolean => /^[^/]+\/front-door\//.test(marker);

/** `shop-web-0` of `UID/qbtc-shop-web-0-1a2b3c4d`, `front door 127.0.0.1:80` of `ID/front-door/127.0.0.1_80`. */
function instanceName({ marker = '' }: ProcessInfo): string {
  const name = marker.slice(marker.indexOf('/') + 1);
  if (name.startsWith('front-door/')) return `front door ${name.slice('front-door/'.length).replace(/_(?=\d+$)/, ':')}`;
  return name.replace(/#shim$/, '').replace(/^qbtc-(.+)-[0-9a-f]{8}$/, '$1');
}

/** Shims and front doors are told in their command lines where the state directory is. */
const directoryIn = ({ command }: ProcessInfo): string | undefined =>
  (/^\S*sh (\/.*?)\/run\/shim\.sh /.exec(command) ?? / front-door --dir (\/.*?)\/front-doors\//.exec(command))?.[1];

function partition<T>(items: readonly T[], keyOf: (item: T) => string): T[][] {
  const parts = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    parts.set(key, [...(parts.get(key) ?? []), item]);
  }
  return [...parts.values()];
}
