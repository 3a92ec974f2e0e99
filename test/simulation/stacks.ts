import type { QbtcStack } from '../../controller/api/generated/resource.ts';
import type { SimulatedEngineHost } from '../fakes/simulated-engine-host.ts';
import { stackFrom } from '../support/world.ts';

/** Versions of the services of the shop. */
export interface Versions {
  readonly db?: string;
  readonly migrate?: string;
  readonly api?: string;
  readonly web?: string;
  readonly replicas?: number;
}

const FIRST = { db: 'v1', migrate: 'v1', api: 'v1', web: 'v1', replicas: 2 };
/** How many services depend on one another in a row. */
export const DEPTH = 4;

const PATIENCE = 'intervalSeconds: 1, timeoutSeconds: 1, failureThreshold: 2, startupGraceSeconds: 3';
const PROBE = `{${PATIENCE}, http: {path: /, port: http}}`;
const COMMON = `
healing: {restarts: {max: 3, windowSeconds: 20}, backoff: {initialSeconds: 1, maxSeconds: 4}}
gateway: {frontDoor: {host: 127.0.0.1, port: 9079}}
`;
/** What the engine's containers are made from: an image for each version, so that each one has to be pulled. */
const IMAGE = 'registry.test/app';
const VERSIONS = ['v1', 'v2', 'v3', 'bad', 'crash'] as const;

/** A route that is in that APISIX from before, and becomes one of the stack's. */
export const ADOPTED = { id: 'old', route: 'web' };

/** The same stack with its routes in an APISIX, too. */
export const inApisix = (stack: QbtcStack): QbtcStack => ({
  ...stack,
  spec: {
    ...stack.spec,
    routes: stack.spec.routes.map((route) =>
      route.name === ADOPTED.route ? { ...route, adoptId: ADOPTED.id } : route,
    ),
    gateway: {
      ...stack.spec.gateway,
      apisix: {
        mode: 'Admin',
        adminUrl: 'http://127.0.0.1:9180',
        gatewayUrl: 'http://127.0.0.1:9080',
        adminKey: { valueFrom: { env: 'APISIX' } },
      },
    },
  },
});

/** A database, a task, a service with replicas that starts first, one that stops first and has a bare probe, routes to both. */
export function shop(versions: Versions = {}, name = 'shop', base = 5000): QbtcStack {
  const { db, migrate, api, web, replicas } = { ...FIRST, ...versions };
  return stackFrom(
    `${COMMON}
services:
  - name: db
    process: {command: [serve, db, ${db}, '{{slot}}', '{{port.http}}'], workingDir: /, stopTimeoutSeconds: 2}
    ports: [{name: http, port: ${base}}]
    probe: ${PROBE}
    update: {order: StopFirst, drainSeconds: 1}
  - name: migrate
    oneShot: true
    dependsOn: [{name: db, condition: Healthy}]
    process: {command: [task, migrate, ${migrate}, '{{slot}}'], workingDir: /}
  - name: api
    replicas: ${replicas}
    dependsOn: [{name: db, condition: Healthy}, {name: migrate, condition: Completed}]
    process:
      command: [serve, api, ${api}, '{{slot}}', '{{port.http}}']
      workingDir: /
      stopTimeoutSeconds: 2
      env: [{name: TOKEN, valueFrom: {env: TOKEN}}]
    ports: [{name: http, port: ${base + 1}, range: ${base + 10}-${base + 19}}]
    probe: ${PROBE}
    update: {order: StartFirst, drainSeconds: 1}
  - name: web
    dependsOn: [{name: api, condition: Healthy}]
    process: {command: [serve, web, ${web}, '{{slot}}', '{{port.http}}'], workingDir: /, stopTimeoutSeconds: 2}
    ports: [{name: http, port: ${base + 2}, range: ${base + 20}-${base + 29}}]
    probe: {${PATIENCE}, tcp: {port: http}}
    update: {order: StopFirst, drainSeconds: 1}
routes:
  - {name: api, paths: [{type: Prefix, value: /${name}/api}], backends: [{service: api, port: http}]}
  - {name: web, paths: [{type: Prefix, value: /${name}}], backends: [{service: web, port: http}]}
`,
    name,
  );
}

/**
 * The same out of containers, with what they need, but for the api: a process, which is told where the database is published, and
 * whose own address the web is told.
 */
export function yard(versions: Versions = {}, name = 'yard', base = 7000): QbtcStack {
  const { db, migrate, api, web, replicas } = { ...FIRST, ...versions };
  return stackFrom(
    `${COMMON}
docker:
  networks: [{name: ${name}-net, subnet: 172.25.0.0/16}]
  volumes: [{name: ${name}-data}, {name: ${name}-scratch, reclaim: Delete}]
services:
  - name: db
    docker:
      image: "${IMAGE}:${db}"
      command: [serve, db, ${db}, '{{slot}}', '{{port.http}}']
      stopTimeoutSeconds: 2
      volumes: [{volume: ${name}-data, mountPath: /data}]
    ports: [{name: http, port: 80, hostPort: ${base}}]
    probe: ${PROBE}
    update: {order: StopFirst, drainSeconds: 1}
  - name: migrate
    oneShot: true
    dependsOn: [{name: db, condition: Healthy}]
    docker:
      image: "${IMAGE}:${migrate}"
      command: [task, migrate, ${migrate}, '{{slot}}']
      volumes: [{volume: ${name}-scratch, mountPath: /scratch}]
  - name: api
    replicas: ${replicas}
    dependsOn: [{name: db, condition: Healthy}, {name: migrate, condition: Completed}]
    process:
      command: [serve, api, ${api}, '{{slot}}', '{{port.http}}', '{{host.bind}}']
      workingDir: /
      stopTimeoutSeconds: 2
      env: [{name: TOKEN, valueFrom: {env: TOKEN}}, {name: DB, value: '{{service.db.http.address}}'}]
    ports: [{name: http, port: ${base + 1}, range: ${base + 10}-${base + 19}, hostAddress: 0.0.0.0}]
    probe: ${PROBE}
    update: {order: StartFirst, drainSeconds: 1}
  - name: web
    replicas: ${replicas}
    dependsOn: [{name: api, condition: Healthy}]
    docker:
      image: "${IMAGE}:${web}"
      command: [serve, web, ${web}, '{{slot}}', '{{port.http}}']
      stopTimeoutSeconds: 2
      env: [{name: TOKEN, valueFrom: {env: TOKEN}}, {name: API, value: '{{service.api.http.address}}'}]
      healthcheck: {test: [CMD, test, -e, /ready], intervalSeconds: 2, timeoutSeconds: 1, retries: 2}
    ports: [{name: http, port: 80}]
    update: {order: StartFirst, drainSeconds: 1}
routes:
  - {name: api, paths: [{type: Prefix, value: /${name}/api}], backends: [{service: api, port: http}]}
  - {name: web, paths: [{type: Prefix, value: /${name}}], backends: [{service: web, port: http}]}
`,
    name,
  );
}

/** Puts the images of every version into their registry. */
export function publishImages({ images }: SimulatedEngineHost): void {
  for (const version of VERSIONS) {
    const image = {
      ...{ id: `sha256:${version}`, tags: new Set<string>(), digests: new Set<string>() },
      ...{ entrypoint: [], cmd: ['serve'], healthcheck: undefined },
    };
    images.publish(`${IMAGE}:${version}`, { image, size: 1_000_000 });
  }
}
