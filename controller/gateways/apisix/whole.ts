import { isDeepStrictEqual } from 'node:util';
import { QbtcError } from '../../api/errors.ts';
import type { DataPlane, Gateway, GatewayAccess, GatewayKind, GatewayObject, NextValue } from '../../api/gateway.ts';

type Value = GatewayObject['value'];

/** A whole configuration: its lists by the name of their kind, those of others too. */
export type Sections = Readonly<Record<string, readonly Value[]>>;

/** What is wrong with one object of a configuration. */
export interface Fault {
  readonly kind: string;
  readonly id: string;
  readonly message: string;
}

/** A configuration that is refused for some of its objects; the others are as they were. */
export class Faulty extends Error {
  readonly faults: readonly Fault[];

  constructor(faults: readonly Fault[], cause: unknown) {
    // A fault may quote what is refused, which is none of whoever shares this write.
    super(`${faults.length} objects of this configuration are refused`, { cause });
    this.faults = faults;
  }
}

/** Where an APISIX without a configuration store has its configuration from. */
export interface WholeStore {
  read(access: GatewayAccess, signal: AbortSignal): Promise<Sections>;
  /** Replaces everything at once. Throws `Faulty` when some of it is refused; nothing has changed then. */
  write(access: GatewayAccess, sections: Sections, signal: AbortSignal): Promise<void>;
}

/** A change of one object that somebody waits for. */
interface Change {
  readonly kind: GatewayKind;
  readonly id: string;
  readonly next: NextValue;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** A change of which it is known what it comes to: undefined takes the object out. */
interface Edit extends Omit<Change, 'next'> {
  readonly value: Value | undefined;
}

interface Batch {
  readonly access: GatewayAccess;
  readonly signal: AbortSignal;
  readonly changes: Change[];
}

const KINDS: readonly GatewayKind[] = ['upstreams', 'routes', 'consumers'];

const idOf = (value: Value): string => String(value.id ?? value.username);
const withId = ({ kind, id }: Pick<Change, 'kind' | 'id'>, value: Value): Value =>
  kind === 'consumers' ? value : { id, ...value };
const refused = (message: string): QbtcError =>
  new QbtcError(`APISIX refuses it: ${message}`, { code: 'ApisixRefused', disposition: 'terminal' });

/** An APISIX that takes its configuration as a whole: changes that come together are one write, and one that is refused costs no other. */
export function createWholeGateway(store: WholeStore, dataPlane: DataPlane): Gateway {
  /** What is to be written next, and the write that it waits for, by where to. */
  const batches = new Map<string, Batch>();
  const turns = new Map<string, Promise<void>>();
  const targetOf = ({ adminUrl, file }: GatewayAccess): string => file ?? adminUrl;

  const change: Gateway['change'] = (access, { kind, id }, next, signal) =>
    new Promise((resolve, reject) => {
      const target = targetOf(access);
      const waiting = batches.get(target);
      const wish: Change = { kind, id, next, resolve, reject };
      if (waiting) {
        waiting.changes.push(wish);
        return;
      }
      const batch: Batch = { access, signal, changes: [wish] };
      batches.set(target, batch);
      // Whatever begins in the same turn belongs together, and whatever comes while another write is under way.
      const former = turns.get(target) ?? new Promise<void>((turn) => setImmediate(turn));
      const turn = former.then(async () => {
        batches.delete(target);
        await carryOut(store, batch);
      });
      turns.set(target, turn);
      void turn.then(() => {
        if (turns.get(target) === turn) turns.delete(target);
      });
    });

  return {
    async observe(access, signal) {
      const sections = await store.read(access, signal);
      return {
        objects: KINDS.flatMap((kind) => (sections[kind] ?? []).map((value) => ({ kind, id: idOf(value), value }))),
        globalPlugins: Object.assign({}, ...(sections.global_rules ?? []).map(({ plugins }) => plugins)) as Value,
      };
    },
    put: (access, { kind, id, value }, signal) => change(access, { kind, id }, () => Promise.resolve(value), signal),
    change,
    ...dataPlane,
  };
}

/** Never rejects: each edit learns for itself what became of it. */
async function carryOut(store: WholeStore, { access, signal, changes }: Batch): Promise<void> {
  let left: readonly Pick<Edit, 'resolve' | 'reject'>[] = changes;
  try {
    const before = await store.read(access, signal);
    let edits = withoutDangling(before, await editsOf(before, changes));
    left = edits;
    while (edits.length > 0) {
      const after = applied(before, edits);
      if (isDeepStrictEqual(after, before)) break;
      try {
        await store.write(access, after, signal);
        break;
      } catch (error) {
        if (!(error instanceof Faulty)) throw error;
        const kept = edits.filter((edit) => !rejectFaulty(edit, error.faults));
        // Something else is wrong, that was there before: nobody can tell what to leave out.
        if (kept.length === edits.length) throw refused(error.message);
        edits = withoutDangling(before, kept);
        left = edits;
      }
    }
    for (const { resolve } of left) resolve();
  } catch (error) {
    for (const { reject } of left) reject(error);
  }
}

/** What the changes come to; those that are not to be are rejected. */
async function editsOf(before: Sections, changes: readonly Change[]): Promise<Edit[]> {
  const edits = await Promise.all(
    changes.map(async ({ next, ...change }): Promise<Edit[]> => {
      try {
        const found = before[change.kind]?.find((value) => idOf(value) === change.id);
        const value = await next(found);
        return [{ ...change, value: value && withId(change, value) }];
      } catch (error) {
        change.reject(error);
        return [];
      }
    }),
  );
  return edits.flat();
}

/** A route whose upstream is neither there nor coming waits for it: APISIX itself would take it (I10). */
function withoutDangling(before: Sections, edits: Edit[]): Edit[] {
  const ids = new Set((before.upstreams ?? []).map(idOf));
  for (const { kind, id, value } of edits) if (kind === 'upstreams' && value) ids.add(id);
  return edits.filter(({ kind, value, reject }) => {
    const upstream = value?.upstream_id;
    if (kind !== 'routes' || typeof upstream !== 'string' || ids.has(upstream)) return true;
    reject(new QbtcError('its upstream is not there yet', { code: 'ApisixUpstreamMissing', disposition: 'wait' }));
    return false;
  });
}

function rejectFaulty({ kind, id, value, reject }: Edit, faults: readonly Fault[]): boolean {
  const fault = value && faults.find((each) => each.kind === kind && each.id === id);
  if (fault) reject(refused(fault.message));
  return fault !== undefined;
}

/** The configuration with the edits made. */
function applied(before: Sections, edits: readonly Edit[]): Sections {
  const sections: Record<string, readonly Value[]> = { ...before };
  for (const kind of KINDS) {
    const byId = new Map(edits.filter((edit) => edit.kind === kind).map(({ id, value }) => [id, value]));
    if (byId.size === 0) continue;
    const values = (before[kind] ?? []).flatMap((value) => {
      const id = idOf(value);
      if (!byId.has(id)) return [value];
      const next = byId.get(id);
      byId.delete(id);
      return next ? [next] : [];
    });
    const added = [...byId.values()].filter((value) => value !== undefined);
    if (values.length + added.length > 0 || kind in before) sections[kind] = [...values, ...added];
  }
  return sections;
}
