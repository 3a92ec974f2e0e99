/** What APISIX's plugins mean for a request that goes past it. */

/** Watch, copy or pack; without them a request is served just the same. */
const HARMLESS = new Set([
  ...['prometheus', 'zipkin', 'skywalking', 'opentelemetry', 'datadog', 'server-info', 'node-status', 'inspect'],
  ...['syslog', 'splunk-hec-logging', 'google-cloud-logging', 'loggly', 'lago'],
  ...['proxy-mirror', 'proxy-cache', 'proxy-buffering', 'gzip', 'brotli', 'cors', 'request-id'],
]);

const isHarmless = (name: string): boolean => HARMLESS.has(name) || name.endsWith('-logger');

/** Plugins that the front door carries itself, at least in their usual form. */
export const CARRIED: ReadonlySet<string> = new Set([
  ...[
    'key-auth',
    'basic-auth',
    'ip-restriction',
    'ua-restriction',
    'limit-count',
    'limit-req',
    'request-id',
    'real-ip',
  ],
  ...['cors', 'redirect', 'client-control', 'response-rewrite'],
]);

interface Entry {
  readonly rest: Readonly<Record<string, unknown>>;
}

/** Plugins that are switched on; one with settings beside its own has none that can be told. */
export function pluginEntries(plugins: Readonly<Record<string, unknown>>): [name: string, config: Entry | undefined][] {
  return Object.entries(plugins).flatMap(([name, value]): [string, Entry | undefined][] => {
    const { _meta: meta, ...rest } = (typeof value === 'object' && value !== null ? value : {}) as Record<
      string,
      unknown
    >;
    if (typeof meta !== 'object' || meta === null) return [[name, { rest }]];
    const { disable, ...settings } = meta as { readonly disable?: unknown };
    if (disable === true) return [];
    return [[name, Object.keys(settings).length === 0 ? { rest } : undefined]];
  });
}

/** The plugins that a request may fail at, or that make another one of it: nobody gets past them unseen. */
export const guardsIn = (plugins: Readonly<Record<string, unknown>>): string[] =>
  pluginEntries(plugins).flatMap(([name]) => (isHarmless(name) ? [] : [name]));
