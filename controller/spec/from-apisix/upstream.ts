import { isRecord } from '../../api/records.ts';

type Value = Readonly<Record<string, unknown>>;

/** Where an upstream leads. */
export interface Node {
  readonly host: string;
  readonly port: number;
  readonly weight: number;
}

/** The nodes of an upstream, which may be a mapping of HOST:PORT to weights. */
export function nodesOf({ nodes, scheme }: Value): Node[] {
  const usual = scheme === 'https' ? 443 : 80;
  if (Array.isArray(nodes))
    return (nodes as unknown[]).filter(isRecord).map(({ host, port, weight }) => ({
      host: String(host),
      port: typeof port === 'number' ? port : usual,
      weight: typeof weight === 'number' ? weight : 1,
    }));
  if (!isRecord(nodes)) return [];
  return Object.entries(nodes).map(([address, weight]) => {
    const [, host = address, port] = /^(.*?)(?::(\d+))?$/.exec(address) ?? [];
    return { host, port: port === undefined ? usual : Number(port), weight: Number(weight) };
  });
}

/** Fields of a route, as far as the upstream says something about them. */
export function upstreamFields(upstream: Value, lose: (what: string) => void): Value {
  const {
    type = 'roundrobin',
    scheme = 'http',
    timeout,
    retries,
    pass_host: passHost = 'pass',
    upstream_host: host,
  } = upstream;
  if (type !== 'roundrobin') lose(`the balancing ${String(type)}: requests are shared out in turn`);
  if (scheme !== 'http') lose(`the scheme ${String(scheme)}: services are reached by plain HTTP`);
  for (const field of [
    'checks',
    'tls',
    'retry_timeout',
    'keepalive_pool',
    'service_name',
    'discovery_type',
    'hash_on',
    'key',
  ])
    if (upstream[field] !== undefined && upstream[field] !== 'vars') lose(`${field} of its upstream`);
  return {
    ...(passHost === 'pass' ? {} : { upstreamHost: passHost === 'node' ? 'node' : String(host) }),
    ...(typeof retries === 'number' ? { retries } : {}),
    ...(isRecord(timeout) ? { timeouts: timeoutsOf(timeout) } : {}),
  };
}

const timeoutsOf = ({ connect, send, read }: Value): Value => ({
  ...(typeof connect === 'number' ? { connectSeconds: Math.max(1, Math.ceil(connect)) } : {}),
  ...(typeof send === 'number' ? { sendSeconds: Math.max(1, Math.ceil(send)) } : {}),
  ...(typeof read === 'number' ? { readSeconds: Math.max(1, Math.ceil(read)) } : {}),
});
