import { isDeepStrictEqual } from 'node:util';
import type { GatewayObject } from '../api/gateway.ts';
import { isRecord } from '../api/records.ts';
import { textOf } from '../spec/from-apisix/catalog.ts';
import { nodesOf } from '../spec/from-apisix/upstream.ts';

type Value = GatewayObject['value'];

/** What says nothing about requests. */
const ASIDE: ReadonlySet<string> = new Set(['id', 'username', 'name', 'desc', 'labels', 'create_time', 'update_time']);

/** What is taken over, and what becomes different about it. */
export function adoptionCause(
  { kind, id, value }: GatewayObject,
  found: GatewayObject,
  present: ReadonlyMap<string, GatewayObject>,
): string {
  const [ours, theirs] = [comparable(value), comparable(resolved(found.value, present))];
  const changed = [...new Set([...Object.keys(ours), ...Object.keys(theirs)])].filter(
    (name) => !isDeepStrictEqual(ours[name], theirs[name]),
  );
  const there = `${kind}/${id} is there`;
  return changed.length === 0 ? `${there}, as declared` : `${there}; what differs: ${changed.sort().join(', ')}`;
}

/** An upstream's fields as those of its route; what is not written is as if its default were. */
function upstreamFields({ nodes: _, ...upstream }: Value): Value {
  const whole = { type: 'roundrobin', scheme: 'http', pass_host: 'pass', hash_on: 'vars', ...upstream };
  const fields = Object.entries(whole).filter(([name]) => !ASIDE.has(name));
  return {
    nodes: nodesOf({ ...upstream, nodes: _ }),
    ...Object.fromEntries(fields.map(([name, value]) => [`upstream ${name}`, value])),
  };
}

/** With the upstream that it refers to in it. */
function resolved({ upstream_id: id, ...value }: Value, present: ReadonlyMap<string, GatewayObject>): Value {
  const upstream = id === undefined ? undefined : present.get(`upstreams/${textOf(id) ?? ''}`)?.value;
  return upstream ? { ...value, upstream } : value;
}

/** Its fields, each in the one form of those that it may have. */
function comparable({ uri, host, upstream, plugins, ...rest }: Value): Value {
  const { uris = uri === undefined ? [] : [uri], hosts = host === undefined ? [] : [host] } = rest;
  const fields = Object.entries(rest).filter(([name]) => !ASIDE.has(name));
  return {
    ...{ status: 1, priority: 0, enable_websocket: false, ...Object.fromEntries(fields), uris, hosts },
    ...Object.fromEntries(Object.entries(plugins ?? {}).map(([name, settings]) => [`plugin ${name}`, settings])),
    ...(isRecord(upstream) ? upstreamFields(upstream) : {}),
  };
}
