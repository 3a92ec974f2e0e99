import type { Labels } from '../api/container.ts';
import type { WantedRoute } from '../api/discovery.ts';
import type { LabelRoutes } from './labels.ts';

/** Entry points that serve plain HTTP, as people and Traefik's own documentation call them. */
const PLAIN: ReadonlySet<string> = new Set(['web', 'http']);
/** What a service of Traefik may say that changes no request. */
const HARMLESS = /^loadbalancer\.(server\.port$|healthcheck\.)/;
const MATCHER = /^(Host|PathPrefix|Path)\(\s*([^()]*?)\s*\)$/i;
const WORD = /^(?:`([^`]*)`|"([^"\\]*)")$/;

type Section = ReadonlyMap<string, ReadonlyMap<string, string>>;

/**
 * The routes of Traefik's labels (https://doc.traefik.io/traefik/routing/providers/docker/). A router is a route when its rule has nothing but
 * `Host`, `PathPrefix` and `Path`, and when nothing else changes or guards its requests, but for a `stripPrefix` of its very path.
 */
export function traefikRoutes(labels: Labels, only: number | undefined): LabelRoutes {
  if (isFalse(labels['traefik.enable'])) return { routes: [], leftOut: [] };
  const routers = sectionOf(labels, 'routers');
  if (routers.size === 0 && labels['traefik.enable'] !== undefined)
    return { routes: [], leftOut: ["Traefik's default rule is not known here"] };
  const found = [...routers].map(([name, router]) => {
    const route = routeOf(router, { labels, name, only });
    return typeof route === 'string' ? `Traefik's router ${name}: ${route}` : route;
  });
  return {
    routes: found.flatMap((each) => (typeof each === 'string' ? [] : [each])),
    leftOut: found.filter((each) => typeof each === 'string'),
  };
}

const isFalse = (text: string | undefined): boolean => text?.trim().toLowerCase() === 'false';

/** `traefik.http.SECTION.NAME.REST`, by name; Traefik takes all of it in any case. */
function sectionOf(labels: Labels, section: string): Section {
  const found = new Map<string, Map<string, string>>();
  for (const [label, value] of Object.entries(labels)) {
    const [traefik, http, kind, name, ...rest] = label.toLowerCase().split('.');
    if (traefik !== 'traefik' || http !== 'http' || kind !== section || name === undefined) continue;
    found.set(name, (found.get(name) ?? new Map<string, string>()).set(rest.join('.'), value.trim()));
  }
  return found;
}

interface Around {
  readonly labels: Labels;
  readonly name: string;
  readonly only: number | undefined;
}

/** The route of a router; or why it is left out. */
function routeOf(router: ReadonlyMap<string, string>, { labels, name, only }: Around): WantedRoute | string {
  for (const [option, value] of router) {
    if (['rule', 'service', 'middlewares'].includes(option)) continue;
    if (option === 'entrypoints' && value.split(',').every((each) => PLAIN.has(each.trim().toLowerCase()))) continue;
    return option === 'entrypoints' ? `its entry points ${value} are not plain HTTP` : `it has ${option}`;
  }
  const match = ruleIn(router.get('rule') ?? '');
  if (typeof match === 'string') return match;
  const port = portOf(labels, router.get('service'), only);
  if (typeof port === 'string') return port;
  const strips = middlewaresOf(labels, router.get('middlewares'), match.path);
  if (typeof strips === 'string') return strips;
  return { name, ...match, port, ...(strips ? { stripPrefix: true as const } : {}) };
}

/** Hosts and path of a rule; or why it is none that can be had. */
function ruleIn(rule: string): Pick<WantedRoute, 'hosts' | 'path'> | string {
  if (rule === '') return 'it has no rule';
  const odd = 'its rule has more than Host, PathPrefix and Path';
  const parts = rule.split('&&').map((part) => part.trim());
  let hosts: readonly string[] | undefined;
  let path: WantedRoute['path'] | undefined;
  for (const part of parts) {
    const [, inner] = /^\((.*)\)$/s.exec(part) ?? [];
    // It binds less tightly than `&&`.
    if (part.includes('||') && parts.length > 1 && inner === undefined) return odd;
    const matchers = (inner ?? part).split('||').map((each) => MATCHER.exec(each.trim()));
    const kinds = new Set(matchers.map((each) => each?.[1]?.toLowerCase()));
    const words = matchers.flatMap((each) => (each?.[2] ?? '').split(',').map((word) => WORD.exec(word.trim())));
    const values = words.map((word) => word?.[1] ?? word?.[2] ?? '');
    const [kind] = kinds;
    if (kinds.size !== 1 || kind === undefined || values.includes('')) return odd;
    if (kind === 'host') {
      if (hosts || !values.every((host) => /^[a-zA-Z0-9_.-]+$/.test(host))) return odd;
      hosts = values;
      continue;
    }
    const [value] = values;
    if (path || values.length > 1 || value === undefined || !/^\/[^?#\s{}]*$/.test(value)) return odd;
    path = { type: kind === 'path' ? 'Exact' : 'Prefix', value };
  }
  if (!hosts && !path) return odd;
  return { hosts: hosts ?? [], path: path ?? { type: 'Prefix', value: '/' } };
}

/** The port of a router's service: of the one that it names, else of the only one, else of the container. */
function portOf(labels: Labels, named: string | undefined, only: number | undefined): number | string {
  const services = sectionOf(labels, 'services');
  const names = [...services.keys()];
  const name = named?.toLowerCase().replace(/@docker$/, '') ?? (names.length === 1 ? names[0] : undefined);
  if (name === undefined && names.length > 1) return 'it names none of several services';
  const service = name === undefined ? undefined : services.get(name);
  if (named !== undefined && !service) return `its service ${named} is not of this container`;
  const odd = [...(service?.keys() ?? [])].find((option) => !HARMLESS.test(option));
  if (odd !== undefined) return `its service has ${odd}`;
  const written = service?.get('loadbalancer.server.port');
  if (written !== undefined) return portIn(written) ?? 'its port is none';
  return only ?? 'no port is named, and the container has not exactly one';
}

/** Whether the path is to be taken off; or why the middlewares cannot be had. */
function middlewaresOf(labels: Labels, named: string | undefined, path: WantedRoute['path']): boolean | string {
  if (named === undefined) return false;
  const all = sectionOf(labels, 'middlewares');
  for (const each of named.split(',')) {
    const name = each
      .trim()
      .toLowerCase()
      .replace(/@docker$/, '');
    const options = all.get(name);
    const isStrip = options?.size === 1 && options.get('stripprefix.prefixes') === path.value && path.type === 'Prefix';
    if (!isStrip) return `its middleware ${each.trim()} is more than a stripPrefix of its path`;
  }
  return true;
}

/** A port as a label has it; undefined for anything else. */
export function portIn(text: string | undefined): number | undefined {
  const port = text !== undefined && /^\d{1,5}$/.test(text.trim()) ? Number(text) : 0;
  return port >= 1 && port <= 65_535 ? port : undefined;
}
