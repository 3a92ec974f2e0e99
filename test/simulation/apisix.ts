import { isDeepStrictEqual } from 'node:util';
import { isObjectOf } from '../../controller/api/gateway.ts';
import { LABELS, labelsOf } from '../../controller/api/labels.ts';
import { Store, type Stored } from '../fakes/apisix/store.ts';
import { INSTALLATION, uidOf } from './place.ts';
import { ADOPTED } from './stacks.ts';
import type { World } from './world.ts';

/** Objects of other people. */
const THEIRS: Readonly<Record<string, object>> = {
  '/apisix/upstreams/theirs': { id: 'theirs', type: 'roundrobin', nodes: { '127.0.0.1:1': 1 } },
  '/apisix/routes/theirs': { id: 'theirs', uri: '/theirs', upstream_id: 'theirs' },
};

/** What becomes a stack's, and theirs again. */
const LENT = `/apisix/routes/${ADOPTED.id}`;
const ORIGINAL = { id: ADOPTED.id, uri: '/old', upstream_id: 'theirs', desc: 'by hand' };

/** An APISIX that stacks share with other people. */
export class SimulatedApisix {
  readonly store = new Store();
  /** Whether a listing is cut. */
  isCut: () => boolean = () => false;
  /** Whether its data plane answers. */
  serves: () => boolean = () => true;
  /** Somebody removed what was lent. */
  #isLentGone = false;

  async plant(): Promise<void> {
    for (const [key, value] of Object.entries(THEIRS)) await this.store.put(key, value as Stored['value']);
    await this.store.put(LENT, ORIGINAL);
  }

  /** What is there of a stack. */
  of(name: string): Stored[] {
    const stack = { installation: INSTALLATION.id, namespace: 'default', name, uid: uidOf(name) };
    return this.#all().filter(({ value }) => isObjectOf(value, stack));
  }

  /** Somebody changes, removes or replaces something of ours. */
  async meddle(key: string, way: 'change' | 'remove'): Promise<void> {
    const found = this.#all().find((object) => object.key === key);
    if (!found) return;
    if (way === 'remove') {
      this.#isLentGone ||= key === LENT;
      await this.store.delete(key);
    } else await this.store.put(key, { ...found.value, desc: 'mine now' });
  }

  /** What others have and no longer is as it was (I11), and routes that refer to nothing (I10). */
  broken(): string[] {
    const all = this.#all();
    const ids = new Set(all.map(({ key }) => key));
    const dangling = all.filter(
      ({ value: { upstream_id: id } }) => typeof id === 'string' && !ids.has(`/apisix/upstreams/${id}`),
    );
    const touched = Object.entries(THEIRS).filter(
      ([key, value]) => JSON.stringify(all.find((object) => object.key === key)?.value) !== JSON.stringify(value),
    );
    const lent = all.find(({ key }) => key === LENT)?.value;
    const isLent = lent ? labelsOf(lent)[LABELS.uid] === uidOf('side') || isOriginal(lent) : this.#isLentGone;
    return [
      ...(isLent ? [] : [`I11: ${LENT} is neither lent nor as it was: ${JSON.stringify(lent)}`]),
      ...dangling.map(({ key }) => `I10: ${key} refers to nothing`),
      ...touched.map(([key]) => `I11: ${key} is not as it was`),
    ];
  }

  /** Whether what was lent is its owner's again. */
  get isGivenBack(): boolean {
    const lent = this.#all().find(({ key }) => key === LENT)?.value;
    return lent ? isOriginal(lent) : this.#isLentGone;
  }

  #all(): Stored[] {
    return [...this.store.all('/apisix/upstreams'), ...this.store.all('/apisix/routes')];
  }
}

const isOriginal = ({ create_time: _, update_time: __, ...value }: Stored['value']): boolean =>
  isDeepStrictEqual(value, ORIGINAL);

/** Each route of a stack in APISIX with the replicas that it leads to. */
export function apisixLines({ apisix, programs }: World, name: string): string[] {
  const objects = apisix.of(name);
  const living = programs.living().filter(({ marker }) => marker.startsWith(`${uidOf(name)}/`));
  return objects.flatMap(({ key, value }) => {
    if (!key.startsWith('/apisix/routes/')) {
      const isUsed = objects.some((other) => key.endsWith(`/${String(other.value.upstream_id)}`));
      return isUsed ? [] : [`${name} upstream of no route ${key}`];
    }
    const referred = objects.find((other) => other.key.endsWith(`/upstreams/${String(value.upstream_id)}`));
    const upstream = (value.upstream ?? referred?.value) as { readonly nodes?: unknown } | undefined;
    const nodes = (upstream?.nodes ?? []) as readonly { readonly host: string; readonly port: number }[];
    const served = nodes.map((node) => {
      const run = living.find((candidate) => programs.isAt(candidate, node));
      return run ? `${run.service}[${run.slot}]` : `nobody on ${node.host}:${node.port}`;
    });
    const changed = value.desc === undefined ? '' : ' (changed)';
    return [`${name} APISIX route ${String(value.name)}${changed}: ${served.sort().join(' ')}`];
  });
}
