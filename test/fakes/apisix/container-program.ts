import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { parse } from 'yaml';
import { createAdmin } from './admin.ts';
import { createDataPlane } from './data-plane.ts';
import { askedBy, servedBy, tell } from './fake-apisix.ts';
import { Store } from './store.ts';

/**
 * A fake APISIX as a program in a container: it serves what its config.yaml says, lets in whom that lets in, believes whom that trusts, and is
 * without a configuration store while its etcd does not answer.
 */
interface Configuration {
  readonly apisix: { readonly node_listen: number };
  readonly nginx_config: { readonly http: { readonly real_ip_from: readonly string[] } };
  readonly deployment: {
    readonly admin: {
      readonly allow_admin: readonly string[];
      readonly admin_listen: { readonly ip: string; readonly port: number };
      readonly admin_key: readonly { readonly key: string }[];
    };
    readonly etcd: { readonly host: readonly string[] };
  };
}

/** Milliseconds between two looks at etcd. */
const LOOK_TIME = 200;

const text = readFileSync('/usr/local/apisix/conf/config.yaml', 'utf8');
const {
  apisix,
  nginx_config: nginx,
  deployment,
} = parse(
  text.replace(/\$\{\{(\w+)\}\}/g, (_, name: string) => {
    const value = process.env[name];
    if (value === undefined) throw new Error(`can't find environment variable ${name}`);
    return value;
  }),
) as Configuration;
const { admin, etcd } = deployment;

const isAmong = (list: readonly string[], address = ''): boolean => list.includes(address.replace(/^::ffff:/, ''));

const store = new Store();
store.state = 'down';
async function look(): Promise<void> {
  const [host = ''] = etcd.host;
  const isUp = await fetch(`${host}/health`, { signal: AbortSignal.timeout(1000) }).then(
    ({ ok }) => ok,
    () => false,
  );
  store.state = isUp ? 'up' : 'down';
  setTimeout(() => void look(), LOOK_TIME);
}
await look();

const key = admin.admin_key[0]?.key ?? '';
const answer = createAdmin(store, { admin: key, viewer: 'nobody' }, () => Math.floor(Date.now() / 1000));
createServer((request, response) => {
  void (async () => {
    if (isAmong(admin.allow_admin, request.socket.remoteAddress)) tell(response, await answer(await askedBy(request)));
    else response.writeHead(403).end();
  })();
}).listen(admin.admin_listen.port, admin.admin_listen.ip);
createDataPlane(
  () => servedBy(store),
  (peer) => isAmong(nginx.http.real_ip_from, peer),
).listen(apisix.node_listen, '0.0.0.0');
// Process 1 has no default for it.
for (const signal of ['SIGTERM', 'SIGQUIT'] as const) process.on(signal, () => process.exit());
