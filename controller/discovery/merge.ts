import type { DiscoveredService, DiscoveryMethod, KnownService, Recognition, Sighting } from '../api/discovery.ts';

/** How far a method alone can be believed that there is a service. */
const TRUST: Readonly<Record<DiscoveryMethod, number>> = { ports: 0.3, processes: 0.5, docker: 0.6, rabbitmq: 0.5 };
/** What a method that failed takes from all that the others found: it might have contradicted them. */
const DOUBT = 0.9;
/** Whose word counts more for what something is called. */
const RANK: readonly DiscoveryMethod[] = ['docker', 'rabbitmq', 'processes', 'ports'];
/** What nobody has called anything. */
const NAMELESS = RANK.length + 1;

const LOCAL: ReadonlySet<string> = new Set(['127.0.0.1', '::1', 'localhost', '0.0.0.0', '::']);

interface Address {
  readonly host: string;
  readonly port: number;
}

/** One service as several methods saw it. */
export interface Merged {
  readonly key: string;
  readonly sightings: readonly Sighting[];
  /** Where to ask it, the likeliest first. */
  readonly addresses: readonly Address[];
}

const isConsumer = ({ type }: Sighting): boolean => type === 'consumer';

/** What makes sightings one: an address, and who holds the port. Loopback has two families, which may have one holder each. */
function tagsOf(sighting: Sighting): string[] {
  const { host, port, pid, container, name } = sighting;
  if (isConsumer(sighting)) return [`consumer ${host} ${name ?? ''}`];
  const where = LOCAL.has(host) ? (host.includes(':') ? 'local6' : 'local4') : host;
  return [
    `${where} ${port}`,
    ...(pid === undefined ? [] : [`pid ${pid} ${port}`]),
    ...(container ? [`container ${container.id} ${port}`] : []),
  ];
}

/** Joins what was seen of one service: at one address, or at one port of one process or container. */
export function merge(sightings: readonly Sighting[]): Merged[] {
  let groups: { tags: Set<string>; sightings: Sighting[] }[] = [];
  for (const sighting of sightings) {
    const tags = tagsOf(sighting);
    const [joined, others] = [
      groups.filter((group) => tags.some((tag) => group.tags.has(tag))),
      groups.filter((group) => !tags.some((tag) => group.tags.has(tag))),
    ];
    groups = [
      ...others,
      {
        tags: new Set([...joined.flatMap((group) => [...group.tags]), ...tags]),
        sightings: [...joined.flatMap((group) => group.sightings), sighting],
      },
    ];
  }
  return joinedFamilies(groups.map(({ sightings: seen }) => seen)).map(mergedOf);
}

/** At one port of loopback both families are one service, unless it is known that each has its own holder. */
function joinedFamilies(groups: readonly Sighting[][]): Sighting[][] {
  const familyOf = (seen: readonly Sighting[], family: 4 | 6): number | undefined =>
    seen.some((each) => isConsumer(each) || !LOCAL.has(each.host) || each.host.includes(':') !== (family === 6))
      ? undefined
      : seen[0]?.port;
  const held = (seen: readonly Sighting[]): boolean =>
    seen.some(({ pid, container }) => pid !== undefined || container !== undefined);
  const sixes = groups.filter((seen) => familyOf(seen, 6) !== undefined);
  const taken = new Set<Sighting[]>();
  const joined = groups.map((seen) => {
    const isFour = seen.some(({ host }) => LOCAL.has(host) && !host.includes(':')) && !seen.some(isConsumer);
    const twin = isFour ? sixes.find((other) => other[0]?.port === seen[0]?.port && !taken.has(other)) : undefined;
    if (!twin || twin === seen || (held(seen) && held(twin))) return seen;
    taken.add(twin);
    return [...seen, ...twin];
  });
  return joined.filter((seen) => !taken.has(seen));
}

function mergedOf(seen: readonly Sighting[]): Merged {
  const sightings = [...seen].sort((a, b) => RANK.indexOf(a.method) - RANK.indexOf(b.method));
  // What accepted a connection is where it is, in whichever family; this machine's own addresses come before others.
  const tried = [...sightings.filter(({ method }) => method === 'ports'), ...sightings].map(({ host }) => host);
  const hosts = [...new Set(tried)].sort((a, b) => Number(LOCAL.has(b)) - Number(LOCAL.has(a)));
  const [first] = sightings;
  const port = first?.port ?? 0;
  const isLocal = hosts.some((host) => LOCAL.has(host));
  const family = hosts.every((host) => host.includes(':')) ? '6' : '';
  const key =
    first && isConsumer(first) ? (tagsOf(first)[0] ?? '') : `${isLocal ? `local${family}` : (hosts[0] ?? '')}:${port}`;
  return { key, sightings, addresses: hosts.map((host) => ({ host, port })) };
}

/** What a service has to be told for. */
export interface Evidence {
  readonly merged: Merged;
  readonly recognition: Recognition | undefined;
  /** Where it answered; absent when it did not. */
  readonly at?: Address | undefined;
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
  const answering = new Set(evidence.flatMap((each) => (each.recognition ? containersIn(each) : [])));
  const believed = evidence.filter(
    (each) =>
      isBelievable(each) &&
      (each.recognition !== undefined ||
        !each.merged.sightings.every(({ inner, routes }) => inner && !routes) ||
        !containersIn(each).some((id) => answering.has(id))),
  );
  const services = believed.map((each) => describe(each, known, failed));
  return uniquelyNamed(services.sort((a, b) => a.port - b.port || (a.key < b.key ? -1 : 1)));
}

const containersIn = ({ merged: { sightings } }: Evidence): string[] =>
  sightings.flatMap(({ container }) => (container ? [container.id] : []));

/** A broker knows at which port it listens, and not where that is published: only what answers there counts. */
function isBelievable({ merged: { sightings }, recognition }: Evidence): boolean {
  return sightings.some((each) => each.method !== 'rabbitmq' || isConsumer(each)) || recognition?.protocol === 'amqp';
}

function describe(
  { merged: { key, sightings, addresses }, recognition, at }: Evidence,
  known: readonly KnownService[],
  failed: number,
): DiscoveredService {
  const address = at ?? addresses[0] ?? { host: '', port: 0 };
  const declared = known.find((service) =>
    addresses.some(
      ({ host, port }) =>
        port === service.port && (host === service.host || (LOCAL.has(host) && LOCAL.has(service.host))),
    ),
  );
  const vouched = sightings.map((sighting) => sighting.vouched).find((word) => word !== undefined);
  const type =
    declared?.type ?? sightings.find((each) => each.type !== undefined)?.type ?? recognition?.protocol ?? 'tcp';
  const named = sightings.find(({ name }) => name !== undefined);
  const called = slug(declared?.name ?? named?.name ?? `${type}-${address.port}`);
  const validated = vouched !== false && (vouched === true || recognition !== undefined);
  const sources = RANK.filter((method) => sightings.some((sighting) => sighting.method === method));
  const pid = sightings.find((sighting) => sighting.pid !== undefined)?.pid;
  const container = sightings.find((sighting) => sighting.container !== undefined)?.container;
  const routes = sightings.find((sighting) => sighting.routes !== undefined)?.routes;
  return {
    ...{ key, name: called, called, type, ...address },
    rank: declared ? 0 : named ? RANK.indexOf(named.method) + 1 : NAMELESS,
    ...(pid === undefined ? {} : { pid }),
    ...(container ? { container } : {}),
    sources,
    confidence: confidenceOf(sources, validated, failed),
    validated,
    ...(recognition ? { recognition } : {}),
    ...(routes ? { routes } : {}),
    ...(sightings.every(({ inner }) => inner) ? { inner: true as const } : {}),
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

/** Who holds several ports is one program. */
const holderOf = ({ container, pid, key }: DiscoveredService): string =>
  container?.id ?? (pid === undefined ? key : String(pid));

/**
 * The first port of whoever is alone in being called so has that name, its further ones have their port added, and so have those of several
 * who are called the same, if they are not told apart by their Compose project. A declared name is its service's own.
 */
function uniquelyNamed(services: readonly DiscoveredService[]): DiscoveredService[] {
  const holders = new Map<string, Set<string>>();
  for (const service of services)
    holders.set(service.called, (holders.get(service.called) ?? new Set()).add(holderOf(service)));
  const taken = new Set(services.filter(({ rank }) => rank === 0).map(({ called }) => called));
  return services.map((service) => {
    const { called, port, host, rank, container } = service;
    if (rank === 0) return service;
    const isAlone = holders.get(called)?.size === 1;
    const ofProject = container?.project === undefined ? [] : [slug(`${container.project}-${called}`)];
    const wishes = [...(isAlone ? [called] : ofProject), `${called}-${port}`, slug(`${called}-${host}-${port}`)];
    const name = wishes.find((wish) => !taken.has(wish)) ?? `${called}-${port}-${taken.size}`;
    taken.add(name);
    return { ...service, name };
  });
}
