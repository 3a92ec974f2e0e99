import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { requireComponent } from './components.ts';
import { dockerRequest } from './docker-request.ts';
import { freePort } from './ports.ts';
import { startServer, temporaryFolder, type RealServer } from './real-server.ts';

export interface Registry extends RealServer {
  /** Such as `127.0.0.1:12345`, which engines speak to without TLS. */
  readonly name: string;
  readonly credentials: { readonly registry: string; readonly username: string; readonly password: string };
  /** Puts a copy of an engine's image there; returns its name, which the engine does not keep. */
  push(endpoint: string, image: string, name: string): Promise<string>;
}

const USERNAME = 'puller';
const PASSWORD = 'pull-s3cret';
/** The password for htpasswd, which the registry takes as bcrypt only. */
const HASH = '$2b$05$abcdefghijklmnopqrstuu8a2gFagTmn.6YRhoJ/XF1B.t2u08R7W';

/** A registry on the loopback address that asks everybody for a password. */
export async function startRegistry(): Promise<Registry> {
  const port = await freePort();
  const folder = await temporaryFolder('registry');
  const name = `127.0.0.1:${port}`;
  const configuration = {
    version: '0.1',
    log: { level: 'error' },
    storage: { filesystem: { rootdirectory: join(folder, 'data') } },
    http: { addr: name },
    auth: { htpasswd: { realm: 'test', path: join(folder, 'htpasswd') } },
  };
  await writeFile(join(folder, 'htpasswd'), `${USERNAME}:${HASH}\n`);
  // JSON is YAML.
  await writeFile(join(folder, 'config.yml'), JSON.stringify(configuration));
  const server = await startServer({
    argv: [requireComponent('registry'), 'serve', join(folder, 'config.yml')],
    port,
    folder,
    stopSignal: 'SIGTERM',
    ready: async () => (await fetch(`http://${name}/v2/`)).status === 401,
  });
  const account = { username: USERNAME, password: PASSWORD };
  // base64url with padding, as Go reads it.
  const authorization = Buffer.from(JSON.stringify({ ...account, serveraddress: name }))
    .toString('base64')
    .replaceAll('+', '-')
    .replaceAll('/', '_');
  return {
    ...server,
    name,
    credentials: { registry: name, ...account },
    push: async (endpoint, image, pushed) => {
      const [repository = '', tag = 'latest'] = pushed.split(':');
      const call = async (method: string, path: string): Promise<void> => {
        const { status, text } = await dockerRequest(endpoint, {
          method,
          path,
          headers: { 'x-registry-auth': authorization },
        });
        if (status >= 300 || text.includes('errorDetail')) throw new Error(`${path}: ${text}`);
      };
      await call('POST', `/images/${image}/tag?repo=${name}/${repository}&tag=${tag}`);
      await call('POST', `/images/${name}/${repository}/push?tag=${tag}`);
      await call('DELETE', `/images/${name}/${repository}:${tag}`);
      return `${name}/${repository}:${tag}`;
    },
  };
}
