import { groupBy } from '../api/collections.ts';
import {
  serviceKey,
  type DiscoveredService,
  type DiscoveryMethod,
  type KnownService,
  type Recognition,
  type Sighting,
} from '../api/discovery.ts';

/** How far a method alone can be believed that there is a service. */
const TRUST: Readonly<Record<DiscoveryMethod, number>> = { ports: 0.3, processes: 0.5, docker: 0.6, rabbitmq: 0.5 };
/** What a method that failed takes from all that the others found: it might have contradicted them. */
const DOUBT = 0.9;
/** Whose word counts more for what something is called. */
const RANK: readonly DiscoveryMethod[] = ['docker', 'rabbitmq', 'processes', 'ports'];

/** One service as several methods saw it. */
export interface Merged {
  /** By which it is the same in the next look. */
  readonly key: string;
  readonly sightings: readonly Sighting[];
  /** Where to ask it, the likeliest first. */
  readonly addresses: readonly { readonly host: string; readonly port: number }[];
}

/** Joins sightings at one address: this machine has one service at a port, whichever of its addresses it was seen at. */
export function merge(sightings: readonly Sighting[]): Merged[] {
  const groups = groupBy(sightings, serviceKey);
  return [...groups].map(([key, group]) => {
    const ranked = [...group].sort((a, b) => RANK.indexOf(a.method) - RANK.indexOf(b.method));
    // What accepted a connection is where it is, in whichever family.
    const hosts = new Set([...group.filter(({ method }) => method === 'ports'), ...ranked].map(({ host }) => host));
    return { key, sightings: ranked, addresses: [...hosts].map((host) => ({ host, port: ranked[0]?.port ?? 0 })) };
  });
}

/** What a service has to be told for. */
export interface Evidence {
  readonly merged: Merged;
  readonly recognition: Recognition | undefined;
}

/**
 * The services of one look, each with a name of its own: that of the declared service at its address, else what the most telling method
 * calls it.
 *
 * @param failed how many methods could not look
 */
export function describeServices(
  evidence: readonly Evidence[],
  known: readonly KnownService[],
  failed: number,
): DiscoveredService[] {
  const declared = new Map(known.map((service) => [serviceKey(service), service]));
  const services = evidence.map((each) => describe(each, declared.get(each.merged.key), failed));
  return uniquelyNamed(
    services.sort((a, b) => a.port - b.port || (a.host < b.host ? -1 : 1)),
    new Set(known.map((service) => `${service.name} ${serviceKey(service)}`)),
  );
}

function describe(
  { merged: { sightings, addresses }, recognition }: Evidence,
  declared: KnownService | undefined,
  failed: number,
): DiscoveredService {
  const [address] = addresses;
  const port = address?.port ?? 0;
  const vouched = sightings.map((sighting) => sighting.vouched).find((word) => word !== undefined);
  const type =
    declared?.type ?? sightings.find((sighting) => sighting.type !== undefined)?.type ?? recognition?.protocol ?? 'tcp';
  const called = declared?.name ?? sightings.find(({ name }) => name !== undefined)?.name ?? `${type}-${port}`;
  const validated = vouched !== false && (vouched === true || recognition !== undefined);
  const sources = [...new Set(sightings.map(({ method }) => method))].sort((a, b) => RANK.indexOf(a) - RANK.indexOf(b));
  const pid = sightings.find((sighting) => sighting.pid !== undefined)?.pid;
  const container = sightings.find((sighting) => sighting.container !== undefined)?.container;
  return {
    name: slug(called),
    type,
    host: address?.host ?? '',
    port,
    ...(pid === undefined ? {} : { pid }),
    ...(container ? { container } : {}),
    sources,
    confidence: confidenceOf(sources, validated, failed),
    validated,
    ...(recognition ? { recognition } : {}),
  };
}

/** Independent witnesses add up, an answer halves what is left of the doubt. */
function confidenceOf(sources: readonly DiscoveryMethod[], validated: boolean, failed: number): number {
  const doubt = sources.reduce((left, source) => left * (1 - TRUST[source]), validated ? 0.5 : 1);
  return Math.round((1 - doubt) * DOUBT ** failed * 100) / 100;
}

/** As the resource takes names: letters, digits and hyphens, at most 55 characters. */
function slug(text: string): string {
  const bare = text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 55)
    .replace(/-+$/, '');
  return bare === '' ? 'service' : bare;
}

/** Those that are called the same have their ports added, but for the one that is declared so. */
function uniquelyNamed(services: readonly DiscoveredService[], declared: ReadonlySet<string>): DiscoveredService[] {
  const count = new Map<string, number>();
  for (const { name } of services) count.set(name, (count.get(name) ?? 0) + 1);
  return services.map((service) => {
    const { name, port } = service;
    const isAlone = count.get(name) === 1 || declared.has(`${name} ${serviceKey(service)}`);
    return isAlone ? service : { ...service, name: `${name}-${port}` };
  });
}
