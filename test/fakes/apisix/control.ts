import { page, refusal, type Answer, type Asked } from './http.ts';
import { filled, isTable } from './lua-schema.ts';
import { PLUGIN_SCHEMAS } from './plugins.ts';
import { recorded, schemaOf } from './recorded.ts';
import type { Store, Stored } from './store.ts';

const NOT_READY = { status: 'error', error: 'worker id: 0 has not received configuration' };

/** The status port: whether the workers run, and whether they have a configuration. */
export function status({ path }: Asked, isReady: boolean): Answer {
  if (path === '/status' || (path === '/status/ready' && isReady)) return { status: 200, body: { status: 'ok' } };
  return path === '/status/ready' ? { status: 503, body: NOT_READY } : page(404);
}

/** The control API: the configuration as the workers have it, with the defaults that they fill in. */
export function control({ path }: Asked, store: Store): Answer {
  const [, version, kind = '', id] = path.split('/');
  if (version !== 'v1') return page(404);
  if (kind === 'schema') return { status: 200, body: recorded('control: /v1/schema') };
  if (kind === 'gc') return { status: 200, body: '' };
  const plural = { routes: 'routes', route: 'routes', upstreams: 'upstreams', upstream: 'upstreams' }[kind] ?? kind;
  if (!['routes', 'upstreams', 'services', 'plugin_metadatas'].includes(plural)) return page(404);
  const all = store.all(`/apisix/${plural}`);
  // An empty table is an empty object to it.
  if (id === undefined) return { status: 200, body: all.length > 0 ? all.map(live) : {} };
  const found = all.find(({ value }) => value.id === id);
  return found ? { status: 200, body: live(found) } : refusal(404, `${kind}[${id}] not found`);
}

function live(stored: Stored): object {
  const { key, value, modifiedIndex } = stored;
  const known = { resource_id: value.id, resource_key: key, resource_version: modifiedIndex };
  if (!key.startsWith('/apisix/routes/'))
    return { ...stored, value: { ...upstreamOf(value), ...known }, has_domain: false };
  const route = filled(schemaOf('route'), value);
  const plugins = Object.entries(isTable(value.plugins) ? value.plugins : {}).map(([name, settings]) => [
    name,
    { _meta: {}, ...(filled(PLUGIN_SCHEMAS[name] ?? {}, settings) as object) },
  ]);
  return {
    ...stored,
    orig_modifiedIndex: modifiedIndex,
    value: {
      ...route,
      ...(plugins.length > 0 ? { plugins: Object.fromEntries(plugins) as object } : {}),
      ...(isTable(value.upstream) ? { upstream: { ...upstreamOf(value.upstream), ...known } } : {}),
    },
    has_domain: false,
  };
}

function upstreamOf(upstream: Readonly<Record<string, unknown>>): object {
  const whole = filled(schemaOf('upstream'), upstream);
  const { nodes } = whole;
  if (!isTable(nodes)) return whole;
  const list = Object.entries(nodes).map(([address, weight]) => {
    const [host, port] = address.split(':');
    return { host, ...(port === undefined ? {} : { port: Number(port) }), weight };
  });
  return { ...whole, nodes: list };
}
