import { join } from 'node:path';

/** A small HTTP server that says which version and replica it is; `GET /health` tells that it is well. */
const VERSION_SERVICE = join(import.meta.dirname, '../../samples/services/version.mjs');

/** A stack file (JSON is YAML). A dollar sign in a text has to be doubled, as in every stack file. */
export const stackFile = (name: string, spec: Readonly<Record<string, unknown>>): string =>
  JSON.stringify({ apiVersion: 'qbtc.dev/v1alpha1', kind: 'QbtcStack', metadata: { name }, spec });

export interface WebOptions {
  readonly version?: string;
  readonly env?: readonly Readonly<Record<string, unknown>>[];
  /** Fields of the service that are added, or replace others. */
  readonly more?: Readonly<Record<string, unknown>>;
}

/** A service that answers over HTTP on `port`, named `http`, and is probed every second. */
export function webService(name: string, port: number, { version = '1', env = [], more = {} }: WebOptions = {}) {
  return {
    name,
    process: {
      command: ['node', VERSION_SERVICE],
      env: [
        { name: 'PORT', value: '{{port.http}}' },
        { name: 'SLOT', value: '{{slot}}' },
        { name: 'VERSION', value: version },
        ...env,
      ],
    },
    ports: [{ name: 'http', port }],
    probe: { http: { path: '/health' }, intervalSeconds: 1, timeoutSeconds: 1, startupGraceSeconds: 10 },
    ...more,
  };
}

/** A service that a shell command makes up. */
export const shellService = (name: string, script: string, more: Readonly<Record<string, unknown>> = {}) => ({
  name,
  process: { command: ['sh', '-c', script] },
  ...more,
});

/** A front door with one route that takes every path to the services, by the port named `http`. */
export const routed = (port: number, ...services: readonly string[]) => ({
  gateway: { frontDoor: { port } },
  routes: [{ name: 'all', backends: services.map((service) => ({ service, port: 'http' })) }],
});
