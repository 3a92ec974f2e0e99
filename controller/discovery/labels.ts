import type { Labels } from '../api/container.ts';
import type { WantedRoute } from '../api/discovery.ts';
import { portIn, traefikRoutes } from './traefik-labels.ts';

/** What the labels of a container ask for, and what of it cannot be had, in words. */
export interface LabelRoutes {
  readonly routes: readonly WantedRoute[];
  readonly leftOut: readonly string[];
}

const ROUTE_LABEL = 'qbtc.dev/route.';
const KNOWN: ReadonlySet<string> = new Set(['path', 'path-type', 'host', 'port', 'strip-prefix']);
const HOST = /^(\*\.)?[a-zA-Z0-9_.:-]+$/;
const PATH = /^\/[^?#\s]*$/;

/**
 * The routes that the labels of a container ask for: `qbtc.dev/route.*`, else Traefik's. What cannot be had exactly as it is written is left out
 * and told, never guessed.
 *
 * @param only the one port of the container, for a route that names none; undefined when it has none or several
 */
export function routesOfLabels(labels: Labels, only: number | undefined): LabelRoutes {
  const own = Object.entries(labels).filter(([label]) => label.startsWith(ROUTE_LABEL));
  if (own.length === 0) return traefikRoutes(labels, only);
  const fields = new Map(own.map(([label, value]) => [label.slice(ROUTE_LABEL.length), value.trim()]));
  const route = ownRoute(fields, only);
  return typeof route === 'string' ? { routes: [], leftOut: [route] } : { routes: [route], leftOut: [] };
}

/** That of the labels `qbtc.dev/route.*`; or why there is none. */
function ownRoute(fields: ReadonlyMap<string, string>, only: number | undefined): WantedRoute | string {
  const unknown = [...fields.keys()].find((name) => !KNOWN.has(name));
  if (unknown !== undefined) return `${ROUTE_LABEL}${unknown} is no label that is known`;
  const path = fields.get('path') ?? '/';
  if (!fields.has('path') && !fields.has('host')) return `neither ${ROUTE_LABEL}path nor ${ROUTE_LABEL}host is set`;
  if (!PATH.test(path)) return `${ROUTE_LABEL}path is no path that begins with /`;
  const hosts = (fields.get('host') ?? '').split(',').flatMap((host) => (host.trim() === '' ? [] : [host.trim()]));
  if (fields.has('host') && (hosts.length === 0 || !hosts.every((host) => HOST.test(host))))
    return `${ROUTE_LABEL}host is no host name`;
  const type = fields.get('path-type') ?? 'Prefix';
  if (type !== 'Prefix' && type !== 'Exact') return `${ROUTE_LABEL}path-type is neither Prefix nor Exact`;
  const strip = fields.get('strip-prefix') ?? 'false';
  if (strip !== 'true' && strip !== 'false') return `${ROUTE_LABEL}strip-prefix is neither true nor false`;
  const port = fields.has('port') ? portIn(fields.get('port')) : only;
  if (port === undefined)
    return fields.has('port')
      ? `${ROUTE_LABEL}port is no port`
      : `${ROUTE_LABEL}port is not set, and the container has not exactly one port`;
  return { hosts, path: { type, value: path }, port, ...(strip === 'true' ? { stripPrefix: true as const } : {}) };
}
