import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import type { QbtcStack } from '../../../controller/api/generated/resource.ts';
import { apisixConfiguration, isPublishedKey, withApisixService } from '../../../controller/spec/apisix-service.ts';
import { stackFrom } from '../../support/world.ts';

const FILES = { configuration: '/state/config.yaml', key: '/state/admin-key' };
const SPEC = `
docker: {networks: [{name: net, subnet: 172.25.0.0/16}]}
services:
  - {name: etcd, type: etcd, docker: {image: etcd}, ports: [{name: client, port: 2379}]}
  - name: gw
    dependsOn: [{name: etcd}]
    docker: {image: apisix, env: [{name: A, value: b}]}
    ports: [{name: gateway, port: 9080, hostPort: 19080}, {name: admin, port: 9180, hostPort: 19180}]
gateway:
  apisix: {service: gw, adminUrl: "http://127.0.0.1:19180", gatewayUrl: "http://127.0.0.1:19080"}
`;
const specOf = (text: string): QbtcStack['spec'] => stackFrom(text).spec;
const gatewayIn = (spec: QbtcStack['spec']) => spec.services.find(({ name }) => name === 'gw')!.docker!;

describe('an APISIX that is a service of the stack', () => {
  it('lets in this host and itself, trusts the front door alone, and names no secret', () => {
    const text = apisixConfiguration(specOf(SPEC));
    expect(parse(text)).toEqual({
      apisix: { node_listen: 9080, enable_server_tokens: false },
      nginx_config: { http: { real_ip_header: 'X-Real-IP', real_ip_from: ['172.25.0.1'] } },
      deployment: {
        role: 'traditional',
        role_traditional: { config_provider: 'etcd' },
        admin: {
          admin_key_required: true,
          allow_admin: ['127.0.0.1', '172.25.0.1'],
          admin_listen: { ip: '0.0.0.0', port: 9180 },
          admin_key: [{ name: 'admin', key: '${{QBTC_APISIX_ADMIN_KEY}}', role: 'admin' }],
        },
        etcd: { host: ['http://${{QBTC_APISIX_ETCD}}'], prefix: '/apisix', timeout: 30 },
      },
    });
  });

  it('needs no etcd where it takes its configuration whole', () => {
    const text = apisixConfiguration(specOf(SPEC.replace('service: gw', 'service: gw, mode: StandaloneApi')));
    expect(parse(text)).toMatchObject({ deployment: { role_traditional: { config_provider: 'yaml' } } });
    expect(text).not.toContain('etcd');
  });

  it('gets its configuration, its key and the address of its etcd, beside what is declared', () => {
    const { env, volumes } = gatewayIn(withApisixService(specOf(SPEC), FILES));
    expect(env).toEqual([
      { name: 'A', value: 'b' },
      { name: 'QBTC_APISIX_ADMIN_KEY', valueFrom: { file: '/state/admin-key' } },
      { name: 'QBTC_APISIX_ETCD', value: '{{service.etcd.client.address}}' },
    ]);
    expect(volumes).toEqual([
      { hostPath: '/state/config.yaml', mountPath: '/usr/local/apisix/conf/config.yaml', readOnly: true },
    ]);
    const named = specOf(SPEC.replace('service: gw', 'service: gw, adminKey: {valueFrom: {env: KEY}}'));
    expect(gatewayIn(withApisixService(named, FILES)).env).toContainEqual({
      name: 'QBTC_APISIX_ADMIN_KEY',
      valueFrom: { env: 'KEY' },
    });
  });

  it('never has a key that everybody knows', () => {
    expect(isPublishedKey('edd1c9f034335f136f87ad84b625c8f1')).toBe(true);
    expect(isPublishedKey('another')).toBe(false);
  });
});
