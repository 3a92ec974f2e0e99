import type { AcceptedStack } from '../api/accepted.ts';
import type { QbtcStack, Service } from '../api/generated/resource.ts';
import { isLoopback } from '../routing/addresses.ts';
import { firstAddressOf, parseCidr } from './cidr.ts';
import type { Problem } from './diagnostic.ts';
import { membershipsOf } from './networks.ts';
import type { Path } from './schema.ts';

type Spec = QbtcStack['spec'];

/** Where APISIX reads its configuration. */
const CONFIGURATION_PATH = '/usr/local/apisix/conf/config.yaml';

/** Variables of the container that its configuration names. */
const KEY_VARIABLE = 'QBTC_APISIX_ADMIN_KEY';
const ETCD_VARIABLE = 'QBTC_APISIX_ETCD';

/** The service of the stack that is its APISIX; undefined when it has none. */
export const apisixServiceOf = ({ gateway: { apisix }, services }: Spec): Service | undefined =>
  services.find(({ name }) => name === apisix?.service);

/** Whether the controller writes its configuration: that of a container which has none of its own. */
const isConfigured = ({ docker }: Service): boolean =>
  docker !== undefined &&
  !docker.hostNetwork &&
  !docker.volumes.some(({ mountPath }) => mountPath === CONFIGURATION_PATH);

/** The service of the stack that is its APISIX and has its configuration from the controller; undefined when there is none. */
export function configuredApisix(spec: Spec): Service | undefined {
  const service = apisixServiceOf(spec);
  return service && isConfigured(service) ? service : undefined;
}

/**
 * Where the front door serves while the stack's APISIX is down; undefined when it is not to.
 *
 * @returns the address at which that is published
 */
export function standInAddress(spec: Spec): { readonly host: string; readonly port: number } | undefined {
  const { frontDoor, apisix } = spec.gateway;
  const service = frontDoor.takeover ? apisixServiceOf(spec) : undefined;
  if (!apisix || !service?.docker) return undefined;
  const published = publishedAt(service, apisix.gatewayUrl);
  return published?.hostPort === undefined ? undefined : { host: published.hostAddress, port: published.hostPort };
}

/** Finds a front door that is to take the place of an APISIX whose port it cannot know to be free. */
export function takeoverProblems({ spec }: QbtcStack): Problem[] {
  if (!spec.gateway.frontDoor.takeover || standInAddress(spec)) return [];
  const message =
    'needs an APISIX that is a container of this stack (gateway.apisix.service), with the port of gatewayUrl as a hostPort';
  return [{ path: ['spec', 'gateway', 'frontDoor', 'takeover'], message }];
}

/** Finds what keeps the controller from giving an APISIX of the stack its configuration. */
export function apisixServiceProblems({ spec }: QbtcStack): Problem[] {
  const { apisix } = spec.gateway;
  const service = apisixServiceOf(spec);
  if (!apisix || !service) return [];
  const at: Path = ['spec', 'gateway', 'apisix'];
  const problem = (field: string, message: string): Problem => ({ path: [...at, field], message });
  if (!isConfigured(service)) {
    const message = `is needed: the configuration of "${service.name}" is its own, and the controller cannot know its key`;
    return apisix.adminKey || apisix.mode === 'StandaloneFile' ? [] : [problem('adminKey', message)];
  }
  if (apisix.mode === 'StandaloneFile')
    return [
      problem(
        'mode',
        'the image has other files where APISIX looks for its apisix.yaml; take StandaloneApi, or mount a config.yaml of your own',
      ),
    ];
  const adminPort = publishedAt(service, apisix.adminUrl);
  return [
    ...(subnetOf(spec, service) === undefined
      ? [
          problem(
            'service',
            `a network of "${service.name}" needs a subnet: APISIX is to let in who comes from this host, and nobody else`,
          ),
        ]
      : []),
    ...(apisix.mode === 'Admin' && etcdOf(spec, service) === undefined
      ? [
          problem(
            'service',
            `"${service.name}" needs a service of type etcd in its dependsOn, with one port; without etcd there is mode StandaloneApi`,
          ),
        ]
      : []),
    ...(['adminUrl', 'gatewayUrl'] as const).flatMap((field) =>
      publishedAt(service, apisix[field]) ? [] : [problem(field, `no port of "${service.name}" is published there`)],
    ),
    ...(adminPort && !isLoopback(adminPort.hostAddress)
      ? [
          {
            path: [
              'spec',
              'services',
              spec.services.indexOf(service),
              'ports',
              service.ports.indexOf(adminPort),
              'hostAddress',
            ],
            message: 'would open the Admin API to others than this host; leave it at 127.0.0.1',
          },
        ]
      : []),
  ];
}

/** The port of a service at which this host reaches a URL. */
function publishedAt({ ports }: Service, url: string): Service['ports'][number] | undefined {
  const { hostname, port, protocol } = new URL(url);
  const number = port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port);
  return ports.find(
    ({ hostPort, hostAddress }) => hostPort === number && (isLoopback(hostname) || hostname === hostAddress),
  );
}

/** The etcd that APISIX waits for. */
function etcdOf(
  { services }: Spec,
  { dependsOn }: Service,
): { readonly service: string; readonly port: string } | undefined {
  const found = services.find(
    ({ name, type, ports }) =>
      type === 'etcd' && ports.length === 1 && dependsOn.some((dependency) => dependency.name === name),
  );
  const [port] = found?.ports ?? [];
  return found && port && { service: found.name, port: port.name };
}

function subnetOf({ docker }: Spec, service: Service): string | undefined {
  const networks = docker?.networks ?? [];
  const joined = membershipsOf(service, networks).map(({ name }) => name);
  return networks.find(({ name, subnet }) => joined.includes(name) && subnet !== undefined)?.subnet;
}

/**
 * The configuration of an APISIX of the stack (https://github.com/apache/apisix/blob/master/conf/config.yaml.example): as little as there can
 * be. This host comes in by the first address of the network, through the published ports; nobody else may change anything, or say for whom
 * it asks.
 */
export function apisixConfiguration(spec: Spec): string {
  const service = configuredApisix(spec);
  const { apisix } = spec.gateway;
  if (!service || !apisix) return '';
  const subnet = parseCidr(subnetOf(spec, service) ?? '');
  const host = subnet ? firstAddressOf(subnet) : '127.0.0.1';
  const portAt = (url: string): number => publishedAt(service, url)?.port ?? 0;
  const isStandalone = apisix.mode !== 'Admin';
  return `# Written by qbtc; what is changed here is overwritten.
apisix:
  node_listen: ${portAt(apisix.gatewayUrl)}
  enable_server_tokens: false

nginx_config:
  http:
    # The front door says who asks.
    real_ip_header: X-Real-IP
    real_ip_from:
      - ${host}

deployment:
  role: traditional
  role_traditional:
    config_provider: ${isStandalone ? 'yaml' : 'etcd'}
  admin:
    admin_key_required: true
    allow_admin:
      - 127.0.0.1
      - ${host}
    admin_listen:
      ip: 0.0.0.0
      port: ${portAt(apisix.adminUrl)}
    admin_key:
      - name: admin
        key: \${{${KEY_VARIABLE}}}
        role: admin
${
  isStandalone
    ? ''
    : `  etcd:
    host:
      - http://\${{${ETCD_VARIABLE}}}
    prefix: /apisix
    timeout: 30
`
}`;
}

/** The spec with what the controller adds to an APISIX of the stack: its configuration, its key, and where its etcd is. */
export function withApisixService(spec: Spec, files: AcceptedStack['apisix']): Spec {
  const service = configuredApisix(spec);
  const { apisix } = spec.gateway;
  if (!service?.docker || !apisix || !files) return spec;
  const { docker } = service;
  const adminKey = apisix.adminKey ?? { valueFrom: { file: files.key } };
  const etcd = etcdOf(spec, service);
  const added = [
    { name: KEY_VARIABLE, valueFrom: adminKey.valueFrom },
    ...(etcd ? [{ name: ETCD_VARIABLE, value: `{{service.${etcd.service}.${etcd.port}.address}}` }] : []),
  ];
  const names = new Set(added.map(({ name }) => name));
  const configured: Service = {
    ...service,
    docker: {
      ...docker,
      env: [...docker.env.filter(({ name }) => !names.has(name)), ...added],
      volumes: [...docker.volumes, { hostPath: files.configuration, mountPath: CONFIGURATION_PATH, readOnly: true }],
    },
  };
  return {
    ...spec,
    services: spec.services.map((each) => (each === service ? configured : each)),
    gateway: { ...spec.gateway, apisix: { ...apisix, adminKey } },
  };
}

/** The keys that APISIX is published with: everybody knows them (conf/config.yaml up to 3.8). */
const PUBLISHED_KEYS = new Set(['edd1c9f034335f136f87ad84b625c8f1', '4054f7cf07e344346cd3f287985e76a2']);

export const isPublishedKey = (key: string): boolean => PUBLISHED_KEYS.has(key);
