import { expect, it } from '@jest/globals';
import type { ContainerRequest } from '../../../../controller/api/container-request.ts';
import { checkBindSources } from '../../../../controller/runtimes/docker/bind-sources.ts';

const ENDPOINT = 'unix:///srv/engine/docker.sock';
const LINKS: Readonly<Record<string, string>> = {
  '/home/me/socket': '/run/docker.sock',
  '/home/me/run': '/run',
  '/home/me/data': '/srv/data',
};
const check = (source: string, endpoint = ENDPOINT): Promise<void> => {
  const request = { HostConfig: { Mounts: [{ Type: 'bind', Source: source, Target: '/x', ReadOnly: true }] } };
  return checkBindSources(request as unknown as ContainerRequest, endpoint, async (path) => LINKS[path] ?? path);
};

it.each([
  ['a link to a socket', '/home/me/socket', 'hostPath /home/me/socket leads to /run/docker.sock, which is or contains'],
  ['a link to the folder of one', '/home/me/run', 'leads to /run, which is or contains the socket'],
  ['the folder of the very engine', '/srv/engine', 'hostPath /srv/engine is or contains the socket'],
])('%s is not mounted', async (_, source, message) => {
  await expect(check(source)).rejects.toMatchObject({ code: 'NotAllowed', message: expect.stringContaining(message) });
});

it.each([
  ['anything else', '/home/me/data', ENDPOINT],
  ['a socket by its name, about which the configuration has decided', '/run/docker.sock', ENDPOINT],
  ['what is on another host', '/home/me/socket', 'tcp://build.test:2376'],
])('%s is', async (_, source, endpoint) => {
  await expect(check(source, endpoint)).resolves.toBeUndefined();
});
