import { isRecord } from '../../api/records.ts';

type Value = Readonly<Record<string, unknown>>;

/** What an APISIX has, by kind, or what an ADC dump says of one. */
export interface Catalog {
  readonly routes: readonly Value[];
  readonly services: readonly Value[];
  readonly upstreams: readonly Value[];
  readonly consumers: readonly Value[];
  readonly plugin_configs: readonly Value[];
  /** Kinds that have no place in a stack, with how many there are. */
  readonly others: Readonly<Record<string, number>>;
}

/** The members of a list, or of a mapping that stands for one. */
export const valuesIn = (list: unknown): Value[] => (Array.isArray(list) ? (list as unknown[]).filter(isRecord) : []);

/**
 * The catalog of an ADC dump (https://docs.api7.ai/apisix/reference/adc/): services with their routes and upstream within them. Throws for a
 * document of another form.
 */
export function catalogOfAdc(document: unknown): Catalog {
  if (!isRecord(document)) throw new Error('it is no mapping');
  const known = ['services', 'consumers', 'routes', 'upstreams'];
  if (!known.some((kind) => kind in document)) throw new Error(`it has none of ${known.join(', ')}`);
  const services: Value[] = [];
  const routes: Value[] = valuesIn(document.routes);
  for (const [index, { routes: own, upstreams: _, stream_routes: __, ...service }] of valuesIn(
    document.services,
  ).entries()) {
    const id = textOf(service.id) ?? textOf(service.name) ?? `service-${index + 1}`;
    services.push({ ...service, id });
    routes.push(...valuesIn(own).map((route) => ({ ...route, service_id: id })));
  }
  const consumers = valuesIn(document.consumers).map(({ credentials, plugins, ...consumer }) => ({
    ...consumer,
    // ADC has one entry for each credential, where APISIX has a plugin each.
    plugins: {
      ...(isRecord(plugins) ? plugins : {}),
      ...Object.fromEntries(valuesIn(credentials).map(({ type, config }) => [String(type), config])),
    },
  }));
  const { global_rules: rules, ssls, plugin_metadata: metadata } = document;
  return {
    routes,
    services,
    consumers,
    upstreams: valuesIn(document.upstreams),
    plugin_configs: [],
    others: {
      ...countOf('global_rules', rules),
      ...countOf('ssls', ssls),
      ...countOf('plugin_metadata', metadata),
      ...countOf(
        'stream_routes',
        valuesIn(document.services).flatMap((service) => valuesIn(service.stream_routes)),
      ),
    },
  };
}

/** Ids are texts or numbers. */
export const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;

function countOf(kind: string, list: unknown): Record<string, number> {
  const count = Array.isArray(list) ? list.length : isRecord(list) ? Object.keys(list).length : 0;
  return count === 0 ? {} : { [kind]: count };
}
