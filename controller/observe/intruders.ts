import type { Observed } from '../api/plan.ts';
import type { Listener, ProcessInfo, Processes } from '../api/processes.ts';
import type { Address, Instance, PortHolder } from '../api/runtime.ts';

/** Generations that are looked through for the main process of an instance. */
const GENERATIONS = 16;

/** What was found out about the sockets that answer at one port of one run. */
interface Finding {
  readonly inodes: string;
  readonly intruder: PortHolder | undefined;
}

/** A port of a running instance, and the sockets that answer there. */
interface Place {
  readonly key: string;
  readonly instance: Instance;
  readonly sockets: readonly Listener[];
}

/**
 * Finds out who listens at the ports of running instances without belonging to them: a bare connection would take such a stranger for
 * the instance (I6, I8). Who holds a socket is costly to find out and does not change, so each socket is looked at once.
 */
export class Intruders {
  readonly #processes: Pick<Processes, 'holders' | 'inspect'>;
  readonly #findings = new Map<string, ReadonlyMap<string, Finding>>();
  readonly #last = new Map<string, Observed['intruders']>();

  constructor(processes: Pick<Processes, 'holders' | 'inspect'>) {
    this.#processes = processes;
  }

  /** What the last look at a stack found. */
  last(stackUid: string): Observed['intruders'] {
    return this.#last.get(stackUid) ?? {};
  }

  /** Looks at the processes of a stack. A holder that cannot be identified (another user's) is nobody's intruder. */
  async find(
    stackUid: string,
    instances: readonly Instance[],
    listeners: readonly Listener[],
  ): Promise<Observed['intruders']> {
    const before = this.#findings.get(stackUid);
    const places = placesOf(instances, listeners);
    const isNew = ({ key, sockets }: Place): boolean => before?.get(key)?.inodes !== inodesOf(sockets);
    const fresh = await this.#identify(stackUid, places.filter(isNew));
    const findings = new Map<string, Finding>();
    const intruders: Record<string, PortHolder> = {};
    for (const { key, instance } of places) {
      const finding = fresh.get(key) ?? before?.get(key);
      if (!finding) continue;
      findings.set(key, finding);
      if (finding.intruder) intruders[instance.id] ??= finding.intruder;
    }
    if (findings.size > 0) this.#findings.set(stackUid, findings);
    else this.#findings.delete(stackUid);
    if (Object.keys(intruders).length > 0) this.#last.set(stackUid, intruders);
    else this.#last.delete(stackUid);
    return intruders;
  }

  async #identify(stackUid: string, places: readonly Place[]): Promise<Map<string, Finding>> {
    const findings = new Map<string, Finding>();
    if (places.length === 0) return findings;
    const inodes = new Set(places.flatMap(({ sockets }) => sockets.map(({ inode }) => inode)));
    const likely = places.flatMap(({ instance: { pid } }) => pid ?? []);
    const holders = await this.#processes.holders(inodes, likely);
    for (const { key, instance, sockets } of places) {
      const strangers: PortHolder[] = [];
      let isOurs = false;
      for (const { host, port, inode } of sockets) {
        const holder = holders.get(inode);
        if (!holder) continue;
        if (await this.#belongs(holder, stackUid, instance)) isOurs = true;
        else strangers.push({ host, port, holder: `pid ${holder.pid} (${holder.command})`, marker: holder.marker });
      }
      findings.set(key, { inodes: inodesOf(sockets), intruder: isOurs ? undefined : strangers[0] });
    }
    return findings;
  }

  /** By its marker, or where a program has none (sudo drops it, Redis overwrites it) by its session or its ancestors. */
  async #belongs(holder: ProcessInfo, stackUid: string, { id, pid }: Instance): Promise<boolean> {
    if (holder.marker !== undefined) return holder.marker === `${stackUid}/${id}`;
    let process: ProcessInfo | undefined = holder;
    for (let generation = 0; process && generation < GENERATIONS; generation++) {
      if (process.pid === pid || process.session === pid) return true;
      process = await this.#processes.inspect(process.parent);
    }
    return false;
  }
}

const inodesOf = (sockets: readonly Listener[]): string => sockets.map(({ inode }) => inode).join(' ');

function placesOf(instances: readonly Instance[], listeners: readonly Listener[]): Place[] {
  const byAddress = new Map<string, Listener[]>();
  for (const listener of listeners) {
    const address = addressKey(listener);
    byAddress.set(address, [...(byAddress.get(address) ?? []), listener]);
  }
  return instances.flatMap((instance) => {
    if (instance.state !== 'Running' || instance.pid === undefined) return [];
    return Object.entries(instance.addresses).flatMap(([name, address]) => {
      const sockets = reached(address, byAddress);
      return sockets.length > 0 ? [{ key: `${instance.id}#${instance.run}/${name}`, instance, sockets }] : [];
    });
  });
}

/** The sockets that a connection to this address gets to: those that listen on it alone come before those that listen on all. */
function reached({ host, port }: Address, byAddress: ReadonlyMap<string, readonly Listener[]>): readonly Listener[] {
  const hosts = host.includes(':') ? [host, '::'] : [host, '0.0.0.0', '::'];
  const found = hosts.map((each) => byAddress.get(addressKey({ host: each, port })));
  return found.find((sockets) => sockets !== undefined) ?? [];
}

const addressKey = ({ host, port }: Address): string => `${host} ${port}`;
