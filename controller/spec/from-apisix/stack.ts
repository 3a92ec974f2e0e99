import { isRecord } from '../../api/records.ts';
import { LABELS } from '../../api/labels.ts';
import { isSecretName } from '../secrets.ts';
import { type Catalog, textOf } from './catalog.ts';
import { matchFields, unknownFields } from './match.ts';
import { pluginFields } from './plugins.ts';
import { nodesOf, upstreamFields, type Node } from './upstream.ts';

type Value = Readonly<Record<string, unknown>>;

/** A stack that was made from what an APISIX has. */
export interface Imported {
  readonly stack: Value;
  /** What could not be carried over, in words: `route orders: its vars […]`. */
  readonly lost: readonly string[];
  /** The secrets that the stack names, by environment variable. */
  readonly secrets: Readonly<Record<string, string>>;
}

/** A name as the resource takes it, used once. */
class Names {
  readonly #taken = new Set<string>();

  take(wish: string, otherwise: string): string {
    const bare = wish
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, 55)
      .replace(/-+$/, '');
    const base = /^[a-z]/.test(bare) ? bare : [otherwise, bare].filter((part) => part !== '').join('-');
    let name = base;
    for (let number = 2; this.#taken.has(name); number++) name = `${base}-${number}`;
    this.#taken.add(name);
    return name;
  }
}

/**
 * Makes a stack of an APISIX's objects: its routes, with an external service for each address that they lead to.
 *
 * @param gateway what `spec.gateway.apisix` is to be, whose objects the stack takes over; absent for one that is not named
 */
export function stackFromApisix(catalog: Catalog, name: string, gateway?: Value): Imported {
  const lost = Object.entries(catalog.others).map(([kind, count]) => `${count} ${kind}: they stay where they are`);
  const routeNames = new Names();
  const services = new Services();
  const secrets = new Secrets();
  const routes = catalog.routes.flatMap((route) => {
    const title = textOf(route.name) ?? textOf(route.id) ?? 'without a name';
    const lose = (what: string): void => {
      lost.push(`route ${title}: ${what}`);
    };
    const owner = ownerOf(route);
    if (owner !== undefined) {
      lose(`it belongs to the stack ${owner}`);
      return [];
    }
    const converted = convertRoute(route, catalog, services, secrets, lose);
    if (!converted) return [];
    const adoptId = gateway && textOf(route.id);
    return [{ name: routeNames.take(title, 'route'), ...(adoptId === undefined ? {} : { adoptId }), ...converted }];
  });
  const consumers = catalog.consumers.flatMap((consumer) => {
    const { username, plugins, group_id: group } = consumer;
    if (typeof username !== 'string' || ownerOf(consumer) !== undefined) return [];
    if (group !== undefined) lost.push(`consumer ${username}: its group`);
    const adopt = gateway ? { adopt: true } : {};
    return [{ username, ...adopt, plugins: secrets.refer(plugins, `APISIX_${username}`, (key) => key !== 'username') }];
  });
  const spec = {
    services: services.list,
    ...(gateway ? { gateway: { apisix: gateway } } : {}),
    ...(consumers.length > 0 ? { consumers } : {}),
    routes,
  };
  const stack = { apiVersion: 'qbtc.dev/v1alpha1', kind: 'QbtcStack', metadata: { name }, spec };
  return { stack, lost, secrets: secrets.values };
}

/** The stack that an object was written for, if it was. */
function ownerOf({ labels }: Value): string | undefined {
  const owner = isRecord(labels) ? labels[LABELS.stack] : undefined;
  return typeof owner === 'string' ? owner : undefined;
}

/** Undefined for a route that a stack cannot have. */
function convertRoute(
  own: Value,
  catalog: Catalog,
  services: Services,
  secrets: Secrets,
  lose: (what: string) => void,
): Value | undefined {
  if (own.status === 0) {
    lose('it is switched off');
    return undefined;
  }
  const service = catalog.services.find(({ id }) => id === own.service_id);
  const configured = catalog.plugin_configs.find(({ id }) => id === own.plugin_config_id);
  const route = { ...(service?.hosts && !own.hosts && !own.host ? { hosts: service.hosts } : {}), ...own };
  const match = matchFields(route, lose);
  if (!match) {
    lose('it is left out');
    return undefined;
  }
  for (const field of unknownFields(own)) lose(field);
  const plugins = [service?.plugins, configured?.plugins, own.plugins].map((part) => (isRecord(part) ? part : {}));
  const title = textOf(own.name) ?? textOf(own.id) ?? '';
  const referred = secrets.refer(Object.assign({}, ...plugins), `APISIX_${title}`, isSecretName);
  const fields = pluginFields(isRecord(referred) ? referred : {});
  const upstream = upstreamOf(own, catalog) ?? (service && upstreamOf(service, catalog));
  const backends = upstream ? services.backendsFor(nodesOf(upstream)) : [];
  const isUpgraded = own.enable_websocket === true || service?.enable_websocket === true;
  const said = { ...match, ...fields, ...(isUpgraded ? {} : { websocket: false }) };
  if (fields.redirect !== undefined) return said;
  if (backends.length === 0) {
    lose('it leads nowhere: it is left out');
    return undefined;
  }
  const timeouts = isRecord(own.timeout) ? upstreamFields({ timeout: own.timeout }, () => undefined) : {};
  return {
    ...said,
    ...(upstream ? upstreamFields(upstream, lose) : {}),
    ...timeouts,
    backends,
  };
}

function upstreamOf({ upstream, upstream_id: id }: Value, { upstreams }: Catalog): Value | undefined {
  if (isRecord(upstream)) return upstream;
  return id === undefined ? undefined : upstreams.find((other) => other.id === id);
}

/** The external services behind all routes: one for each address. */
class Services {
  readonly #names = new Names();
  readonly #byAddress = new Map<string, Value & { readonly name: string }>();

  get list(): Value[] {
    return [...this.#byAddress.values()];
  }

  backendsFor(nodes: readonly Node[]): Value[] {
    return nodes.map(({ host, port, weight }) => {
      const address = `${host}:${port}`;
      const known = this.#byAddress.get(address);
      const name = known?.name ?? this.#names.take(/^[\d.:]+$/.test(host) ? `at-${address}` : address, 'service');
      if (!known) this.#byAddress.set(address, { name, external: { host }, ports: [{ name: 'http', port }] });
      return { service: name, port: 'http', ...(weight === 1 ? {} : { weight }) };
    });
  }
}

/** Credentials become references; their values are handed out apart. */
class Secrets {
  readonly values: Record<string, string> = {};

  /** A copy with a reference for every text whose name `isSecret`. */
  refer(value: unknown, path: string, isSecret: (key: string) => boolean): unknown {
    if (Array.isArray(value)) return value.map((item, index) => this.refer(item, `${path}_${index + 1}`, isSecret));
    if (!isRecord(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, member]) => {
        const at = `${path}_${key}`;
        if (typeof member !== 'string' || !isSecret(key)) return [key, this.refer(member, at, isSecret)];
        return [key, { valueFrom: { env: this.#variable(at, member) } }];
      }),
    );
  }

  #variable(path: string, value: string): string {
    const base = path.toUpperCase().replace(/[^A-Z0-9]+/g, '_');
    let name = base;
    for (let number = 2; Object.hasOwn(this.values, name); number++) name = `${base}_${number}`;
    this.values[name] = value;
    return name;
  }
}
