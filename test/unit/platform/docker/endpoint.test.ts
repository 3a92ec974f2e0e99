import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { addressOf, findEndpoint } from '../../../../controller/platform/docker/endpoint.ts';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'qbtc-home-'));
});
afterEach(async () => {
  await rm(home, { recursive: true, force: true });
});

async function writeContext(name: string, docker: object): Promise<void> {
  const folder = join(home, '.docker/contexts/meta', createHash('sha256').update(name).digest('hex'));
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'meta.json'), JSON.stringify({ Name: name, Endpoints: { docker } }));
  await writeFile(join(home, '.docker/config.json'), JSON.stringify({ currentContext: name }));
}

describe('the endpoint', () => {
  it('is the given one, else $DOCKER_HOST, else that of the current context, else the usual socket', async () => {
    const environment = { HOME: home };
    expect(findEndpoint(undefined, environment).text).toBe('unix:///var/run/docker.sock');
    await writeContext('rootless', { Host: 'unix:///run/user/1000/docker.sock' });
    expect(findEndpoint(undefined, environment).text).toBe('unix:///run/user/1000/docker.sock');
    expect(findEndpoint(undefined, { ...environment, DOCKER_CONTEXT: 'default' }).text).toBe(
      'unix:///var/run/docker.sock',
    );
    expect(findEndpoint(undefined, { ...environment, DOCKER_HOST: 'tcp://host:1' }).text).toBe('tcp://host:1');
    expect(findEndpoint('unix:///x', { ...environment, DOCKER_HOST: 'tcp://host:1' }).text).toBe('unix:///x');
  });

  it.each([
    ['unix:///run/d.sock', {}, { socketPath: '/run/d.sock' }],
    ['unix://', {}, { socketPath: '/var/run/docker.sock' }],
    ['tcp://host', {}, { host: 'host', port: 2375, protocol: 'http' }],
    ['tcp://[::1]:99', {}, { host: '::1', port: 99, protocol: 'http' }],
    ['tcp://host', { DOCKER_TLS_VERIFY: '1' }, { host: 'host', port: 2376, protocol: 'https' }],
    ['tcp://host:9', { DOCKER_CERT_PATH: '/certs' }, { host: 'host', port: 9, protocol: 'http' }],
  ])('%s with %j leads to %j', (text, environment, address) => {
    expect(addressOf(findEndpoint(text, environment))).toEqual(address);
  });

  it('takes the certificates from $DOCKER_CERT_PATH', () => {
    const environment = { DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: '/certs' };
    expect(findEndpoint('tcp://host', environment)).toEqual({
      text: 'tcp://host',
      certificates: '/certs',
      verify: true,
    });
  });
});
